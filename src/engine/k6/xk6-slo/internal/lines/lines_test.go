package lines

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// page is a writer that fails when told to.
type page struct {
	text   strings.Builder
	err    error
	closed bool
}

func (p *page) Write(from []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	return p.text.Write(from)
}

func (p *page) Close() error {
	p.closed = true
	return nil
}

func TestASinkWritesALineAValueInOrder(t *testing.T) {
	to := &page{}
	sink := NewSink(to)
	for i := range 1000 {
		sink.Write(map[string]any{"n": i, "text": "<&>\n"})
	}
	if err := sink.Close(); err != nil || !to.closed {
		t.Fatalf("%v, closed %v", err, to.closed)
	}
	lines := strings.Split(to.text.String(), "\n")
	if len(lines) != 1001 || lines[999] != `{"n":999,"text":"<&>\n"}` {
		t.Errorf("%d lines, of which one is %q", len(lines), lines[min(999, len(lines)-1)])
	}
	sink.Write("late")
	if strings.Contains(to.text.String(), "late") {
		t.Error("a closed sink wrote")
	}
}

func TestASinkTellsThatItsReaderIsGone(t *testing.T) {
	sink := NewSink(&page{err: errors.New("gone")})
	sink.Write(1)
	<-sink.Broken()
	if err := sink.Close(); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("%v", err)
	}
}

func TestASinkRefusesWhatJSONCannotHold(t *testing.T) {
	to := &page{}
	sink := NewSink(to)
	sink.Write("before")
	sink.Write(math.NaN())
	if err := sink.Close(); err == nil {
		t.Error("expected an error")
	}
	if text := to.text.String(); text != "\"before\"\n" {
		t.Errorf("%q", text)
	}
}

func TestAFileIsNeverWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines")
	sink, err := OpenSink("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	sink.Write(1)
	if err := sink.Close(); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); string(text) != "1\n" {
		t.Errorf("%q", text)
	}
	if _, err := OpenSink("file:" + path); err == nil {
		t.Error("a file that is there was opened")
	}
}

func TestWhatIsNoWayOutIsRefused(t *testing.T) {
	for _, name := range []string{"", "fd:", "fd:x", "fd:-1", "pipe", "fd:999"} {
		if _, err := OpenSink(name); err == nil {
			t.Errorf("lines to %q", name)
		}
		if _, err := OpenOrders(name); err == nil {
			t.Errorf("orders from %q", name)
		}
	}
}

func TestOrdersAreWordsAndTheirEndAbandons(t *testing.T) {
	orders := ReadOrders(strings.NewReader("stop\nhello\n interrupt \n"))
	for _, expected := range []Order{Stop, Interrupt, Abandon} {
		if order := <-orders; order != expected {
			t.Errorf("%q, expected %q", order, expected)
		}
	}
}
