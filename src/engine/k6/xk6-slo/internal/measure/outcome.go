// Package measure keeps the ledger of what became of each arrival and turns it into lines of the record
// (src/measure/interval-line.ts), with the meaning that src/measure/recorder.ts gives them.
package measure

import "time"

// Kind is how an arrival ended, as the record spells it.
type Kind string

// An arrival ends in exactly one of these.
const (
	Good       Kind = "good"
	Bad        Kind = "bad"
	Failed     Kind = "failed"
	Timeout    Kind = "timeout"
	Shed       Kind = "shed"
	Unfinished Kind = "unfinished"
)

// Reasons for shedding an arrival.
const (
	InFlightCap = "in_flight_cap"
	Stopped     = "stopped"
)

// Outcome is a kind with its reason: of bad a status, "check" or "check_threw"; of failed a code; of shed one of the above.
type Outcome struct {
	Kind Kind
	Why  string
}

// answered tells whether something came from the target, so that there are times.
func (o Outcome) answered() bool { return o.Kind == Good || o.Kind == Bad || o.Kind == Failed }

// Sample is one operation's end. Times are from the run's origin.
type Sample struct {
	Operation string
	Intended  time.Duration
	// Released and Done are read for answered outcomes only.
	Released, Done time.Duration
	Outcome        Outcome
}
