package drive

import (
	"time"

	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/plan"
)

// open releases planned arrivals at their intended starts, whatever the replies do. It also carries the probes of a closed workload.
type open struct {
	floor    *Floor
	crew     *Crew
	walk     *plan.Walk
	timeouts map[string]int64
	from     int64
	// limit is how many arrivals may be open. Lowered: it is less than the plan needs, so what is shed for it is our own fault.
	limit   int64
	lowered bool
	digest  *plan.Digest
}

// next passes over what lies before the run's beginning.
func (o *open) next() (plan.Arrival, bool) {
	for {
		arrival, ok := o.walk.Next()
		if ok {
			o.digest.Add(arrival)
		}
		if !ok || arrival.IntendedUs >= o.from {
			return arrival, ok
		}
	}
}

// drive returns when no arrival is left; or when it is over, with the arrival it was waiting for.
func (o *open) drive(over <-chan struct{}) (left *plan.Arrival) {
	sleepUntil := pace(o.floor.Clock, over)
	for {
		arrival, ok := o.next()
		if !ok {
			return nil
		}
		if !sleepUntil(us(arrival.IntendedUs)) {
			return &arrival
		}
		o.release(arrival)
	}
}

func (o *open) release(arrival plan.Arrival) {
	limit, lowered := o.limit, o.lowered
	if allowed := int64(o.crew.Limit()); allowed < limit {
		limit, lowered = allowed, true
	}
	if o.floor.inFlight() >= limit {
		if lowered {
			o.floor.health.Unreleased(us(arrival.IntendedUs))
		}
		o.floor.shed(arrival.Operation, us(arrival.IntendedUs), measure.InFlightCap)
		return
	}
	timeout := time.Duration(o.timeouts[arrival.Operation]) * time.Microsecond
	o.crew.Dispatch(newRun(o.floor, Due{Arrival: arrival, User: Nobody, Timeout: timeout}, nil))
}

// shedRest sheds what is left of the plan, so that the ledger closes.
func (o *open) shedRest(left *plan.Arrival) {
	for left != nil {
		o.floor.shed(left.Operation, us(left.IntendedUs), measure.Stopped)
		arrival, ok := o.next()
		if !ok {
			return
		}
		left = &arrival
	}
}
