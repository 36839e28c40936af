//go:build !linux

package drive

import "time"

// pace gives a sleep by Go's timers. It returns false when the run is over before its time.
func pace(clock *Clock, over <-chan struct{}) (sleepUntil func(time.Duration) bool) {
	return func(at time.Duration) bool {
		for {
			ahead := at - clock.Now()
			if ahead <= 0 {
				return true
			}
			select {
			case <-over:
				return false
			case <-time.After(ahead):
			}
		}
	}
}
