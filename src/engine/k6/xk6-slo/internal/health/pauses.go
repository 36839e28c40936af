// Package health notes how the generator itself fares: pauses, late releases, CPU and memory, for the record's lines of kind "generator".
package health

import "time"

// beat is the heartbeat's period. Go's timers are late by up to 1 ms on an idle machine.
const beat = 20 * time.Millisecond

// Pause tells that this process stood still for Length, somewhere in [Since, Until): since the last heartbeat.
type Pause struct{ Since, Until, Length time.Duration }

// watchPauses tells of every heartbeat that came late, until stop is closed: the collector, the scheduler or another process held it back.
func watchPauses(now func() time.Duration, stop <-chan struct{}, paused func(Pause)) {
	since := now()
	for {
		select {
		case <-stop:
			return
		case <-time.After(beat):
		}
		until := now()
		if length := until - since - beat; length > 0 {
			paused(Pause{since, until, length})
		}
		since = until
	}
}
