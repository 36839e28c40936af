package drive

import (
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/health"
	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/told"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

// Floor is what all arrivals of a run share.
type Floor struct {
	Clock  *Clock
	Target *traffic.Target
	// end of the plan but for its drain: a closed workload's iterations begin before it.
	end      time.Duration
	recorder *measure.Recorder
	health   *health.Worker
	tell     *told.Teller
	// faulted hears that the scenario's own code is wrong: the run must end.
	faulted func()

	mutex sync.Mutex
	open  map[*Run]struct{}
	// drained is told whenever nothing is open any more.
	drained  chan struct{}
	requests int64
	planned  int64
	released int64
}

func (f *Floor) enter(run *Run) {
	f.mutex.Lock()
	f.open[run] = struct{}{}
	count := int64(len(f.open))
	f.planned++
	f.mutex.Unlock()
	f.health.InFlight(count)
}

func (f *Floor) leave(run *Run) {
	f.mutex.Lock()
	delete(f.open, run)
	count := int64(len(f.open))
	f.mutex.Unlock()
	f.health.InFlight(count)
	if count == 0 {
		select {
		case f.drained <- struct{}{}:
		default:
		}
	}
}

func (f *Floor) inFlight() int64 {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return int64(len(f.open))
}

func (f *Floor) countRequest() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.requests++
}

func (f *Floor) shed(operation string, intended time.Duration, reason string) {
	f.mutex.Lock()
	f.planned++
	f.mutex.Unlock()
	f.recorder.Planned(operation, intended)
	f.recorder.Ended(measure.Sample{
		Operation: operation,
		Intended:  intended,
		Outcome:   measure.Outcome{Kind: measure.Shed, Why: reason},
	})
}

// recordRelease notes that an arrival got its connection, or that it could have.
func (f *Floor) recordRelease(operation string, intended, released time.Duration) {
	f.mutex.Lock()
	f.released++
	f.mutex.Unlock()
	f.recorder.Released(operation, intended, released)
	f.health.Released(intended, released)
}

// abandonOpen ends everything that is open as unfinished.
func (f *Floor) abandonOpen() {
	f.mutex.Lock()
	open := make([]*Run, 0, len(f.open))
	for run := range f.open {
		open = append(open, run)
	}
	f.mutex.Unlock()
	for _, run := range open {
		run.abandon()
	}
}
