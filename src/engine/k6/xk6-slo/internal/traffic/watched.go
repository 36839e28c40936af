package traffic

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// Counts of connections, over all VUs.
type Counts struct {
	mutex                sync.Mutex
	connects, reconnects int64
	// Connections that the other side ended and that none has replaced yet.
	lost int64
}

func (c *Counts) read() (connects, reconnects int64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.connects, c.reconnects
}

func (c *Counts) connected() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.connects++
	if c.lost > 0 {
		c.lost--
		c.reconnects++
	}
}

// watched is a connection that knows what was written to it and who ended it.
type watched struct {
	net.Conn
	counts       *Counts
	written      atomic.Int64
	closed, lost atomic.Bool
}

// watch makes a dialer's connections watched ones.
func (c *Counts) watch(dial Dial) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &watched{Conn: conn, counts: c}, nil
	}
}

func (w *watched) Read(into []byte) (int, error) {
	n, err := w.Conn.Read(into)
	if err != nil && !w.closed.Load() {
		w.lose()
	}
	return n, err
}

func (w *watched) Write(from []byte) (int, error) {
	n, err := w.Conn.Write(from)
	w.written.Add(int64(n))
	return n, err
}

func (w *watched) Close() error {
	w.closed.Store(true)
	return w.Conn.Close()
}

// lose notes, once, that the other side ended it.
func (w *watched) lose() {
	if w.lost.Swap(true) {
		return
	}
	w.counts.mutex.Lock()
	defer w.counts.mutex.Unlock()
	w.counts.lost++
}

// watchedOf finds the watched connection beneath TLS.
func watchedOf(conn net.Conn) *watched {
	if secure, is := conn.(interface{ NetConn() net.Conn }); is {
		conn = secure.NetConn()
	}
	found, _ := conn.(*watched)
	return found
}
