package drive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/health"
	"slo-harness.dev/xk6-slo/internal/lines"
	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/told"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

const (
	// The origin lies this far ahead of the beginning.
	countdown = 30 * time.Millisecond
	// Timers are late; what ends with the drain has this long to do so.
	slack = 10 * time.Millisecond
	// Scripts have this long to come back when interrupted.
	lastWords = 2 * time.Second
)

// Job is all that a run needs.
type Job struct {
	Plan  *plan.LoadPlan
	Shard plan.Shard
	// FromUs: arrivals intended before it are no part of this run.
	FromUs int64
	// InFlightCap is this worker's share; Lowered: it is less than the plan needs.
	InFlightCap int64
	Lowered     bool
	// PlannedVUs are initialised already, SpareVUs are kept free, and VULimit is the most there may be. MemoryBytes bounds them too; 0: no bound.
	PlannedVUs, SpareVUs, VULimit int
	MemoryBytes                   int64
	Target                        *traffic.Target
	VUs                           VUs
	Orders                        <-chan lines.Order
	// Sink takes what is measured, Tell all else; what it tells goes to the sink too.
	Sink *lines.Sink
	Tell *told.Teller
}

// ErrGivenUp: the lines tell why.
var ErrGivenUp = errors.New("the run was given up: its lines tell why")

// Drive carries the plan out. The end of ctx is an interrupt. Returns when everything is written.
func Drive(ctx context.Context, job Job) error {
	ending := newEnding()
	intervals := plan.IntervalsOf(job.Plan)
	first := firstOf(intervals, job.FromUs)
	// The scripts outlive ctx: what is open is drained.
	crew := NewCrew(context.WithoutCancel(ctx), job.VUs, job.VULimit, job.SpareVUs)
	if err := crew.Take(job.PlannedVUs); err != nil {
		ending.abandon(failed, fmt.Sprintf("k6 has no VUs: %v", err))
	}
	// Taking many VUs takes its time; the clock starts after it.
	clock := NewClock(countdown, us(job.FromUs))
	floor := &Floor{
		Clock:    clock,
		Target:   job.Target,
		end:      us(job.Plan.EndUs()),
		recorder: measure.NewRecorder(intervals, withResponseTime(job.Plan)),
		health:   health.NewWorker(intervals, first, clock.Now),
		tell:     job.Tell,
		faulted:  func() { ending.abandon(fault, "") },
		open:     map[*Run]struct{}{},
		drained:  make(chan struct{}, 1),
	}
	defer floor.health.Close()
	crew.Grow(memoryBound(job.MemoryBytes), func(text string) { job.Tell.Notice(clock.Now(), text) }, func(err error) {
		ending.abandon(failed, fmt.Sprintf("a VU cannot be initialised: %v", err))
	})
	job.Tell.Ready(told.Ready{
		VUs: crew.Count(), Worker: job.Shard.Worker, Workers: job.Shard.Workers, InFlightCap: job.InFlightCap,
		Wanted: job.Shard.ShareUp(job.Plan.InFlightCap()), Start: clock.Start(),
	})
	started := time.AfterFunc(countdown, func() { job.Tell.Started(us(job.FromUs)) })
	defer started.Stop()

	listening := make(chan struct{})
	defer close(listening)
	go listen(ctx, job, ending, listening)

	reporting := &reports{
		clock: clock, intervals: intervals, recorder: floor.recorder, health: floor.health, target: job.Target,
		sink: job.Sink, next: first,
		mistaken: func(err error) { ending.abandon(failed, err.Error()) },
	}
	offering := offer(job, floor, crew, ending)
	reported := make(chan struct{})
	reportingOver := make(chan struct{})
	go func() {
		defer close(reported)
		reporting.drive(reportingOver)
	}()

	offering.exhaust(ending)
	await(floor, ending, job.Plan)
	floor.abandonOpen()
	crew.Close(lastWords)
	close(reportingOver)
	<-reported
	word, _ := ending.how()
	reporting.finish(word == complete || word == stopped)
	return finish(ctx, job, floor, crew, offering, ending)
}

// memoryBound says why there can be no further VU once the process holds so much.
func memoryBound(bytes int64) func(vus int) string {
	return func(vus int) string {
		held := health.Resident()
		if bytes == 0 || held < bytes {
			return ""
		}
		const mib = 1 << 20
		return fmt.Sprintf("no more than %d VUs: k6 holds %d MiB of the %d MiB it may", vus, held/mib, bytes/mib)
	}
}

func withResponseTime(loadPlan *plan.LoadPlan) map[string]bool {
	names := map[string]bool{}
	for _, probe := range loadPlan.Probes {
		names[probe.Name] = true
	}
	if loadPlan.Workload == plan.Open {
		for _, operation := range loadPlan.Operations {
			names[operation.Name] = true
		}
	}
	return names
}

func firstOf(intervals plan.Intervals, fromUs int64) int {
	for i, interval := range intervals {
		if interval.EndUs > fromUs {
			return i
		}
	}
	return len(intervals)
}

// listen turns orders, signals (k6 ends ctx on them) and a broken record into the run's ending.
func listen(ctx context.Context, job Job, ending *ending, done <-chan struct{}) {
	signalled := ctx.Done()
	broken := job.Sink.Broken()
	for {
		select {
		case <-done:
			return
		case <-signalled:
			signalled = nil
			ending.drain(interrupted)
		case <-broken:
			broken = nil
			ending.abandon(failed, "the lines cannot be written")
		case order := <-job.Orders:
			switch order {
			case lines.Stop:
				ending.drain(stopped)
			case lines.Interrupt:
				ending.drain(interrupted)
			case lines.Abandon:
				ending.abandon(abandoned, "")
			}
		}
	}
}

// await returns when nothing is open, at the latest at the drain's end: the plan's, or the longest timeout after an early end.
func await(floor *Floor, ending *ending, loadPlan *plan.LoadPlan) {
	deadline := us(loadPlan.DrainEndUs())
	select {
	case <-time.After(floor.end - floor.Clock.Now()):
	case <-ending.over:
		deadline = floor.Clock.Now() + us(loadPlan.LongestTimeoutUs())
	}
	patience := time.NewTimer(deadline + slack - floor.Clock.Now())
	defer patience.Stop()
	for floor.inFlight() > 0 {
		select {
		case <-floor.drained:
		case <-patience.C:
			return
		case <-ending.now:
			return
		}
	}
}

func finish(ctx context.Context, job Job, floor *Floor, crew *Crew, offering *offering, ending *ending) error {
	word, message := ending.how()
	floor.mutex.Lock()
	end := told.End{
		AtUs: max(0, floor.Clock.Now().Microseconds()), Ended: word, Message: message, Signal: signalOf(ctx),
		Requests: floor.requests, Planned: floor.planned, Released: floor.released,
		VUs: crew.Count(), InFlightCap: job.InFlightCap,
	}
	floor.mutex.Unlock()
	if job.Shard.Workers == 1 && (word == complete || word == stopped) {
		schedule := offering.open.digest.String()
		end.Schedule = &schedule
	}
	job.Tell.End(end)
	if err := job.Sink.Close(); err != nil {
		return err
	}
	if word == fault || word == failed {
		return ErrGivenUp
	}
	return nil
}

// signalOf is the signal on which k6 ended ctx; an interrupt that came otherwise counts as SIGINT.
func signalOf(ctx context.Context) string {
	if cause := context.Cause(ctx); cause != nil && strings.Contains(cause.Error(), "'terminated'") {
		return "SIGTERM"
	}
	return "SIGINT"
}

// offering is what releases arrivals.
type offering struct {
	open    *open
	closed  *closed
	working sync.WaitGroup
	left    *plan.Arrival
}

func offer(job Job, floor *Floor, crew *Crew, ending *ending) *offering {
	timeouts := job.Plan.TimeoutsUs()
	offering := &offering{open: &open{
		floor: floor, crew: crew, walk: plan.NewWalk(job.Plan, job.Shard), timeouts: timeouts, from: job.FromUs,
		limit: job.InFlightCap, lowered: job.Lowered, digest: plan.NewDigest(),
	}}
	if job.Plan.Workload == plan.Closed {
		offering.open.limit = int64(job.VULimit)
		offering.closed = &closed{
			floor: floor, crew: crew, plan: job.Plan, shard: job.Shard, timeouts: timeouts,
			drawn: plan.OperationDraw(job.Plan.Operations, job.Plan.Seed), peak: job.Plan.PeakUsers(),
			from:       us(job.FromUs),
			iterations: map[int64]int64{}, active: map[int64]bool{},
		}
		offering.working.Go(func() { offering.closed.drive(ending.over) })
	}
	offering.working.Go(func() { offering.left = offering.open.drive(ending.over) })
	return offering
}

// exhaust returns when nothing more will be released; what a stop leaves of the plan is then shed.
func (o *offering) exhaust(ending *ending) {
	o.working.Wait()
	if word, _ := ending.how(); word == stopped {
		o.open.shedRest(o.left)
	}
}
