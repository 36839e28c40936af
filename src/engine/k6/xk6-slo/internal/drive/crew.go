package drive

import (
	"context"
	"sync"
	"time"

	"go.k6.io/k6/v2/lib"
)

// VUs is where VUs come from and go to.
type VUs interface {
	// Planned is one that is initialised already, New initialises one.
	Planned() (lib.InitializedVU, error)
	New(ctx context.Context) (lib.InitializedVU, error)
	Return(vu lib.InitializedVU)
	// Iterated hears of every iteration, for what k6 itself counts.
	Iterated(interrupted bool)
	// Activation is how a VU is made ready to run, and its context; callback and counters are the crew's.
	Activation(ctx context.Context) (context.Context, *lib.VUActivationParams)
}

// Crew hands arrivals to VUs: to the one that was free last, so that few connections are used, and they stay warm. It initialises further VUs ahead of need.
type Crew struct {
	vus    VUs
	ctx    context.Context
	cancel context.CancelFunc
	at     sync.WaitGroup
	grow   chan struct{}

	mutex sync.Mutex
	// spare VUs are kept free while fewer than limit exist.
	spare, limit int
	idle         []*member
	waiting      []*Run
	members      []*member
}

// NewCrew is without members. Their scripts live as long as ctx, and until Close.
func NewCrew(ctx context.Context, vus VUs, limit, spare int) *Crew {
	crew := &Crew{vus: vus, limit: limit, spare: spare, grow: make(chan struct{}, 1)}
	crew.ctx, crew.cancel = context.WithCancel(ctx)
	return crew
}

// Take takes VUs that were initialised before.
func (c *Crew) Take(planned int) error {
	for range planned {
		vu, err := c.vus.Planned()
		if err != nil {
			return err
		}
		c.add(vu)
	}
	return nil
}

// Grow begins to initialise VUs. bound says, before each, why there can be no more, if so; tell hears of that, broken that one cannot be
// initialised.
func (c *Crew) Grow(bound func(vus int) string, tell func(string), broken func(error)) {
	c.at.Go(func() { c.growing(bound, tell, broken) })
	c.at.Go(c.rescue)
}

// Close interrupts every VU, and returns when each is back or after the given patience.
func (c *Crew) Close(patience time.Duration) {
	c.cancel()
	back := make(chan struct{})
	go func() {
		c.at.Wait()
		close(back)
	}()
	select {
	case <-back:
	case <-time.After(patience):
	}
}

// Count is how many VUs there are.
func (c *Crew) Count() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.members)
}

// Limit is how many VUs there may be.
func (c *Crew) Limit() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.limit
}

// Dispatch gives an arrival to a VU, or to the next that is free.
func (c *Crew) Dispatch(run *Run) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.ctx.Err() != nil {
		return
	}
	if last := len(c.idle) - 1; last >= 0 {
		c.idle[last].work <- run
		c.idle = c.idle[:last]
	} else {
		c.waiting = append(c.waiting, run)
	}
	c.wish()
}

// short is true when too few VUs are free, and there may be more.
func (c *Crew) short() bool {
	return (len(c.idle) < c.spare || len(c.waiting) > 0) && len(c.members) < c.limit
}

// wish asks for another VU when too few are free.
func (c *Crew) wish() {
	if !c.short() {
		return
	}
	select {
	case c.grow <- struct{}{}:
	default:
	}
}

// free takes a VU back and gives it the arrival that has waited longest, but for those that ended meanwhile.
func (c *Crew) free(member *member) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.ctx.Err() != nil {
		return
	}
	defer c.wish()
	for len(c.waiting) > 0 {
		run := c.waiting[0]
		c.waiting = c.waiting[1:]
		if _, over := run.Over(); !over {
			member.work <- run
			return
		}
	}
	c.idle = append(c.idle, member)
}

func (c *Crew) add(vu lib.InitializedVU) {
	member := newMember(c, vu)
	c.mutex.Lock()
	c.members = append(c.members, member)
	c.mutex.Unlock()
	c.at.Go(member.serve)
	c.free(member)
}

// growing initialises one VU after the other as long as too few are free.
func (c *Crew) growing(bound func(int) string, tell func(string), broken func(error)) {
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-c.grow:
		}
		c.mutex.Lock()
		short := c.short()
		c.mutex.Unlock()
		if !short {
			continue
		}
		if why := bound(c.Count()); why != "" {
			c.mutex.Lock()
			c.limit = len(c.members)
			c.mutex.Unlock()
			tell(why)
			return
		}
		vu, err := c.vus.New(c.ctx)
		if c.ctx.Err() != nil {
			if err == nil {
				c.vus.Return(vu)
			}
			return
		}
		if err != nil {
			broken(err)
			return
		}
		c.add(vu)
	}
}

// How often it is looked for scripts that do not come back, and how long after its outcome one may take.
const (
	lookEvery = 250 * time.Millisecond
	comeBack  = time.Second
)

// rescue interrupts scripts that go on although their arrival is over: a check that never ends would keep its VU.
func (c *Crew) rescue() {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ticker.C:
		}
		c.mutex.Lock()
		members := c.members
		c.mutex.Unlock()
		for _, member := range members {
			member.interruptLate()
		}
	}
}
