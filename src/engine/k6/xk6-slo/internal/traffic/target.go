// Package traffic sends requests to the target by Go's net/http, as k6 does: HTTP/1.1, one request a connection, never again what
// may have been sent, no redirects, no cookies, no proxies, no timeouts of its own.
package traffic

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// idleLife is how long an unused connection is kept: less than the 5 s after which servers of Node close theirs.
const idleLife = 4 * time.Second

// sessions for TLS resumption, as many as targets have addresses.
const sessions = 16

// Target is where all requests go. Its transports share what is known of it.
type Target struct {
	scheme, host, basePath string
	sessions               tls.ClientSessionCache
	counts                 Counts
}

// NewTarget reads the target's address; a path in it goes before each request's.
func NewTarget(baseURL string) (*Target, error) {
	parsed, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("baseUrl: %w", err)
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" {
		return nil, fmt.Errorf("baseUrl: expected an http or https address, got %q", parsed.Redacted())
	}
	return &Target{
		scheme:   parsed.Scheme,
		host:     parsed.Host,
		basePath: strings.TrimSuffix(parsed.EscapedPath(), "/"),
		sessions: tls.NewLRUClientSessionCache(sessions),
	}, nil
}

// Connections tells how many were opened since the start, and how many of those took the place of one that the other side had ended.
func (t *Target) Connections() (connects, reconnects int64) { return t.counts.read() }

// Dial opens a connection; k6's VUs bring one that knows its options (hosts, dns, blacklistIPs, localIPs).
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Transport is one VU's way to the target: it holds one connection, as a VU has one request under way.
type Transport struct {
	target *Target
	http   *http.Transport
	now    func() time.Duration
}

// NewTransport gives a VU its transport. Times are those of now.
func NewTransport(target *Target, dial Dial, config *tls.Config, now func() time.Duration) *Transport {
	config = config.Clone()
	config.ClientSessionCache = target.sessions
	return &Transport{
		target: target,
		now:    now,
		http: &http.Transport{
			DialContext:         target.counts.watch(dial),
			TLSClientConfig:     config,
			TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{},
			DisableCompression:  true,
			MaxIdleConnsPerHost: 1,
			IdleConnTimeout:     idleLife,
		},
	}
}

// Close closes its connection.
func (t *Transport) Close() { t.http.CloseIdleConnections() }
