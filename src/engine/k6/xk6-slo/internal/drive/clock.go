// Package drive carries a plan out: it releases arrivals at their intended starts to VUs, keeps each to its one outcome and reports as it goes.
package drive

import "time"

// Clock is time since the run's origin, monotonic; negative before it.
type Clock struct{ origin time.Time }

// NewClock has its origin where the clock shows `at` in `ahead` from now.
func NewClock(ahead, at time.Duration) *Clock { return &Clock{time.Now().Add(ahead - at)} }

// Now is the time since the origin.
func (c *Clock) Now() time.Duration { return time.Since(c.origin) }

// Start is the origin on the machine's clock.
func (c *Clock) Start() time.Time { return c.origin }

func us(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
