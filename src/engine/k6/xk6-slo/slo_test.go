package slo

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// arrivalsOf is what Go computes of a plan; internal/plan's tests hold that to the other engines'.
func arrivalsOf(t *testing.T, made object) (arrivals []plan.Arrival, digest string) {
	t.Helper()
	text, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	loadPlan, err := plan.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	sum := plan.NewDigest()
	walk := plan.NewWalk(loadPlan, plan.Whole)
	for arrival, ok := walk.Next(); ok; arrival, ok = walk.Next() {
		arrivals = append(arrivals, arrival)
		sum.Add(arrival)
	}
	return arrivals, sum.String()
}

func TestEveryPlannedArrivalIsCarriedOutOnce(t *testing.T) {
	service := serve(t)
	made := planOf(200, 2, 2000, object{"probes": []object{{"name": "health", "ratePerSec": 4, "timeoutUs": 1_000_000}}})
	arrivals, digest := arrivalsOf(t, made)
	told := start(t, service.URL, object{"executor": object{"plan": made}}).told()

	end := ended(t, told, "complete")
	if end["schedule"] != digest {
		t.Errorf("it walked %v, expected %s", end["schedule"], digest)
	}
	expected := map[string]int{}
	for _, arrival := range arrivals {
		expected[fmt.Sprintf("%s %d null", arrival.Stream, arrival.Seq)] = 1
	}
	if asked := service.asked(); !maps.Equal(asked, expected) {
		t.Errorf("%d arrivals reached the target, expected each of %d once", len(asked), len(expected))
	}
	// 4/s for 2 s are 8 probes.
	if health, _ := counts(told["interval"], "health"); health["good"] != 8 || health["released"] != 8 {
		t.Errorf("the probe's counts are %v", health)
	}
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	if recall["good"] != len(arrivals)-8 {
		t.Errorf("recall's counts are %v", recall)
	}
	reported := map[any]bool{}
	for _, line := range told["generator"] {
		reported[line["interval"]] = true
		if line["worker"] != 0.0 {
			t.Errorf("a line of worker %v", line["worker"])
		}
	}
	if len(reported) != 2 || len(told["ready"]) != 1 || len(told["started"]) != 1 {
		t.Errorf("lines %v", told)
	}
}

func TestAStopShedsTheRestAndAnInterruptLeavesItUnplanned(t *testing.T) {
	made := planOf(100, 60, 1000, nil)
	arrivals, _ := arrivalsOf(t, made)
	for word, end := range map[string]string{"stop": "stopped", "interrupt": "interrupted", "signal": "interrupted"} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			service := serveAfter(t, 100*time.Millisecond, http.StatusOK)
			k6 := start(t, service.URL, object{"executor": object{"plan": made}})
			k6.await("interval")
			if word == "signal" {
				_ = k6.Process.Signal(syscall.SIGINT)
			} else {
				k6.order(word)
			}
			told := k6.told()
			ended(t, told, end)
			recall, by := counts(told["interval"], "recall")
			closes(t, recall)
			// What was open when the order came was awaited.
			if recall["good"] != recall["released"] || recall["good"] == 0 || recall["unfinished"] != 0 {
				t.Errorf("counts %v", recall)
			}
			if word == "stop" && (recall["planned"] != len(arrivals) || by["shed stopped"] != recall["shed"]) {
				t.Errorf("of %d arrivals: %v, %v", len(arrivals), recall, by)
			}
			if word != "stop" && recall["shed"] != 0 {
				t.Errorf("counts %v", recall)
			}
		})
	}
}

func TestTheEndOfTheOrdersAbandonsTheRun(t *testing.T) {
	t.Parallel()
	service := serveAfter(t, 10*time.Second, http.StatusOK)
	k6 := start(t, service.URL, object{"executor": object{"plan": planOf(50, 60, 20_000, nil)}})
	k6.await("interval")
	began := time.Now()
	_ = k6.orders.Close()
	told := k6.told()
	ended(t, told, "abandoned")
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	if recall["unfinished"] != recall["planned"] || time.Since(began) > 8*time.Second {
		t.Errorf("after %s: %v", time.Since(began), recall)
	}
}

func TestWhatIsNeverAnsweredTimesOut(t *testing.T) {
	t.Parallel()
	service := serve(t)
	told := start(t, service.URL, object{
		"executor": object{"plan": planOf(50, 1, 300, nil)}, "hangAt": []int{3, 7},
	}).told()
	ended(t, told, "complete")
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	if recall["timeout"] != 2 || recall["released"] != recall["planned"] || recall["completed"] != recall["good"] {
		t.Errorf("counts %v", recall)
	}
}

func TestAScriptThatNeverComesBackTimesOutAndItsVUIsFreedAgain(t *testing.T) {
	t.Parallel()
	service := serve(t)
	told := start(t, service.URL, object{
		"executor": object{"plan": planOf(20, 2, 300, nil)}, "loopAt": []int{2},
	}).told()
	ended(t, told, "complete")
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	if recall["timeout"] == 0 || recall["released"] != recall["planned"]-1 {
		t.Errorf("counts %v", recall)
	}
	unreleased := 0.0
	for _, line := range told["generator"] {
		count, _ := line["own_unreleased"].(float64)
		unreleased += count
	}
	if unreleased != 1 {
		t.Errorf("%v never left by our own fault, expected 1", unreleased)
	}
}

func TestTheScenariosOwnBugEndsTheRun(t *testing.T) {
	for name, test := range map[string]object{
		"throwAt": {"throwAt": []int{5}},
		"leaveAt": {"leaveAt": []int{5}},
		"headers": {"headers": object{"x-bad": "a\nb"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := serve(t)
			test["executor"] = object{"plan": planOf(50, 60, 5000, nil)}
			told := start(t, service.URL, test).told()
			ended(t, told, "fault")
			if len(told["fault"]) != 1 {
				t.Fatalf("faults %v", told["fault"])
			}
			fault := told["fault"][0]
			switch name {
			case "throwAt":
				holds(t, fault["message"], "the scenario's bug at 5")
				holds(t, fault["stack"], "script.js:20:")
			case "leaveAt":
				holds(t, fault["message"], "before its arrival had an outcome")
			case "headers":
				holds(t, fault["message"], "recall: the request cannot be sent")
			}
			recall, _ := counts(told["interval"], "recall")
			closes(t, recall)
		})
	}
}

func TestUsersAskAgainAsSoonAsTheyAreAnswered(t *testing.T) {
	t.Parallel()
	service := serveAfter(t, 50*time.Millisecond, http.StatusOK)
	made := planOf(3, 2, 1000, object{
		"workload": "closed", "probes": []object{{"name": "health", "ratePerSec": 5, "timeoutUs": 1_000_000}},
	})
	told := start(t, service.URL, object{"executor": object{"plan": made}}).told()
	ended(t, told, "complete")
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	// 3 users, 2 s, at most one request in 50 ms each: 120; a busy machine takes longer, never less.
	if recall["good"] < 10 || recall["good"] > 120 {
		t.Errorf("counts %v", recall)
	}
	if health, _ := counts(told["interval"], "health"); health["good"] != 10 {
		t.Errorf("the probe's counts are %v", health)
	}
	for _, line := range told["interval"] {
		series, _ := line["series"].(map[string]any)
		if _, has := series["response_time"]; has != (line["operation"] == "health" && series != nil) {
			t.Errorf("%v", line)
		}
	}
	// Iteration k of user u is number 3 k + u.
	for arrival := range service.asked() {
		var stream string
		var seq, user int
		if n, _ := fmt.Sscan(arrival, &stream, &seq, &user); n == 3 && seq%3 != user {
			t.Errorf("arrival %q", arrival)
		}
	}
}

func TestAFlowIsOneArrivalWithStepsBeneathIt(t *testing.T) {
	t.Parallel()
	service := serve(t)
	made := planOf(50, 1, 2000, nil)
	arrivals, _ := arrivalsOf(t, made)
	told := start(t, service.URL, object{"executor": object{"plan": made}, "flow": true}).told()
	end := ended(t, told, "complete")
	if end["requests"] != float64(2*len(arrivals)) {
		t.Errorf("%v requests, expected 2 x %d", end["requests"], len(arrivals))
	}
	flow, _ := counts(told["interval"], "recall")
	first, _ := counts(told["interval"], "recall.first")
	closes(t, flow)
	closes(t, first)
	if flow["good"] != len(arrivals) || first["good"] != len(arrivals) {
		t.Errorf("flow %v, first %v", flow, first)
	}
	for _, line := range told["interval"] {
		series, _ := line["series"].(map[string]any)
		_, has := series["response_time"]
		if line["operation"] != "recall" && has {
			t.Errorf("a step with response times: %v", line)
		}
	}
}

func TestNoMoreAreOpenThanTheCapAllows(t *testing.T) {
	t.Parallel()
	service := serveAfter(t, 400*time.Millisecond, http.StatusOK)
	told := start(t, service.URL, object{
		"executor": object{"plan": planOf(100, 1, 2000, nil), "inFlightCap": 3},
	}).told()
	ended(t, told, "complete")
	recall, by := counts(told["interval"], "recall")
	closes(t, recall)
	unreleased := 0
	for _, line := range told["generator"] {
		count, _ := line["own_unreleased"].(float64)
		unreleased += int(count)
		if open, _ := line["max_in_flight"].(float64); open > 3 {
			t.Errorf("%v were open", open)
		}
	}
	if recall["shed"] == 0 || by["shed in_flight_cap"] != recall["shed"] || unreleased != recall["shed"] {
		t.Errorf("%v, %v, %d by our own fault", recall, by, unreleased)
	}
}

func TestNoFurtherVUsThanMemoryAllows(t *testing.T) {
	t.Parallel()
	service := serveAfter(t, 400*time.Millisecond, http.StatusOK)
	told := start(t, service.URL, object{
		"executor": object{"plan": planOf(100, 1, 2000, nil), "memoryBytes": 1 << 20},
	}).told()
	end := ended(t, told, "complete")
	recall, by := counts(told["interval"], "recall")
	closes(t, recall)
	// 100/s x 0.25 s before the start, and then none.
	if end["vus"] != 25.0 || by["shed in_flight_cap"] == 0 || len(told["notice"]) != 1 {
		t.Errorf("%v, %v, %v", end, by, told["notice"])
	}
}

func TestSegmentsTogetherAreThePlan(t *testing.T) {
	t.Parallel()
	service := serve(t)
	made := planOf(100, 1, 2000, nil)
	arrivals, _ := arrivalsOf(t, made)
	var segments []*process
	for i := range 3 {
		segment := fmt.Sprintf("%d/3:%d/3", i, i+1)
		segments = append(segments, start(t, service.URL, object{"executor": object{"plan": made}},
			"--execution-segment", segment, "--execution-segment-sequence", "0,1/3,2/3,1"))
	}
	for i, segment := range segments {
		told := segment.told()
		ended(t, told, "complete")
		// Arrival i goes to worker i mod 3.
		recall, _ := counts(told["interval"], "recall")
		if recall["good"] != (len(arrivals)+2-i)/3 {
			t.Errorf("segment %d of %d arrivals: %v", i, len(arrivals), recall)
		}
	}
	if asked := service.asked(); len(asked) != len(arrivals) {
		t.Errorf("%d arrivals reached the target, expected %d", len(asked), len(arrivals))
	}
}

func TestARunCanBeginWithin(t *testing.T) {
	t.Parallel()
	service := serve(t)
	made := planOf(50, 4, 1000, nil)
	arrivals, _ := arrivalsOf(t, made)
	expected := 0
	for _, arrival := range arrivals {
		if arrival.IntendedUs >= 3_000_000 {
			expected++
		}
	}
	told := start(t, service.URL, object{"executor": object{"plan": made, "fromUs": 3_000_000}}).told()
	ended(t, told, "complete")
	recall, _ := counts(told["interval"], "recall")
	closes(t, recall)
	if recall["planned"] != expected || len(told["generator"]) != 1 || told["generator"][0]["interval"] != 3.0 {
		t.Errorf("%v of %d, %v", recall, expected, told["generator"])
	}
}

func TestARecordOfItsOwnIsWholeAndHoldsNoSecret(t *testing.T) {
	t.Parallel()
	service := serveAfter(t, 0, http.StatusServiceUnavailable)
	header := object{
		"kind": "header", "schema": "slo/record/v1", "run_id": "pod", "scenario": object{"file": "a.ts"},
		"engine": object{"name": "k6", "version": "2.2.0", "workers": 1}, "notices": []string{},
	}
	told := start(t, service.URL, object{
		"executor": object{"plan": planOf(50, 1, 1000, nil), "record": header, "commands": "none"},
		"secret":   "fi",
	}, "--execution-segment", "1/2:1").told()
	first := told["header"][0]
	segment := map[string]any{"worker": 1.0, "workers": 2.0}
	if first["run_id"] != "pod-2" || fmt.Sprint(first["segment"]) != fmt.Sprint(segment) || first["engine"] == nil {
		t.Errorf("the header is %v", first)
	}
	if _, err := time.Parse(time.RFC3339, fmt.Sprint(first["started_at"])); err != nil {
		t.Error(err)
	}
	// ceil(1.2 x 50/s x 1 s) = 60, of which half.
	holds(t, first["in_flight_cap"], "granted:30 limited_by:<nil> wanted:30")
	if len(told["notice"]) != 1 || fmt.Sprint(told["notice"][0]["notice"].(map[string]any)["excerpt"]) != "HTTP 503: [redacted]ne" {
		t.Errorf("notices %v", told["notice"])
	}
	holds(t, told["footer"][0]["ended"], "kind:complete")
	for _, kind := range []string{"ready", "started", "secret", "example", "end"} {
		if told[kind] != nil {
			t.Errorf("a record does not hold %v", told[kind])
		}
	}
}

func TestAConfigurationIsRefusedWithEveryReason(t *testing.T) {
	k6 := start(t, "gopher://127.0.0.1", object{"executor": object{
		"plan": object{"schema": "slo/plan/v9"}, "worker": 2, "workers": 2, "gracefulStop": "1s", "inFlightCap": 0,
	}})
	if told := k6.told(); len(told) != 0 {
		t.Errorf("it told %v", told)
	}
	for _, part := range []string{"slo/plan/v9", "gopher", "no worker 2 among 2", "gracefulStop", "inFlightCap"} {
		holds(t, k6.stderr.String(), part)
	}
}

func TestItSaysFromWhichSourcesItWasBuilt(t *testing.T) {
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(binary, "x", "slo")
	command.Env = append(os.Environ(), asK6+"=1", "K6_AUTO_EXTENSION_RESOLUTION=false")
	line, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := sourceDigest()
	if err != nil {
		t.Fatal(err)
	}
	var said carried
	if err := json.Unmarshal(line, &said); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	// A test binary does not know its modules' versions: that of k6 is for the tests of the built one.
	if said.Module != modulePath || said.Source != digest || !strings.HasPrefix(digest, "sha256:") {
		t.Errorf("%s, expected %s", line, digest)
	}
}
