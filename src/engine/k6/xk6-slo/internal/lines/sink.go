// Package lines carries lines out to whoever keeps the record, and orders in.
package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// patience is how long a reader may take for the last lines.
const patience = 10 * time.Second

// Sink writes NDJSON. Whoever hands it a line does not wait for the reader.
type Sink struct {
	to     io.WriteCloser
	broken chan struct{}
	done   chan struct{}

	mutex   sync.Mutex
	ready   *sync.Cond
	pending bytes.Buffer
	encoder *json.Encoder
	closed  bool
	err     error
}

// OpenSink opens what a configuration names: "stdout", "fd:3", "file:PATH" (which must not exist).
func OpenSink(name string) (*Sink, error) {
	if name == "stdout" {
		return NewSink(os.Stdout), nil
	}
	if path, is := strings.CutPrefix(name, "file:"); is {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err != nil {
			return nil, fmt.Errorf("lines: %w", err)
		}
		return NewSink(file), nil
	}
	file, err := descriptor(name)
	if err != nil {
		return nil, fmt.Errorf("lines: %w", err)
	}
	return NewSink(file), nil
}

func descriptor(name string) (*os.File, error) {
	number, err := strconv.ParseUint(strings.TrimPrefix(name, "fd:"), 10, 16)
	if err != nil || !strings.HasPrefix(name, "fd:") {
		return nil, fmt.Errorf(`expected "fd:3" or the like, got %q`, name)
	}
	file := os.NewFile(uintptr(number), name)
	if _, err := file.Stat(); err != nil {
		return nil, fmt.Errorf("descriptor %d is not open: %w", number, err)
	}
	return file, nil
}

// NewSink writes to what is given, and closes it.
func NewSink(to io.WriteCloser) *Sink {
	sink := &Sink{to: to, broken: make(chan struct{}), done: make(chan struct{})}
	sink.ready = sync.NewCond(&sink.mutex)
	sink.encoder = json.NewEncoder(&sink.pending)
	sink.encoder.SetEscapeHTML(false)
	go sink.write()
	return sink
}

// Write adds a line. A value that JSON cannot hold is a mistake of ours, told by Close.
func (s *Sink) Write(line any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed || s.err != nil {
		return
	}
	before := s.pending.Len()
	if err := s.encoder.Encode(line); err != nil {
		s.pending.Truncate(before)
		s.fail(err)
	}
	s.ready.Signal()
}

// Broken is closed when a line could not be written: nobody keeps the record any more.
func (s *Sink) Broken() <-chan struct{} { return s.broken }

// Close returns when everything is written, or with the reason why it is not.
func (s *Sink) Close() error {
	s.mutex.Lock()
	s.closed = true
	s.ready.Signal()
	s.mutex.Unlock()
	select {
	case <-s.done:
	case <-time.After(patience):
		return errors.New("lines: nobody reads them")
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.err
}

func (s *Sink) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("lines: %w", err)
		close(s.broken)
	}
}

func (s *Sink) write() {
	defer close(s.done)
	var batch []byte
	for {
		s.mutex.Lock()
		for s.pending.Len() == 0 && !s.closed {
			s.ready.Wait()
		}
		batch = append(batch[:0], s.pending.Bytes()...)
		s.pending.Reset()
		s.mutex.Unlock()
		if len(batch) == 0 {
			if file, is := s.to.(*os.File); is {
				_ = file.Sync() // what it can: a pipe has no disk
			}
			_ = s.to.Close()
			return
		}
		if _, err := s.to.Write(batch); err != nil {
			s.mutex.Lock()
			s.fail(err)
			s.pending.Reset()
			s.mutex.Unlock()
		}
	}
}
