package plan

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// schedules is what src/plan computes, kept by test/golden/schedules.test.ts.
func schedules(t *testing.T) []struct {
	Name        string          `json:"name"`
	Arrivals    int             `json:"arrivals"`
	Digest      string          `json:"digest"`
	InFlightCap int64           `json:"in_flight_cap"`
	Intervals   int             `json:"intervals"`
	Users       []int64         `json:"users"`
	Operations  []string        `json:"operations"`
	Plan        json.RawMessage `json:"plan"`
} {
	t.Helper()
	text, err := os.ReadFile("../../../../../../test/golden/schedules.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Schedules []struct {
			Name        string          `json:"name"`
			Arrivals    int             `json:"arrivals"`
			Digest      string          `json:"digest"`
			InFlightCap int64           `json:"in_flight_cap"`
			Intervals   int             `json:"intervals"`
			Users       []int64         `json:"users"`
			Operations  []string        `json:"operations"`
			Plan        json.RawMessage `json:"plan"`
		} `json:"schedules"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Schedules) < 10 {
		t.Fatalf("expected the golden schedules, found %d", len(file.Schedules))
	}
	return file.Schedules
}

func TestAPlanOffersTheScheduleOfTheOtherEngines(t *testing.T) {
	for _, golden := range schedules(t) {
		plan, err := Parse(golden.Plan)
		if err != nil {
			t.Fatalf("%s: %v", golden.Name, err)
		}
		digest, count := NewDigest(), 0
		walk := NewWalk(plan, Whole)
		for arrival, ok := walk.Next(); ok; arrival, ok = walk.Next() {
			digest.Add(arrival)
			count++
		}
		if count != golden.Arrivals || digest.String() != golden.Digest {
			t.Errorf("%s: %d arrivals with %s, expected %d with %s", golden.Name, count, digest, golden.Arrivals, golden.Digest)
		}
		if limit := plan.InFlightCap(); limit != golden.InFlightCap {
			t.Errorf("%s: an in-flight cap of %d, expected %d", golden.Name, limit, golden.InFlightCap)
		}
		if intervals := IntervalsOf(plan); len(intervals) != golden.Intervals {
			t.Errorf("%s: %d intervals, expected %d", golden.Name, len(intervals), golden.Intervals)
		}
		for second, users := range golden.Users {
			if at := plan.UsersAt(int64(second) * usPerS); at != users {
				t.Errorf("%s: %d users in second %d, expected %d", golden.Name, at, second, users)
			}
		}
		draw := OperationDraw(plan.Operations, plan.Seed)
		var drawn []string
		for _, seq := range []int64{0, 1, 2, 3, 4, 5, 6, 7, 1 << 31, 1<<32 + 5, 1 << 52} {
			drawn = append(drawn, draw(seq))
		}
		if !slices.Equal(drawn, golden.Operations) {
			t.Errorf("%s: draws %v, expected %v", golden.Name, drawn, golden.Operations)
		}
	}
}

func TestShardsTogetherAreTheWholeSchedule(t *testing.T) {
	for _, golden := range schedules(t)[7:9] {
		plan, err := Parse(golden.Plan)
		if err != nil {
			t.Fatal(err)
		}
		var walks []*Walk
		for worker := range int64(3) {
			walks = append(walks, NewWalk(plan, Shard{Worker: worker, Workers: 3}))
		}
		digest := NewDigest()
		for i := range golden.Arrivals {
			arrival, ok := walks[i%3].Next()
			if !ok || arrival.Index != int64(i) {
				t.Fatalf("%s: arrival %d of worker %d is %+v", golden.Name, i, i%3, arrival)
			}
			digest.Add(arrival)
		}
		for _, walk := range walks {
			if arrival, ok := walk.Next(); ok {
				t.Errorf("%s: one arrival too many: %+v", golden.Name, arrival)
			}
		}
		if digest.String() != golden.Digest {
			t.Errorf("%s: %s, expected %s", golden.Name, digest, golden.Digest)
		}
	}
}

func TestSharesAddUp(t *testing.T) {
	// 11 over 4 workers: 3 + 3 + 3 + 2.
	for worker, expected := range []int64{3, 3, 3, 2} {
		if share := (Shard{Worker: int64(worker), Workers: 4}).Share(11); share != expected {
			t.Errorf("worker %d has %d of 11, expected %d", worker, share, expected)
		}
		// 11 / 4 = 2.75, rounded up.
		if share := (Shard{Worker: int64(worker), Workers: 4}).ShareUp(11); share != 3 {
			t.Errorf("worker %d has %d of 11 rounded up, expected 3", worker, share)
		}
	}
}

func TestATimeFallsIntoItsInterval(t *testing.T) {
	// A phase of 1.5 s makes intervals of 1 s and 0.5 s; one of 601 s makes 61 of 10 s, the last of which is 1 s.
	plan := &LoadPlan{Phases: []Phase{
		{Index: 0, Kind: "warm-up", StartUs: 0, EndUs: 1_500_000},
		{Index: 1, Kind: "steady", StartUs: 1_500_000, EndUs: 602_500_000},
		{Index: 2, Kind: "drain", StartUs: 602_500_000, EndUs: 607_500_000},
	}}
	intervals := IntervalsOf(plan)
	if len(intervals) != 2+61 {
		t.Fatalf("%d intervals, expected 63", len(intervals))
	}
	for us, expected := range map[int64]int{
		-1: -1, 0: 0, 999_999: 0, 1_000_000: 1, 1_499_999: 1, 1_500_000: 2, 11_499_999: 2, 11_500_000: 3,
		601_499_999: 61, 601_500_000: 62, 602_499_999: 62, 602_500_000: -1,
	} {
		if at := intervals.At(us); at != expected {
			t.Errorf("%d us lies in interval %d, expected %d", us, at, expected)
		}
	}
}

func TestAPhaseMayStateTheWidthOfItsIntervals(t *testing.T) {
	// 100 s cut at 30 s: 30, 30, 30 and 10 s.
	intervals := IntervalsOf(&LoadPlan{Phases: []Phase{{Kind: "steady", EndUs: 100_000_000, IntervalUs: 30_000_000}}})
	if len(intervals) != 4 || intervals[3] != (Interval{3, 90_000_000, 100_000_000}) {
		t.Fatalf("%v, expected 4 of which the last is 90 to 100 s", intervals)
	}
}

func TestABadPlanIsRefusedWithEveryReason(t *testing.T) {
	_, err := Parse([]byte(`{"schema":"slo/plan/v2","workload":"ajar","arrivals":"poisson","phases":[],"operations":[{"name":"a"}]}`))
	if err == nil {
		t.Fatal("expected an error")
	}
	for _, part := range []string{"slo/plan/v2", "ajar", "drain", "a has no timeout"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not tell of %q", err, part)
		}
	}
}
