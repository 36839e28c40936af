package health

import (
	"strconv"
	"sync"
	"time"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// LateBy: an arrival released later than this after its intended start counts as late in its second.
const LateBy = 100 * time.Millisecond

// Line is a record line of kind "generator" (src/record/run-record.ts). A line for what came to light later has
// the fields it tells of.
type Line struct {
	Kind           string           `json:"kind"`
	Interval       int              `json:"interval"`
	Worker         int              `json:"worker"`
	Late           map[string]int64 `json:"late,omitempty"`
	OwnUnreleased  *int64           `json:"own_unreleased,omitempty"`
	Overflow       *int64           `json:"overflow,omitempty"`
	LongestPauseUs *int64           `json:"longest_pause_us,omitempty"`
	CPUCores       *float64         `json:"cpu_cores,omitempty"`
	Throttled      *float64         `json:"throttled,omitempty"`
	RSSBytes       *int64           `json:"rss_bytes,omitempty"`
	MaxInFlight    *int64           `json:"max_in_flight,omitempty"`
	Connects       *int64           `json:"connects,omitempty"`
	Reconnects     *int64           `json:"reconnects,omitempty"`
}

// number: a process has one worker. In a record joined from several the worker's number is its segment's.
const number = 0

// Counters since the run began.
type Counters struct{ Overflow, Connects, Reconnects int64 }

func (c Counters) since(before Counters) Counters {
	return Counters{c.Overflow - before.Overflow, c.Connects - before.Connects, c.Reconnects - before.Reconnects}
}

// Worker is what a worker notes about itself, for use by many goroutines.
type Worker struct {
	intervals plan.Intervals
	now       func() time.Duration
	process   *watch
	stop      chan struct{}

	mutex       sync.Mutex
	next        int
	before      Counters
	inFlight    int64
	maxInFlight int64
	pauses      map[int]time.Duration
	faults      map[int]*faults
}

// faults are arrivals of one interval that were late or never sent, since they were last told of.
type faults struct {
	late       map[string]int64
	unreleased int64
}

// NewWorker begins to watch; intervals before the one at the given index are not reported on.
func NewWorker(intervals plan.Intervals, first int, now func() time.Duration) *Worker {
	w := &Worker{
		intervals: intervals,
		now:       now,
		process:   newWatch(),
		stop:      make(chan struct{}),
		next:      first,
		pauses:    map[int]time.Duration{},
		faults:    map[int]*faults{},
	}
	go watchPauses(now, w.stop, w.paused)
	return w
}

// Close ends the watch.
func (w *Worker) Close() { close(w.stop) }

// paused counts a pause in every interval that it may have touched.
func (w *Worker) paused(pause Pause) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for i := w.next; i < len(w.intervals) && at(w.intervals[i].StartUs) < pause.Until; i++ {
		if at(w.intervals[i].EndUs) > pause.Since {
			w.pauses[i] = max(w.pauses[i], pause.Length)
		}
	}
}

// Released tells of a release; it is noted when it was late.
func (w *Worker) Released(intended, released time.Duration) {
	if released-intended <= LateBy {
		return
	}
	w.fault(intended, func(f *faults, interval plan.Interval) {
		f.late[strconv.FormatInt(int64((intended-at(interval.StartUs))/time.Second), 10)]++
	})
}

// Unreleased tells of an arrival that was never sent, by our own fault.
func (w *Worker) Unreleased(intended time.Duration) {
	w.fault(intended, func(f *faults, _ plan.Interval) { f.unreleased++ })
}

func (w *Worker) fault(intended time.Duration, note func(*faults, plan.Interval)) {
	index := w.intervals.At(intended.Microseconds())
	if index < 0 {
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.faults[index] == nil {
		w.faults[index] = &faults{late: map[string]int64{}}
	}
	note(w.faults[index], w.intervals[index])
}

// InFlight tells how many arrivals are open now.
func (w *Worker) InFlight(count int64) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.inFlight = count
	w.maxInFlight = max(w.maxInFlight, count)
}

// Take gives the lines of the intervals over since the last call, [next, until), each once, and what is left to say of earlier ones. Counters
// and the process's figures go to the first of the new lines; without a new line they wait, but after the last interval.
func (w *Worker) Take(until int, counters Counters) []Line {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	now := w.now()
	var reported, lines []Line
	for index := w.next; index < until; index++ {
		line := w.line(index, now)
		if len(reported) == 0 {
			w.count(&line, counters)
			process := w.process.look()
			line.CPUCores, line.Throttled = &process.CPUCores, process.Throttled
			if process.RSSBytes > 0 {
				line.RSSBytes = &process.RSSBytes
			}
		}
		reported = append(reported, line)
	}
	for index, faults := range w.faults {
		line := Line{Kind: "generator", Interval: index, Worker: number, Late: faults.late}
		if faults.unreleased > 0 {
			line.OwnUnreleased = &faults.unreleased
		}
		lines = append(lines, line)
	}
	w.faults = map[int]*faults{}
	last := len(w.intervals) - 1
	if len(reported) > 0 {
		w.next = until
		w.maxInFlight = w.inFlight
	} else if w.next > last && counters != w.before {
		line := Line{Kind: "generator", Interval: last, Worker: number}
		w.count(&line, counters)
		lines = append(lines, line)
	}
	return append(lines, reported...)
}

// line is what an interval's own line says. One that a stop cut off before it began had nothing going on in it.
func (w *Worker) line(index int, now time.Duration) Line {
	line := Line{Kind: "generator", Interval: index, Worker: number}
	pauseUs := w.pauses[index].Microseconds()
	unreleased, maxInFlight := int64(0), int64(0)
	if faults := w.faults[index]; faults != nil {
		line.Late, unreleased = faults.late, faults.unreleased
	}
	if at(w.intervals[index].StartUs) <= now {
		maxInFlight = w.maxInFlight
	}
	line.LongestPauseUs, line.OwnUnreleased, line.MaxInFlight = &pauseUs, &unreleased, &maxInFlight
	delete(w.pauses, index)
	delete(w.faults, index)
	return line
}

func (w *Worker) count(line *Line, counters Counters) {
	since := counters.since(w.before)
	line.Overflow, line.Connects, line.Reconnects = &since.Overflow, &since.Connects, &since.Reconnects
	w.before = counters
}

func at(us int64) time.Duration { return time.Duration(us) * time.Microsecond }
