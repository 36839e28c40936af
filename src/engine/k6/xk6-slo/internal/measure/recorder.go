package measure

import (
	"fmt"
	"sort"
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// Recorder is one worker's ledger, for use by many goroutines. Everything about an arrival counts in the interval of its intended start, each event
// when it happens; only "completed" and "good_done" count in the interval in which it was done. An arrival intended in
// no interval (a flow's step that begins in the drain) is counted nowhere.
type Recorder struct {
	intervals plan.Intervals
	// hasResponseTime: all but flow steps and the operations of a closed workload.
	hasResponseTime map[string]bool
	encoder         *encoder

	mutex    sync.Mutex
	ledgers  map[string]map[int]*cell
	order    []string
	overflow int64
	mistake  error
}

// NewRecorder records over a plan's intervals. Operations not named in hasResponseTime have service time alone.
func NewRecorder(intervals plan.Intervals, hasResponseTime map[string]bool) *Recorder {
	return &Recorder{
		intervals:       intervals,
		hasResponseTime: hasResponseTime,
		encoder:         newEncoder(),
		ledgers:         map[string]map[int]*cell{},
	}
}

// Planned counts an arrival, or a flow's step.
func (r *Recorder) Planned(operation string, intended time.Duration) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if cell := r.cellAt(operation, intended); cell != nil {
		cell.count("planned")
	}
}

// Released counts an arrival that got its connection.
func (r *Recorder) Released(operation string, intended, released time.Duration) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	cell := r.cellAt(operation, intended)
	if cell == nil {
		return
	}
	if r.hasResponseTime[operation] {
		r.record(cell, "start_lag", operation, released-intended)
	}
	cell.count("released")
}

// Ended counts an arrival's outcome.
func (r *Recorder) Ended(sample Sample) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	cell := r.cellAt(sample.Operation, sample.Intended)
	if cell == nil {
		return
	}
	if sample.Outcome.answered() {
		suffix := ""
		if sample.Outcome.Kind != Good {
			suffix = "_not_good"
		}
		r.record(cell, "service_time"+suffix, sample.Operation, sample.Done-sample.Released)
		if r.hasResponseTime[sample.Operation] {
			r.record(cell, "response_time"+suffix, sample.Operation, sample.Done-sample.Intended)
		}
		if doneCell := r.cellAt(sample.Operation, sample.Done); doneCell != nil {
			doneCell.count("completed")
			if sample.Outcome.Kind == Good {
				doneCell.count("good_done")
			}
		}
	}
	cell.countOutcome(sample.Outcome)
}

// Overflow is how many times over 1 h there were: they are in no histogram.
func (r *Recorder) Overflow() int64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.overflow
}

// Flush gives the lines of everything recorded since the last flush, to be written in this order: from the latest interval to the earliest, and a
// flow's steps before the flow. A record cut between two of them then never shows an arrival's end without what goes with it. The error tells of
// a mistake of ours; the ledger then means nothing.
func (r *Recorder) Flush() ([]Line, error) {
	r.mutex.Lock()
	ledgers, order, mistake := r.ledgers, r.order, r.mistake
	r.ledgers = make(map[string]map[int]*cell, len(ledgers))
	r.mutex.Unlock()

	var lines []Line
	// A flow is seen before its steps; the sort keeps the order of equals.
	for i := len(order) - 1; i >= 0; i-- {
		for interval, cell := range ledgers[order[i]] {
			line, err := cell.line(interval, order[i], r.encoder)
			if err != nil && mistake == nil {
				mistake = err
			}
			lines = append(lines, line)
		}
	}
	sort.SliceStable(lines, func(a, b int) bool { return lines[a].Interval > lines[b].Interval })
	return lines, mistake
}

func (r *Recorder) cellAt(operation string, at time.Duration) *cell {
	interval := r.intervals.At(at.Microseconds())
	if at < 0 || interval < 0 {
		return nil
	}
	ledger, known := r.ledgers[operation]
	if !known {
		ledger = map[int]*cell{}
		r.ledgers[operation] = ledger
		r.remember(operation)
	}
	if ledger[interval] == nil {
		ledger[interval] = newCell()
	}
	return ledger[interval]
}

// remember keeps the order in which operations were first seen, over all flushes.
func (r *Recorder) remember(operation string) {
	for _, seen := range r.order {
		if seen == operation {
			return
		}
	}
	r.order = append(r.order, operation)
}

func (r *Recorder) record(cell *cell, series, operation string, d time.Duration) {
	inRange, err := cell.record(series, d)
	if err != nil {
		if r.mistake == nil {
			r.mistake = fmt.Errorf("%s: %w", operation, err)
		}
		return
	}
	if !inRange {
		r.overflow++
	}
}
