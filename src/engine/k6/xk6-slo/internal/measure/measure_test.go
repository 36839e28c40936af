package measure

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"slo-harness.dev/xk6-slo/internal/plan"
)

type vector struct {
	Name     string     `json:"name"`
	Recorded [][2]int64 `json:"recorded"`
	Base64   string     `json:"base64"`
	Total    int64      `json:"total"`
	Cells    [][2]int64 `json:"cells"`
}

// vectors are those that src/measure is held to.
func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("../../../../../../test/golden/histogram-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 5 {
		t.Fatalf("expected the golden vectors, found %d", len(file.Vectors))
	}
	return file.Vectors
}

// cellsOf lists [highest equivalent value, count] of what a base64 holds.
func cellsOf(t *testing.T, base64 string) [][2]int64 {
	t.Helper()
	histogram, err := hdrhistogram.Decode([]byte(base64))
	if err != nil {
		t.Fatal(err)
	}
	cells := [][2]int64{}
	for _, bar := range histogram.Distribution() {
		if bar.Count > 0 {
			cells = append(cells, [2]int64{bar.To, bar.Count})
		}
	}
	return cells
}

func TestHistogramsDecodeToTheCountsThatWereRecorded(t *testing.T) {
	for _, v := range vectors(t) {
		if cells := cellsOf(t, v.Base64); !reflect.DeepEqual(cells, v.Cells) {
			t.Errorf("%s decodes to %v, expected %v", v.Name, cells, v.Cells)
		}
	}
}

func TestHistogramsOfOursHoldTheSameCounts(t *testing.T) {
	encoder := newEncoder()
	for _, v := range vectors(t) {
		if v.Total > 1_000_000 {
			continue // too many to be recorded one by one; the vector of one count of that size is decoded above
		}
		recordings := v.Recorded
		if recordings == nil {
			recordings = v.Cells // a cell's highest value falls into it
		}
		var valuesUs []uint32
		for _, recorded := range recordings {
			for range recorded[1] {
				valuesUs = append(valuesUs, uint32(recorded[0]))
			}
		}
		base64, err := encoder.encode(valuesUs)
		if err != nil {
			t.Fatal(err)
		}
		if cells := cellsOf(t, base64); !reflect.DeepEqual(cells, v.Cells) {
			t.Errorf("%s holds %v, expected %v", v.Name, cells, v.Cells)
		}
	}
}

func secondsOf(count int64) plan.Intervals {
	return plan.IntervalsOf(&plan.LoadPlan{Phases: []plan.Phase{
		{Index: 0, Kind: "steady", StartUs: 0, EndUs: count * 1_000_000},
		{Index: 1, Kind: "drain", StartUs: count * 1_000_000, EndUs: (count + 5) * 1_000_000},
	}})
}

func ms(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

func TestAnArrivalCountsInItsIntervalAndItsEndWhereItWasDone(t *testing.T) {
	recorder := NewRecorder(secondsOf(3), map[string]bool{"recall": true})
	recorder.Planned("recall", ms(900))
	recorder.Released("recall", ms(900), ms(900.25))
	recorder.Ended(Sample{"recall", ms(900), ms(900.25), ms(1100), Outcome{Good, ""}})
	recorder.Planned("recall", ms(950))
	recorder.Ended(Sample{Operation: "recall", Intended: ms(950), Outcome: Outcome{Shed, InFlightCap}})
	lines, err := recorder.Flush()
	if err != nil || len(lines) != 2 {
		t.Fatalf("%v, %v", lines, err)
	}
	later, earlier := lines[0], lines[1]
	if later.Interval != 1 || !reflect.DeepEqual(later.Counts, map[string]int64{"completed": 1, "good_done": 1}) {
		t.Errorf("the interval of its end is %+v", later)
	}
	counts := map[string]int64{"planned": 2, "released": 1, "good": 1, "shed": 1}
	if earlier.Interval != 0 || !reflect.DeepEqual(earlier.Counts, counts) {
		t.Errorf("its interval is %+v", earlier)
	}
	if by := (map[string]map[string]int64{"shed": {"in_flight_cap": 1}}); !reflect.DeepEqual(earlier.By, by) {
		t.Errorf("split by %v", earlier.By)
	}
	// Lag 250 us; service 1100 - 900.25 = 199.75 ms, in the cell 199680..199807; response 200 ms, in 199936..200063.
	for series, cell := range map[string]int64{"start_lag": 250, "service_time": 199_807, "response_time": 200_063} {
		if cells := cellsOf(t, earlier.Series[series]); !reflect.DeepEqual(cells, [][2]int64{{cell, 1}}) {
			t.Errorf("%s holds %v, expected one at %d", series, cells, cell)
		}
	}
	if again, _ := recorder.Flush(); len(again) != 0 {
		t.Errorf("a second flush holds %v", again)
	}
}

func TestLinesGoFromTheLatestIntervalToTheEarliestAndStepsBeforeTheirFlow(t *testing.T) {
	recorder := NewRecorder(secondsOf(3), map[string]bool{"intake": true})
	for _, at := range []time.Duration{ms(100), ms(1100), ms(2100)} {
		recorder.Planned("intake", at)
		recorder.Planned("intake.write", at)
	}
	order := func() (names []string) {
		lines, _ := recorder.Flush()
		for _, line := range lines {
			names = append(names, line.Operation+string(rune('0'+line.Interval)))
		}
		return names
	}
	expected := []string{"intake.write2", "intake2", "intake.write1", "intake1", "intake.write0", "intake0"}
	if names := order(); !reflect.DeepEqual(names, expected) {
		t.Errorf("%v, expected %v", names, expected)
	}
	// The order holds although this time the step is seen first.
	recorder.Planned("intake.write", ms(1200))
	recorder.Planned("intake", ms(1200))
	if names := order(); !reflect.DeepEqual(names, []string{"intake.write1", "intake1"}) {
		t.Errorf("%v", names)
	}
}

func TestStepsHaveServiceTimeAloneAndFailuresTimesOfTheirOwn(t *testing.T) {
	recorder := NewRecorder(secondsOf(1), map[string]bool{"intake": true})
	recorder.Ended(Sample{"intake.write", ms(10), ms(10), ms(12), Outcome{Bad, "503"}})
	recorder.Ended(Sample{"intake", ms(5), ms(6), ms(12), Outcome{Failed, "reset"}})
	lines, _ := recorder.Flush()
	names := func(series map[string]string) (names []string) {
		for _, name := range []string{"response_time", "response_time_not_good", "service_time", "service_time_not_good"} {
			if _, there := series[name]; there {
				names = append(names, name)
			}
		}
		return names
	}
	flow, step := lines[0], lines[1]
	if flow.Operation != "intake" {
		flow, step = step, flow
	}
	if got := names(step.Series); !reflect.DeepEqual(got, []string{"service_time_not_good"}) {
		t.Errorf("the step has %v", got)
	}
	if got := names(flow.Series); !reflect.DeepEqual(got, []string{"response_time_not_good", "service_time_not_good"}) {
		t.Errorf("the flow has %v", got)
	}
}

func TestWhatIsNoTimeIsNotRecorded(t *testing.T) {
	recorder := NewRecorder(secondsOf(1), nil)
	recorder.Ended(Sample{"a", ms(1), ms(1), ms(1) + time.Hour + time.Microsecond, Outcome{Good, ""}})
	lines, err := recorder.Flush()
	if err != nil || recorder.Overflow() != 1 || len(lines) != 1 || lines[0].Series != nil || lines[0].Counts["good"] != 1 {
		t.Errorf("over 1 h: %+v, overflow %d, %v", lines, recorder.Overflow(), err)
	}
	// Half a nanosecond short of the next microsecond is rounded up; 0 becomes the lowest.
	recorder.Ended(Sample{"a", ms(1), ms(1), ms(1), Outcome{Good, ""}})
	recorder.Ended(Sample{"a", ms(1), ms(1), ms(1) + 1500, Outcome{Good, ""}})
	lines, _ = recorder.Flush()
	if cells := cellsOf(t, lines[0].Series["service_time"]); !reflect.DeepEqual(cells, [][2]int64{{1, 1}, {2, 1}}) {
		t.Errorf("0 and 1.5 us make %v", cells)
	}
	recorder.Ended(Sample{"a", ms(2), ms(2), ms(1), Outcome{Good, ""}})
	if _, err := recorder.Flush(); err == nil {
		t.Error("done before it was released: expected an error")
	}
}

func TestATimeInTheDrainOrBeforeTheOriginCountsNowhere(t *testing.T) {
	recorder := NewRecorder(secondsOf(1), nil)
	for _, at := range []time.Duration{-1, ms(1000), ms(7000)} {
		recorder.Planned("flow.step", at)
		recorder.Released("flow.step", at, at)
		recorder.Ended(Sample{"flow.step", at, at, at + 1, Outcome{Good, ""}})
	}
	if lines, err := recorder.Flush(); err != nil || len(lines) != 0 {
		t.Errorf("%v, %v", lines, err)
	}
}
