package traffic

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"sync/atomic"
)

/*
Go sends a request again when the kept-alive connection it chose dies under it: always where nothing had been written, and
where something had, for GET, HEAD, OPTIONS, TRACE and requests with an idempotency key (net/http, shouldRetryRequest). Nobody hears of it, k6's own
http module neither. Here the second sort is refused: the target may have seen the request, and its failure must not be
hidden. The first is no more than another connection, and is let be.
*/

// sending watches one request on its way.
type sending struct {
	counts    *Counts
	connected func()
	cancel    context.CancelCauseFunc
	conn      *watched
	// What had been written to the connection before the request.
	before int64
	// Go wanted to send it again.
	again bool
	// A handshake is under way or has failed; told by another goroutine, which may outlive the request.
	handshake atomic.Bool
}

var errUnasked = errors.New("an answer that nobody asked for (switching protocols or 100 Continue)")

func (s *sending) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:           func(string) { s.refused() },
		GotConn:           s.gotConn,
		TLSHandshakeStart: func() { s.handshake.Store(true) },
		TLSHandshakeDone:  func(_ tls.ConnectionState, err error) { s.handshake.Store(err != nil) },
		Got1xxResponse: func(status int, _ textproto.MIMEHeader) error {
			if status == http.StatusContinue {
				return errUnasked
			}
			return nil
		},
	}
}

// refused is true, and the request is over, when it was written before: Go looks for a connection for it a second time.
func (s *sending) refused() bool {
	if s.conn == nil || s.conn.written.Load() == s.before {
		return false
	}
	s.again = true
	s.cancel(errAgain)
	return true
}

// gotConn hears of a connection before anything is written to it, in the goroutine that then writes.
func (s *sending) gotConn(info httptrace.GotConnInfo) {
	if s.refused() {
		// Whether Go looks at the context first or writes first is left to chance.
		_ = info.Conn.Close()
		return
	}
	if !info.Reused {
		s.counts.connected()
	}
	if s.conn = watchedOf(info.Conn); s.conn != nil {
		s.before = s.conn.written.Load()
	}
	s.connected()
}
