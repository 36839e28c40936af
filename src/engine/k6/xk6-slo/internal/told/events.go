// Package told is what a run tells besides what it measured: to the parent that keeps the record, or, where there is none, as lines of
// a record of its own.
package told

import (
	"sync"
	"time"
)

// Ready: VUs are initialised, and the clock will start at Start.
type Ready struct {
	Kind        string    `json:"kind"`
	VUs         int       `json:"vus"`
	Worker      int64     `json:"worker"`
	Workers     int64     `json:"workers"`
	InFlightCap int64     `json:"in_flight_cap"`
	Wanted      int64     `json:"-"`
	Start       time.Time `json:"-"`
}

// Started: the clock runs.
type Started struct {
	Kind string `json:"kind"`
	AtUs int64  `json:"at_us"`
}

// Secret: the scenario read a variable of the process environment.
type Secret struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Example of how an operation went wrong, with secrets in it.
type Example struct {
	Kind      string `json:"kind"`
	AtUs      int64  `json:"at_us"`
	Operation string `json:"operation"`
	What      string `json:"what"`
	Text      string `json:"text"`
}

// Notice is something to know; it holds no text of the script or the target.
type Notice struct {
	Kind string `json:"kind"`
	AtUs int64  `json:"at_us"`
	Text string `json:"text"`
}

// Fault is the scenario's own bug, with secrets in it.
type Fault struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Stack   string `json:"stack"`
}

// End is the last.
type End struct {
	Kind        string  `json:"kind"`
	AtUs        int64   `json:"at_us"`
	Ended       string  `json:"ended"`
	Message     string  `json:"message"`
	Signal      string  `json:"-"`
	Requests    int64   `json:"requests"`
	Planned     int64   `json:"planned"`
	Released    int64   `json:"released"`
	VUs         int     `json:"vus"`
	InFlightCap int64   `json:"in_flight_cap"`
	Schedule    *string `json:"schedule"`
}

// Listener takes one of the above.
type Listener func(event any)

// Teller tells each example and each secret's name once, and of faults the first.
type Teller struct {
	to      Listener
	secrets *Secrets
	mutex   sync.Mutex
	told    map[[2]string]bool
}

// NewTeller tells the listener; secrets learns the values that must not be told.
func NewTeller(to Listener, secrets *Secrets) *Teller {
	return &Teller{to: to, secrets: secrets, told: map[[2]string]bool{}}
}

func (t *Teller) first(kind, what string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	key := [2]string{kind, what}
	defer func() { t.told[key] = true }()
	return !t.told[key]
}

// Ready, Started and End are told once by their nature.
func (t *Teller) Ready(ready Ready) {
	ready.Kind = "ready"
	t.to(ready)
}

// Started tells that the clock runs.
func (t *Teller) Started(at time.Duration) { t.to(Started{"started", at.Microseconds()}) }

// Secret tells of a secret's name, and keeps its value in mind.
func (t *Teller) Secret(name, value string) {
	if t.first("secret", name) {
		t.secrets.Add(value)
		t.to(Secret{"secret", name})
	}
}

// Example tells of a first example.
func (t *Teller) Example(at time.Duration, operation, what string, text func() string) {
	if t.first("example "+operation, what) {
		t.to(Example{"example", at.Microseconds(), operation, what, text()})
	}
}

// Notice tells something to know. Times before the origin are told as the origin.
func (t *Teller) Notice(at time.Duration, text string) {
	t.to(Notice{"notice", max(0, at.Microseconds()), text})
}

// Fault tells of the first fault, and is true for it.
func (t *Teller) Fault(message, stack string) bool {
	first := t.first("fault", "")
	if first {
		t.to(Fault{"fault", message, stack})
	}
	return first
}

// End tells how the run ended.
func (t *Teller) End(end End) {
	end.Kind = "end"
	t.to(end)
}
