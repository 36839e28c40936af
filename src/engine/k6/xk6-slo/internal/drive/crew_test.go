package drive

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.k6.io/k6/v2/lib"

	"slo-harness.dev/xk6-slo/internal/health"
	"slo-harness.dev/xk6-slo/internal/lines"
	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/told"
)

// actor is a VU whose script is a Go function.
type actor struct {
	number int
	script func(number int, run *Run, interrupted <-chan struct{}) error
	params *lib.VUActivationParams
	busy   sync.Mutex
}

func (a *actor) GetID() uint64 { return uint64(a.number) }

func (a *actor) Activate(params *lib.VUActivationParams) lib.ActiveVU {
	a.params = params
	context.AfterFunc(params.RunContext, func() {
		a.busy.Lock()
		defer a.busy.Unlock()
		params.DeactivateCallback(a)
	})
	return a
}

func (a *actor) RunOnce() error {
	a.busy.Lock()
	defer a.busy.Unlock()
	a.params.GetNextIterationCounters()
	return a.script(a.number, RunOf(a.params.RunContext), a.params.RunContext.Done())
}

// cast lends actors: so many planned ones, and more at will.
type cast struct {
	script   func(number int, run *Run, interrupted <-chan struct{}) error
	mutex    sync.Mutex
	lent     int
	returned int
	err      error
}

func (c *cast) Planned() (lib.InitializedVU, error) { return c.New(context.Background()) }

func (c *cast) New(context.Context) (lib.InitializedVU, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.err != nil {
		return nil, c.err
	}
	c.lent++
	return &actor{number: c.lent, script: c.script}, nil
}

func (c *cast) Return(lib.InitializedVU) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.returned++
}

func (c *cast) Iterated(bool) {}

func (c *cast) Activation(ctx context.Context) (context.Context, *lib.VUActivationParams) {
	return ctx, &lib.VUActivationParams{}
}

// floorOf is a floor for a plan of 10 s of "recall".
func floorOf(t *testing.T) *Floor {
	t.Helper()
	intervals := plan.Intervals{{Index: 0, StartUs: 0, EndUs: 10_000_000}}
	clock := NewClock(0, 0)
	sink := lines.NewSink(nowhere{})
	floor := &Floor{
		Clock: clock, end: 10 * time.Second,
		recorder: measure.NewRecorder(intervals, map[string]bool{"recall": true}),
		health:   health.NewWorker(intervals, 0, clock.Now),
		tell:     told.NewTeller(sink.Write, &told.Secrets{}),
		faulted:  func() {},
		open:     map[*Run]struct{}{},
		drained:  make(chan struct{}, 1),
	}
	t.Cleanup(floor.health.Close)
	return floor
}

type nowhere struct{}

func (nowhere) Write(from []byte) (int, error) { return len(from), nil }
func (nowhere) Close() error                   { return nil }

func dueNow(floor *Floor, index int64, timeout time.Duration) *Run {
	arrival := plan.Arrival{Index: index, Operation: "recall", IntendedUs: floor.Clock.Now().Microseconds()}
	return newRun(floor, Due{Arrival: arrival, User: Nobody, Timeout: timeout}, nil)
}

func unbound(int) string { return "" }

func awaited(t *testing.T, what <-chan int, count int) (got []int) {
	t.Helper()
	for range count {
		select {
		case one := <-what:
			got = append(got, one)
		case <-time.After(10 * time.Second):
			t.Fatalf("only %v came", got)
		}
	}
	return got
}

func TestAnArrivalWaitsForTheNextFreeVUInOrder(t *testing.T) {
	done, hold := make(chan int, 10), make(chan struct{})
	cast := &cast{script: func(_ int, run *Run, _ <-chan struct{}) error {
		<-hold
		run.Ended(true, "")
		done <- int(run.Index)
		return nil
	}}
	floor := floorOf(t)
	crew := NewCrew(context.Background(), cast, 1, 1)
	if err := crew.Take(1); err != nil {
		t.Fatal(err)
	}
	for index := range int64(4) {
		crew.Dispatch(dueNow(floor, index, time.Minute))
	}
	close(hold)
	for i, index := range awaited(t, done, 4) {
		if i != index {
			t.Errorf("arrival %d came as number %d", index, i)
		}
	}
	crew.Close(10 * time.Second)
	if cast.returned != 1 || floor.inFlight() != 0 {
		t.Errorf("%d VUs came back, %d are open", cast.returned, floor.inFlight())
	}
}

func TestTheVUThatWasFreeLastIsTakenFirst(t *testing.T) {
	done := make(chan int, 10)
	cast := &cast{script: func(number int, run *Run, _ <-chan struct{}) error {
		run.Ended(true, "")
		done <- number
		return nil
	}}
	floor := floorOf(t)
	crew := NewCrew(context.Background(), cast, 3, 0)
	if err := crew.Take(3); err != nil {
		t.Fatal(err)
	}
	defer crew.Close(10 * time.Second)
	for range 5 {
		crew.Dispatch(dueNow(floor, 0, time.Minute))
		if number := awaited(t, done, 1)[0]; number != 3 {
			t.Errorf("VU %d was taken, expected the last of 3", number)
		}
		for idle := 0; idle < 3; {
			crew.mutex.Lock()
			idle = len(crew.idle)
			crew.mutex.Unlock()
		}
	}
}

func TestACrewGrowsAheadOfNeedUpToItsLimit(t *testing.T) {
	hold, begun := make(chan struct{}), make(chan int, 10)
	cast := &cast{script: func(number int, run *Run, _ <-chan struct{}) error {
		begun <- number
		<-hold
		run.Ended(true, "")
		return nil
	}}
	floor := floorOf(t)
	crew := NewCrew(context.Background(), cast, 5, 2)
	if err := crew.Take(2); err != nil {
		t.Fatal(err)
	}
	crew.Grow(unbound, func(text string) { t.Error(text) }, func(err error) { t.Error(err) })
	for index := range int64(7) {
		crew.Dispatch(dueNow(floor, index, time.Minute))
	}
	awaited(t, begun, 5)
	if crew.Count() != 5 {
		t.Errorf("%d VUs, expected 5", crew.Count())
	}
	close(hold)
	awaited(t, begun, 2)
	crew.Close(10 * time.Second)
}

func TestACrewStopsToGrowWhereMemoryEnds(t *testing.T) {
	cast := &cast{script: func(_ int, run *Run, _ <-chan struct{}) error { return nil }}
	crew := NewCrew(context.Background(), cast, 100, 100)
	told := make(chan string, 1)
	crew.Grow(func(vus int) string {
		if vus < 3 {
			return ""
		}
		return "no more"
	}, func(text string) { told <- text }, func(err error) { t.Error(err) })
	crew.mutex.Lock()
	crew.wish()
	crew.mutex.Unlock()
	select {
	case <-told:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was told")
	}
	if crew.Count() != 3 || crew.Limit() != 3 {
		t.Errorf("%d VUs of %d, expected 3 of 3", crew.Count(), crew.Limit())
	}
	crew.Close(10 * time.Second)
}

func TestAVUThatCannotBeInitialisedEndsTheRun(t *testing.T) {
	cast := &cast{err: errors.New("no")}
	crew := NewCrew(context.Background(), cast, 2, 1)
	broken := make(chan error, 1)
	crew.Grow(unbound, func(string) {}, func(err error) { broken <- err })
	crew.Dispatch(dueNow(floorOf(t), 0, time.Minute))
	select {
	case err := <-broken:
		if !errors.Is(err, cast.err) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody heard")
	}
	crew.Close(10 * time.Second)
}

func TestAScriptThatGoesOnAfterItsOutcomeIsInterrupted(t *testing.T) {
	done := make(chan int, 10)
	cast := &cast{script: func(_ int, run *Run, interrupted <-chan struct{}) error {
		if run.Index == 0 {
			<-interrupted
			done <- 0
			return context.Canceled
		}
		run.Ended(true, "")
		done <- int(run.Index)
		return nil
	}}
	floor := floorOf(t)
	crew := NewCrew(context.Background(), cast, 1, 1)
	if err := crew.Take(1); err != nil {
		t.Fatal(err)
	}
	crew.Grow(unbound, func(string) {}, func(err error) { t.Error(err) })
	stuck := dueNow(floor, 0, 20*time.Millisecond)
	crew.Dispatch(stuck)
	crew.Dispatch(dueNow(floor, 1, time.Minute))
	if order := awaited(t, done, 2); order[0] != 0 || order[1] != 1 {
		t.Errorf("%v", order)
	}
	if since, over := stuck.Over(); !over || since < comeBack {
		t.Errorf("it was interrupted %s after its outcome", since)
	}
	crew.Close(10 * time.Second)
	lines, err := floor.recorder.Flush()
	if err != nil || lines[0].Counts["timeout"] != 1 || lines[0].Counts["good"] != 1 {
		t.Errorf("%+v, %v", lines, err)
	}
}

func TestAnArrivalThatTimedOutWhileItWaitedIsNotCarriedOut(t *testing.T) {
	hold, begun := make(chan struct{}), make(chan int, 10)
	cast := &cast{script: func(_ int, run *Run, _ <-chan struct{}) error {
		begun <- int(run.Index)
		<-hold
		run.Ended(true, "")
		return nil
	}}
	floor := floorOf(t)
	crew := NewCrew(context.Background(), cast, 1, 1)
	if err := crew.Take(1); err != nil {
		t.Fatal(err)
	}
	waiting := dueNow(floor, 1, 20*time.Millisecond)
	crew.Dispatch(dueNow(floor, 0, time.Minute))
	crew.Dispatch(waiting)
	crew.Dispatch(dueNow(floor, 2, time.Minute))
	<-waiting.ctx.Done()
	close(hold)
	if order := awaited(t, begun, 2); order[0] != 0 || order[1] != 2 {
		t.Errorf("%v", order)
	}
	crew.Close(10 * time.Second)
	if taken := floor.health.Take(1, health.Counters{}); *taken[0].OwnUnreleased != 1 {
		t.Errorf("%+v", taken)
	}
}
