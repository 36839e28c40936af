package traffic

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"
)

// bodyLimit: a body beyond it is a protocol failure, as no scenario's check wants it.
const bodyLimit = 64 << 20

// Request is one as the scenario spells it: names of headers in lower case, a path that begins with "/".
type Request struct {
	Method, Path string
	Headers      map[string]string
	// Body is nil where there is none.
	Body *string
}

// Reply is an answer as it came; Done is the moment of its last byte.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Done   time.Duration
}

// Send carries one request out. connected is called when its connection stands, before anything is written. An error is a *Failure.
func (t *Transport) Send(ctx context.Context, request Request, connected func()) (*Reply, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sending := &sending{counts: &t.target.counts, connected: connected, cancel: cancel}
	response, err := t.http.RoundTrip(t.target.wire(httptrace.WithClientTrace(ctx, sending.trace()), request))
	if err != nil {
		return nil, sending.failure(err, t.now())
	}
	body, err := readBody(response)
	done := t.now()
	if err != nil {
		return nil, sending.failure(err, done)
	}
	if response.Close && sending.conn != nil {
		// The other side asked for its end; Go then closes it.
		sending.conn.lose()
	}
	return &Reply{Status: response.StatusCode, Header: response.Header, Body: body, Done: done}, nil
}

// wire spells the request for net/http. Its address is opaque: the path goes out as the scenario wrote it.
func (t *Target) wire(ctx context.Context, request Request) *http.Request {
	header := http.Header{"User-Agent": {""}} // else Go writes one of its own
	host := t.host
	for name, value := range request.Headers {
		switch name {
		case "host":
			host = value
		case "user-agent":
			header["User-Agent"] = []string{latin1(value)}
		default:
			header[name] = []string{latin1(value)}
		}
	}
	wired := &http.Request{
		Method: request.Method,
		URL:    &url.URL{Scheme: t.scheme, Host: t.host, Opaque: t.basePath + request.Path},
		Header: header,
		Host:   host,
	}
	if request.Body != nil && *request.Body != "" {
		body := *request.Body
		wired.ContentLength = int64(len(body))
		wired.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
		wired.Body, _ = wired.GetBody()
	}
	return wired.WithContext(ctx)
}

// latin1 is a field value's bytes: its characters lie below U+0100.
func latin1(value string) string {
	bytes := make([]byte, 0, len(value))
	for _, char := range value {
		bytes = append(bytes, byte(char))
	}
	return string(bytes)
}

func readBody(response *http.Response) ([]byte, error) {
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil, errUnasked
	}
	var body bytes.Buffer
	if length := response.ContentLength; length > 0 && length <= bodyLimit {
		body.Grow(int(length) + bytes.MinRead)
	}
	n, err := body.ReadFrom(io.LimitReader(response.Body, bodyLimit+1))
	if n > bodyLimit {
		return nil, fmt.Errorf("a body of more than %d bytes", bodyLimit)
	}
	return body.Bytes(), err
}
