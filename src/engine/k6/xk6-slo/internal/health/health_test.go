package health

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// worker is one over 3 intervals of 1 s, at a time that the test sets.
func worker(t *testing.T, now *time.Duration) *Worker {
	t.Helper()
	intervals := plan.IntervalsOf(&plan.LoadPlan{Phases: []plan.Phase{
		{Index: 0, Kind: "steady", StartUs: 0, EndUs: 3_000_000},
		{Index: 1, Kind: "drain", StartUs: 3_000_000, EndUs: 4_000_000},
	}})
	// Without a heartbeat: pauses are told by hand.
	return &Worker{
		intervals: intervals, now: func() time.Duration { return *now }, process: newWatch(),
		pauses: map[int]time.Duration{}, faults: map[int]*faults{},
	}
}

// spelled is a line as the record has it, without the process's own figures.
func spelled(t *testing.T, line Line) string {
	t.Helper()
	line.CPUCores, line.Throttled, line.RSSBytes = nil, nil, nil
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func expectLines(t *testing.T, lines []Line, expected ...string) {
	t.Helper()
	if len(lines) != len(expected) {
		t.Fatalf("%d lines, expected %d: %+v", len(lines), len(expected), lines)
	}
	for i, line := range lines {
		if text := spelled(t, line); text != expected[i] {
			t.Errorf("line %d is %s, expected %s", i, text, expected[i])
		}
	}
}

const ms = time.Millisecond

func TestAnIntervalIsReportedOnceWithWhatHappenedInIt(t *testing.T) {
	now := 1001 * ms
	w := worker(t, &now)
	w.Released(200*ms, 300*ms) // 100 ms are not late
	w.Released(200*ms, 301*ms)
	w.Unreleased(900 * ms)
	w.paused(Pause{Since: 950 * ms, Until: 1010 * ms, Length: 40 * ms})
	w.InFlight(7)
	w.InFlight(2)
	lines := w.Take(1, Counters{Overflow: 1, Connects: 5, Reconnects: 2})
	expectLines(t, lines, `{"kind":"generator","interval":0,"worker":0,"late":{"0":1},"own_unreleased":1,"overflow":1,`+
		`"longest_pause_us":40000,"max_in_flight":7,"connects":5,"reconnects":2}`)
	if lines[0].CPUCores == nil {
		t.Error("the process's CPU is not told")
	}

	// The pause touched the next interval too; of what is open, 2 are left; of counters, what was added.
	now = 2000 * ms
	w.Released(300*ms, 900*ms)
	expectLines(t, w.Take(2, Counters{Overflow: 1, Connects: 6, Reconnects: 2}),
		`{"kind":"generator","interval":0,"worker":0,"late":{"0":1}}`,
		`{"kind":"generator","interval":1,"worker":0,"own_unreleased":0,"overflow":0,"longest_pause_us":40000,"max_in_flight":2,"connects":1,"reconnects":0}`)
}

func TestWithoutANewIntervalCountersWaitButAfterTheLast(t *testing.T) {
	now := 500 * ms
	w := worker(t, &now)
	expectLines(t, w.Take(0, Counters{Connects: 3}))
	now = 1500 * ms
	w.Take(3, Counters{Connects: 3})
	expectLines(t, w.Take(3, Counters{Connects: 4}),
		`{"kind":"generator","interval":2,"worker":0,"overflow":0,"connects":1,"reconnects":0}`)
	expectLines(t, w.Take(3, Counters{Connects: 4}))
}

func TestAnIntervalThatNeverBeganHadNothingGoingOn(t *testing.T) {
	now := 500 * ms
	w := worker(t, &now)
	w.InFlight(9)
	lines := w.Take(3, Counters{})
	if *lines[0].MaxInFlight != 9 || *lines[1].MaxInFlight != 0 || *lines[2].MaxInFlight != 0 {
		t.Errorf("%+v", lines)
	}
}

func TestSecondsAreCountedWithinTheInterval(t *testing.T) {
	now := 15_000 * ms
	w := worker(t, &now)
	w.intervals = plan.Intervals{{Index: 0, StartUs: 5_000_000, EndUs: 15_000_000}}
	w.Released(7900*ms, 8100*ms) // 2.9 s into it
	if lines := w.Take(1, Counters{}); lines[0].Late["2"] != 1 {
		t.Errorf("%+v", lines[0].Late)
	}
}

func TestALateHeartbeatIsAPause(t *testing.T) {
	// Each look is a call: the third comes 150 ms after the second, 130 more than the period.
	times := []time.Duration{0, 20 * ms, 170 * ms}
	stop := make(chan struct{})
	var pauses []Pause
	watchPauses(func() time.Duration {
		now := times[0]
		if times = times[1:]; len(times) == 0 {
			close(stop)
			times = []time.Duration{now}
		}
		return now
	}, stop, func(pause Pause) { pauses = append(pauses, pause) })
	if len(pauses) != 1 || pauses[0] != (Pause{Since: 20 * ms, Until: 170 * ms, Length: 130 * ms}) {
		t.Errorf("%v", pauses)
	}
}

func TestTheProcessIsRead(t *testing.T) {
	w := newWatch()
	for began := time.Now(); time.Since(began) < 30*ms; {
		_ = strings.Repeat("x", 100)
	}
	process := w.look()
	if process.CPUCores <= 0 {
		t.Errorf("%v cores", process.CPUCores)
	}
	if _, err := os.Stat("/proc/self/statm"); err == nil && (process.RSSBytes < 1<<20 || Memory() < 1<<20) {
		t.Errorf("%d bytes of %d", process.RSSBytes, Memory())
	}
}
