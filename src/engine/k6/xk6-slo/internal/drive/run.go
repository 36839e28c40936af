package drive

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/measure"
	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

// Nobody is the user of an open workload's arrival.
const Nobody = -1

// excerptBytes of a reply's body are told as an example: enough that secrets can be taken out of it before it is cut to 300 characters.
const excerptBytes = 4*300 + 4096

// Due is an arrival as a VU gets it.
type Due struct {
	// plan.Arrival's Index is -1 and its IntendedUs unknown where Closed.
	plan.Arrival
	User    int64
	Timeout time.Duration
	// Closed: an iteration of a user, whose intended start is its release.
	Closed bool
}

// Run carries one arrival from its release to its one outcome (src/engine/native/arrival-run.ts). A script drives it through the module; timeout and
// abandonment come from other goroutines. An open workload's has been recorded as planned before.
type Run struct {
	Due
	floor *Floor
	// ctx ends with the run.
	ctx    context.Context
	cancel context.CancelFunc
	// finished is called once its VU is free again; nil where nobody waits for it.
	finished func()

	mutex             sync.Mutex
	begun, over       bool
	overSince         time.Time
	timer             *time.Timer
	intended          time.Duration
	released          time.Duration
	left, leftWritten bool
	step              string
	stepReleased      time.Duration
	// The last reply: a flow's outcome is told by its last step.
	reply *traffic.Reply
}

func newRun(floor *Floor, due Due, finished func()) *Run {
	run := &Run{Due: due, floor: floor, finished: finished}
	run.ctx, run.cancel = context.WithCancel(context.Background())
	if !due.Closed {
		run.begin(us(due.IntendedUs))
	}
	return run
}

// begin starts its clock. The lock is held, or nobody else has the run yet.
func (r *Run) begin(intended time.Duration) {
	r.begun = true
	r.intended = intended
	r.floor.enter(r)
	r.floor.recorder.Planned(r.Operation, intended)
	r.timer = time.AfterFunc(intended+r.Timeout-r.floor.Clock.Now(), r.expire)
}

// Send carries a request out; nil when the arrival is over.
func (r *Run) Send(by *traffic.Transport, request traffic.Request, step string) *traffic.Reply {
	if !r.leave(step, true) {
		return nil
	}
	r.floor.countRequest()
	reply, err := by.Send(r.ctx, request, r.connected)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over {
		return nil
	}
	if err != nil {
		r.unanswered(err)
		return nil
	}
	r.writeRelease()
	if reply.Done-r.intended > r.Timeout {
		r.giveUp(measure.Outcome{Kind: measure.Timeout})
		return nil
	}
	r.reply = reply
	return reply
}

// Pause is think time; false when the arrival is over.
func (r *Run) Pause(length time.Duration) bool {
	if !r.leave("", false) {
		return false
	}
	r.mutex.Lock()
	r.writeRelease()
	r.mutex.Unlock()
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.ctx.Done():
		return false
	}
}

// Answered tells how the last reply was judged.
func (r *Run) Answered(good bool, reason string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over || r.reply == nil {
		return
	}
	if !good {
		r.floor.tell.Example(r.reply.Done, r.name(), reason, func() string {
			body := r.reply.Body[:min(len(r.reply.Body), excerptBytes)]
			return fmt.Sprintf("HTTP %d: %s", r.reply.Status, body)
		})
	}
	r.endStep(judged(good, reason), r.reply.Done)
}

// Ended is the arrival's outcome. Its end is the last reply's, or now when there was none.
func (r *Run) Ended(good bool, reason string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over {
		return
	}
	now := r.floor.Clock.Now()
	if !r.begun {
		// A closed workload's iteration without a request.
		if now >= r.floor.end {
			r.close()
			return
		}
		r.begin(now)
	}
	r.release(now)
	r.writeRelease()
	done := now
	if r.reply != nil {
		done = r.reply.Done
	}
	r.end(judged(good, reason), done)
}

// Fault tells that the scenario's own code is wrong. The arrival stays open, to be abandoned with all others.
func (r *Run) Fault(message, stack string) {
	if r.floor.tell.Fault(message, stack) {
		r.floor.faulted()
	}
}

// Over is how long ago it ended; false while it has not.
func (r *Run) Over() (time.Duration, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return time.Since(r.overSince), r.over
}

func judged(good bool, reason string) measure.Outcome {
	if good {
		return measure.Outcome{Kind: measure.Good}
	}
	return measure.Outcome{Kind: measure.Bad, Why: reason}
}

// leave stamps the release and the step's; false when the arrival is over, or would begin after the plan's end.
func (r *Run) leave(step string, sends bool) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over {
		return false
	}
	now := r.floor.Clock.Now()
	if !r.begun {
		if now >= r.floor.end {
			r.close()
			return false
		}
		r.begin(now)
	}
	r.release(now)
	if sends && step != "" {
		r.step, r.stepReleased = r.Operation+"."+step, now
		r.floor.recorder.Planned(r.step, now)
	}
	return true
}

func (r *Run) release(now time.Duration) {
	if !r.left {
		r.left, r.released = true, now
	}
}

// connected: a connection stands, and nothing is written to it yet.
func (r *Run) connected() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !r.over {
		r.writeRelease()
	}
}

func (r *Run) writeRelease() {
	if r.leftWritten || !r.left {
		return
	}
	r.leftWritten = true
	r.floor.recordRelease(r.Operation, r.intended, r.released)
}

func (r *Run) unanswered(err error) {
	var failure *traffic.Failure
	if !errors.As(err, &failure) {
		failure = &traffic.Failure{Code: "protocol", Done: r.floor.Clock.Now()}
	}
	switch failure.Blame {
	case traffic.Ours:
		r.floor.health.Unreleased(r.intended)
		r.floor.tell.Example(failure.Done, r.Operation, "own_fault", failure.Error)
		outcome := measure.Outcome{Kind: measure.Shed, Why: measure.InFlightCap}
		r.endStep(outcome, 0)
		r.end(outcome, 0)
	case traffic.Unsendable:
		r.Fault(fmt.Sprintf("%s: the request cannot be sent: %v", r.Operation, err), "")
	case traffic.Theirs:
		r.writeRelease()
		if failure.Done-r.intended > r.Timeout {
			r.giveUp(measure.Outcome{Kind: measure.Timeout})
			return
		}
		r.floor.tell.Example(failure.Done, r.name(), failure.Code, failure.Error)
		outcome := measure.Outcome{Kind: measure.Failed, Why: failure.Code}
		r.endStep(outcome, failure.Done)
		r.end(outcome, failure.Done)
	}
}

// name is the step's where there is one.
func (r *Run) name() string {
	if r.step != "" {
		return r.step
	}
	return r.Operation
}

func (r *Run) expire() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over {
		return
	}
	if !r.left {
		// It never came to leave: no VU was free in time, or the script was still building its request.
		r.floor.health.Unreleased(r.intended)
	}
	r.giveUp(measure.Outcome{Kind: measure.Timeout})
}

// abandon ends it as unfinished; as timed out when its time is over and the timer is only late.
func (r *Run) abandon() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.over {
		return
	}
	outcome := measure.Outcome{Kind: measure.Unfinished}
	if r.floor.Clock.Now() >= r.intended+r.Timeout {
		outcome.Kind = measure.Timeout
	}
	r.giveUp(outcome)
}

func (r *Run) giveUp(outcome measure.Outcome) {
	r.writeRelease()
	r.endStep(outcome, 0)
	r.end(outcome, 0)
}

func (r *Run) endStep(outcome measure.Outcome, done time.Duration) {
	if r.step == "" {
		return
	}
	step, released := r.step, r.stepReleased
	r.step = ""
	if outcome.Kind != measure.Shed {
		r.floor.recorder.Released(step, released, released)
	}
	r.floor.recorder.Ended(measure.Sample{Operation: step, Intended: released, Released: released, Done: done, Outcome: outcome})
}

func (r *Run) end(outcome measure.Outcome, done time.Duration) {
	r.timer.Stop()
	r.floor.recorder.Ended(measure.Sample{
		Operation: r.Operation, Intended: r.intended, Released: r.released, Done: done, Outcome: outcome,
	})
	r.close()
	r.floor.leave(r)
}

// close ends it without an outcome: it was never planned, or its outcome is recorded.
func (r *Run) close() {
	r.over, r.overSince = true, time.Now()
	r.cancel()
}

// Clock is the run's.
func (r *Run) Clock() *Clock { return r.floor.Clock }

// Target is where requests go.
func (r *Run) Target() *traffic.Target { return r.floor.Target }

// Secret tells that the scenario read a variable of the process environment.
func (r *Run) Secret(name, value string) { r.floor.tell.Secret(name, value) }
