package traffic

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// converse serves connections byte by byte; nth counts from 0.
func converse(t *testing.T, serve func(nth int, conn net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conversations sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		conversations.Wait()
	})
	conversations.Go(func() {
		for nth := 0; ; nth++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conversations.Go(func() {
				defer func() { _ = conn.Close() }()
				_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
				serve(nth, conn)
			})
		}
	})
	return "http://" + listener.Addr().String()
}

func transportTo(t *testing.T, url string) (*Transport, *Target) {
	t.Helper()
	target, err := NewTarget(url)
	if err != nil {
		t.Fatal(err)
	}
	origin := time.Now()
	dialer := &net.Dialer{}
	transport := NewTransport(target, dialer.DialContext, &tls.Config{}, func() time.Duration { return time.Since(origin) })
	t.Cleanup(transport.Close)
	return transport, target
}

func send(transport *Transport, request Request) (*Reply, error) {
	return transport.Send(context.Background(), request, func() {})
}

func codeFrom(t *testing.T, err error) string {
	t.Helper()
	var failure *Failure
	if !errors.As(err, &failure) {
		t.Fatalf("expected a failure, got %v", err)
	}
	return failure.Code
}

const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"

func TestARequestGoesOutAsItIsSpelled(t *testing.T) {
	seen := make(chan string, 1)
	url := converse(t, func(_ int, conn net.Conn) {
		bytes := make([]byte, 4096)
		n, _ := conn.Read(bytes)
		seen <- string(bytes[:n])
		_, _ = io.WriteString(conn, answer)
	})
	transport, target := transportTo(t, url+"/base/")
	body := "{\"a\":\"ü\"}"
	reply, err := send(transport, Request{
		Method:  "POST",
		Path:    "/v1/x%2Fy//z?q=a+b",
		Headers: map[string]string{"content-type": "application/json", "x-name": "J\u00fcrgen"},
		Body:    &body,
	})
	if err != nil || reply.Status != 200 || string(reply.Body) != "ok" {
		t.Fatalf("%+v, %v", reply, err)
	}
	text := <-seen
	for _, part := range []string{
		"POST /base/v1/x%2Fy//z?q=a+b HTTP/1.1\r\n", "\r\ncontent-type: application/json\r\n",
		"\r\nx-name: J\xfcrgen\r\n", "\r\nContent-Length: 10\r\n", "\r\n\r\n" + body,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not hold %q", text, part)
		}
	}
	for _, part := range []string{"User-Agent", "Accept-Encoding"} {
		if strings.Contains(text, part) {
			t.Errorf("%q holds %s, which nobody asked for", text, part)
		}
	}
	if connects, reconnects := target.Connections(); connects != 1 || reconnects != 0 {
		t.Errorf("%d connects, %d reconnects", connects, reconnects)
	}
}

// A server that answers the first request on a connection and hangs up once it has read the second.
func hangUpOnTheSecond(t *testing.T) (url string, requests func() int) {
	var mutex sync.Mutex
	count := 0
	url = converse(t, func(_ int, conn net.Conn) {
		reader := bufio.NewReader(conn)
		for nth := 0; ; nth++ {
			request, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, request.Body)
			mutex.Lock()
			count++
			mutex.Unlock()
			if nth == 1 {
				return
			}
			_, _ = io.WriteString(conn, answer)
		}
	})
	return url, func() int {
		mutex.Lock()
		defer mutex.Unlock()
		return count
	}
}

func TestWhatWasWrittenIsNeverSentAgain(t *testing.T) {
	text := "body"
	for name, request := range map[string]Request{
		"GET":                     {Method: "GET", Path: "/"},
		"POST":                    {Method: "POST", Path: "/", Body: &text},
		"POST, idempotency key":   {Method: "POST", Path: "/", Body: &text, Headers: map[string]string{"idempotency-key": "1"}},
		"DELETE without a body":   {Method: "DELETE", Path: "/"},
		"OPTIONS without a body":  {Method: "OPTIONS", Path: "/"},
		"GET, which has its body": {Method: "GET", Path: "/", Body: &text},
	} {
		url, requests := hangUpOnTheSecond(t)
		transport, target := transportTo(t, url)
		if _, err := send(transport, request); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err := send(transport, request)
		if code := codeFrom(t, err); code != "reset" {
			t.Errorf("%s: %s (%v), expected a reset", name, code, err)
		}
		if count := requests(); count != 2 {
			t.Errorf("%s: the target saw %d requests of 2", name, count)
		}
		if _, err := send(transport, request); err != nil {
			t.Errorf("%s: the next request: %v", name, err)
		}
		if _, reconnects := target.Connections(); reconnects == 0 {
			t.Errorf("%s: no reconnect was counted", name)
		}
	}
}

// The counter-example: what net/http does without the refusal.
func TestGoWouldSendAGetAgain(t *testing.T) {
	url, requests := hangUpOnTheSecond(t)
	client := &http.Client{Transport: &http.Transport{}}
	for range 2 {
		response, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	if count := requests(); count != 3 {
		t.Errorf("the target saw %d requests; of 2, one was expected to come twice", count)
	}
	client.CloseIdleConnections()
}

func TestAConnectionThatTheTargetClosesIsReplacedAndCounted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("connection", "close")
	}))
	defer server.Close()
	transport, target := transportTo(t, server.URL)
	for range 3 {
		if _, err := send(transport, Request{Method: "GET", Path: "/"}); err != nil {
			t.Fatal(err)
		}
	}
	if connects, reconnects := target.Connections(); connects != 3 || reconnects != 2 {
		t.Errorf("%d connects, %d reconnects, expected 3 and 2", connects, reconnects)
	}
}

func TestFailuresAreNamed(t *testing.T) {
	raw := func(reply string) string {
		return converse(t, func(_ int, conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, reply)
		})
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	for name, at := range map[string]struct{ url, code string }{
		"nothing listens":              {"http://" + closed.Addr().String(), "refused"},
		"hung up":                      {raw(""), "reset"},
		"hung up within the head":      {raw("HTTP/1.1 200"), "reset"},
		"hung up within the body":      {raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), "reset"},
		"no HTTP":                      {raw("220 smtp.example ESMTP\r\n\r\n"), "protocol"},
		"a chunk without a length":     {raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"), "protocol"},
		"another protocol":             {raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"), "protocol"},
		"100 that nobody asked for":    {raw("HTTP/1.1 100 Continue\r\n\r\n" + answer), "protocol"},
		"a certificate nobody vouches": {secure.URL, "tls"},
		"no TLS":                       {strings.Replace(raw("nonsense"), "http:", "https:", 1), "tls"},
		"TLS cut off":                  {strings.Replace(raw(""), "http:", "https:", 1), "tls"},
		"no such name":                 {"http://nowhere.invalid", "dns"},
	} {
		transport, _ := transportTo(t, at.url)
		_, err := send(transport, Request{Method: "GET", Path: "/"})
		if code := codeFrom(t, err); code != at.code {
			t.Errorf("%s: %s (%v), expected %s", name, code, err, at.code)
		}
	}
}

func TestAnInvalidHeaderIsTheScenariosBug(t *testing.T) {
	transport, _ := transportTo(t, "http://127.0.0.1:9")
	_, err := send(transport, Request{Method: "GET", Path: "/", Headers: map[string]string{"x": "a\nb"}})
	var failure *Failure
	if !errors.As(err, &failure) || failure.Blame != Unsendable {
		t.Errorf("%v", err)
	}
}

func TestARedirectIsAReply(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	defer server.Close()
	transport, _ := transportTo(t, server.URL)
	reply, err := send(transport, Request{Method: "GET", Path: "/"})
	if err != nil || reply.Status != 302 || reply.Header.Get("location") != "/elsewhere" {
		t.Errorf("%+v, %v", reply, err)
	}
}

func TestACancelledRequestLeavesAtOnce(t *testing.T) {
	url := converse(t, func(_ int, conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	transport, _ := transportTo(t, url)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := transport.Send(ctx, Request{Method: "GET", Path: "/"}, func() { time.AfterFunc(10*time.Millisecond, cancel) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
