package drive

import "sync"

// How a run ended, as the line "end" says it.
const (
	complete    = "complete"
	stopped     = "stopped"
	interrupted = "interrupted"
	abandoned   = "abandoned"
	fault       = "fault"
	failed      = "failed"
)

// ending is how a run ends and from when on; the graver word stands.
type ending struct {
	// over is closed when nothing more is to be released, now when nothing more is to be awaited.
	over, now chan struct{}

	mutex   sync.Mutex
	word    string
	message string
}

func newEnding() *ending {
	return &ending{over: make(chan struct{}), now: make(chan struct{}), word: complete}
}

// drain is the end after what is open has been awaited: stopped or interrupted.
func (e *ending) drain(word string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.word == complete {
		e.word = word
		close(e.over)
	}
}

// abandon is the end at once: abandoned, fault or failed.
func (e *ending) abandon(word, message string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	switch e.word {
	case abandoned, fault, failed:
		return
	case complete:
		close(e.over)
	}
	e.word, e.message = word, message
	close(e.now)
}

func (e *ending) how() (word, message string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.word, e.message
}
