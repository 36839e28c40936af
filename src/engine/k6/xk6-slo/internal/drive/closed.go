package drive

import (
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// resizeEvery is how often the number of users is brought to the plan's.
const resizeEvery = 10 * time.Millisecond

// shortestIteration: a run that begins in the middle of its plan counts its users' iterations on from as many as there may have been
// before it, one in this time.
const shortestIteration = time.Millisecond

// closed has users ask again as soon as they are answered. User u belongs to worker u mod W; iteration k of user u is number
// k * peak + u of the load's stream.
type closed struct {
	floor    *Floor
	crew     *Crew
	plan     *plan.LoadPlan
	shard    plan.Shard
	drawn    func(seq int64) string
	timeouts map[string]int64
	peak     int64
	// from is where in the plan the run begins.
	from time.Duration

	mutex      sync.Mutex
	over       bool
	iterations map[int64]int64
	active     map[int64]bool
}

// drive returns when the plan's end is reached, or when it is over.
func (c *closed) drive(over <-chan struct{}) {
	ticker := time.NewTicker(resizeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-over:
			c.finish()
			return
		case <-ticker.C:
		}
		now := c.floor.Clock.Now()
		if now >= c.floor.end {
			c.finish()
			return
		}
		if now < c.from {
			continue
		}
		for user := c.shard.Worker; user < c.plan.UsersAt(now.Microseconds()); user += c.shard.Workers {
			c.iterate(user, true)
		}
	}
}

func (c *closed) finish() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.over = true
}

// iterate begins a user's next iteration: that of one who is not active yet, or of one whose last has ended.
func (c *closed) iterate(user int64, joins bool) {
	now := c.floor.Clock.Now()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if joins && c.active[user] {
		return
	}
	c.active[user] = !c.over && now < c.floor.end && user < c.plan.UsersAt(now.Microseconds())
	if !c.active[user] {
		return
	}
	seq := (int64(c.from/shortestIteration)+c.iterations[user])*c.peak + user
	c.iterations[user]++
	operation := c.drawn(seq)
	due := Due{
		Arrival: plan.Arrival{Index: -1, Stream: plan.LoadStream, Seq: seq, Operation: operation},
		User:    user,
		Timeout: time.Duration(c.timeouts[operation]) * time.Microsecond,
		Closed:  true,
	}
	c.crew.Dispatch(newRun(c.floor, due, func() { c.iterate(user, false) }))
}
