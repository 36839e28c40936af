package drive

import (
	"time"

	"slo-harness.dev/xk6-slo/internal/health"
	"slo-harness.dev/xk6-slo/internal/lines"
	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

// soon: an interval that ends within this is waited for, as the report at its end is near enough.
const soon = 1500 * time.Millisecond

// reports writes what was recorded whenever an interval of the plan is over, and at least once a second.
type reports struct {
	clock     *Clock
	intervals plan.Intervals
	recorder  *measure.Recorder
	health    *health.Worker
	target    *traffic.Target
	sink      *lines.Sink
	next      int
	// mistaken hears of a mistake of ours: the ledger means nothing any more.
	mistaken func(error)
}

// drive reports until it is over. finish is then to be called.
func (r *reports) drive(over <-chan struct{}) {
	for {
		now := r.clock.Now()
		at := now + time.Second
		if r.next < len(r.intervals) {
			if end := us(r.intervals[r.next].EndUs); end-now < soon {
				at = end
			}
		}
		select {
		case <-over:
			return
		case <-time.After(at - now):
		}
		now = r.clock.Now()
		r.report(func(interval plan.Interval) bool { return us(interval.EndUs) <= now })
	}
}

// finish is the last report, with every interval that has begun by now, or with all that are left.
func (r *reports) finish(all bool) {
	now := r.clock.Now()
	r.report(func(interval plan.Interval) bool { return all || us(interval.StartUs) <= now })
}

func (r *reports) report(taken func(plan.Interval) bool) {
	for r.next < len(r.intervals) && taken(r.intervals[r.next]) {
		r.next++
	}
	recorded, err := r.recorder.Flush()
	if err != nil {
		r.mistaken(err)
	}
	for _, line := range recorded {
		r.sink.Write(line)
	}
	connects, reconnects := r.target.Connections()
	counters := health.Counters{Overflow: r.recorder.Overflow(), Connects: connects, Reconnects: reconnects}
	for _, line := range r.health.Take(r.next, counters) {
		r.sink.Write(line)
	}
}
