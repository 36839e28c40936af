package plan

import "math"

// never is the time of an arrival that does not come.
const never = math.MaxInt64

// cursor walks one stream's arrivals in order. An arrival stands where the integral of the rate reaches its mass.
type cursor struct {
	us        int64
	seq       int64
	phase     int
	stretches []stretch
	nextMass  func() float64
}

func newCursor(stretches []stretch, nextMass func() float64) *cursor {
	c := &cursor{seq: -1, stretches: stretches, nextMass: nextMass}
	c.advance()
	return c
}

func (c *cursor) advance() {
	mass := c.nextMass()
	for len(c.stretches) > 0 && mass >= c.stretches[0].endMass {
		c.stretches = c.stretches[1:]
	}
	c.seq++
	if len(c.stretches) == 0 {
		c.us = never
		return
	}
	c.us = c.stretches[0].timeOfMass(mass)
	c.phase = c.stretches[0].phase
}

// massesOf gives the masses of a process, one a call: 0, 1, 2, ... for uniform arrivals, the running sums of exponential
// draws for Poisson arrivals.
func massesOf(process string, seed int64) func() float64 {
	if process == uniform {
		mass := -1.0
		return func() float64 { mass++; return mass }
	}
	mass := 0.0
	draws := newRandom(seed, "arrivals", 0)
	return func() float64 { mass += draws.exponential(); return mass }
}
