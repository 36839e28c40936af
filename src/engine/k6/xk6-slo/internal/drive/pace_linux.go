package drive

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// Go's own timers wait in epoll, in whole milliseconds, and so are up to 1 ms late. A thread that sleeps in the kernel, with the least slack, is not.
const leastSlackNs = 1

// nap is the longest sleep, so that an order is heard in time.
const nap = 20 * time.Millisecond

// pace gives the calling goroutine a thread of its own until it ends, and a sleep that is late by tens of microseconds. The sleep
// returns false when the run is over before its time.
func pace(clock *Clock, over <-chan struct{}) (sleepUntil func(time.Duration) bool) {
	runtime.LockOSThread()
	// Without it the default of 50 us holds, which is no reason to give up.
	_ = unix.Prctl(unix.PR_SET_TIMERSLACK, leastSlackNs, 0, 0, 0)
	return func(at time.Duration) bool {
		for {
			select {
			case <-over:
				return false
			default:
			}
			ahead := at - clock.Now()
			if ahead <= 0 {
				return true
			}
			request := unix.NsecToTimespec(int64(min(ahead, nap)))
			// An interrupted sleep is resumed by the loop.
			_ = unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &request, nil)
		}
	}
}
