// Package plan computes from a LoadPlan the arrivals that every other engine computes from it, bit for bit. Times are
// whole microseconds from the run's origin. It is a port of src/plan and src/shared/random.ts, and the fixtures in
// test/golden/schedules.json hold both to the same schedules.
package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

const (
	usPerS = 1_000_000
	schema = "slo/plan/v1"

	// Open is a workload whose arrivals are independent of replies.
	Open = "open"
	// Closed is a workload of users who wait for replies.
	Closed = "closed"

	uniform = "uniform"
	poisson = "poisson"
	drain   = "drain"
)

// Phase is a stretch of the plan, piecewise linear in offered rate (open: arrivals/s) or in users (closed).
type Phase struct {
	Index   int     `json:"index"`
	Kind    string  `json:"kind"`
	StartUs int64   `json:"startUs"`
	EndUs   int64   `json:"endUs"`
	From    float64 `json:"from"`
	To      float64 `json:"to"`
	// IntervalUs is the width of its intervals; 0: not stated.
	IntervalUs int64 `json:"intervalUs"`
}

// Operation is one kind of request or flow, drawn by its share of the weights.
type Operation struct {
	Name      string  `json:"name"`
	Weight    float64 `json:"weight"`
	TimeoutUs int64   `json:"timeoutUs"`
}

// Probe is an operation with a rate of its own.
type Probe struct {
	Name       string  `json:"name"`
	RatePerSec float64 `json:"ratePerSec"`
	TimeoutUs  int64   `json:"timeoutUs"`
}

// LoadPlan holds what this package needs of src/plan/load-plan.ts; further fields are ignored.
type LoadPlan struct {
	Schema     string      `json:"schema"`
	Workload   string      `json:"workload"`
	Arrivals   string      `json:"arrivals"`
	Seed       int64       `json:"seed"`
	Phases     []Phase     `json:"phases"`
	Operations []Operation `json:"operations"`
	Probes     []Probe     `json:"probes"`
}

// Parse reads a plan from its JSON and checks what the computations here rest on.
func Parse(text []byte) (*LoadPlan, error) {
	var plan LoadPlan
	if err := json.Unmarshal(text, &plan); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return &plan, errors.Join(plan.problems()...)
}

func (p *LoadPlan) problems() (found []error) {
	complain := func(format string, args ...any) { found = append(found, fmt.Errorf("plan: "+format, args...)) }
	if p.Schema != schema {
		complain("expected schema %q, got %q", schema, p.Schema)
	}
	if p.Workload != Open && p.Workload != Closed {
		complain("there is no workload %q", p.Workload)
	}
	if p.Arrivals != uniform && p.Arrivals != poisson {
		complain("there are no %q arrivals", p.Arrivals)
	}
	if len(p.Operations) == 0 {
		complain("it has no operation")
	}
	if len(p.Phases) == 0 || p.Phases[len(p.Phases)-1].Kind != drain {
		complain("its last phase must be the drain")
	}
	endUs := int64(0)
	for i, phase := range p.Phases {
		if phase.Index != i || phase.StartUs != endUs || phase.EndUs < phase.StartUs {
			complain("phase %d does not follow on the one before", i)
		}
		endUs = phase.EndUs
	}
	for name, timeoutUs := range p.TimeoutsUs() {
		if timeoutUs <= 0 {
			complain("%s has no timeout", name)
		}
	}
	return found
}

// TimeoutsUs gives the timeout of each operation and probe by name.
func (p *LoadPlan) TimeoutsUs() map[string]int64 {
	timeouts := make(map[string]int64, len(p.Operations)+len(p.Probes))
	for _, operation := range p.Operations {
		timeouts[operation.Name] = operation.TimeoutUs
	}
	for _, probe := range p.Probes {
		timeouts[probe.Name] = probe.TimeoutUs
	}
	return timeouts
}

// LongestTimeoutUs is that of the most patient operation or probe.
func (p *LoadPlan) LongestTimeoutUs() int64 {
	longest := int64(0)
	for _, timeoutUs := range p.TimeoutsUs() {
		longest = max(longest, timeoutUs)
	}
	return longest
}

// EndUs is the plan's end but for its drain, DrainEndUs the drain's.
func (p *LoadPlan) EndUs() int64 { return p.Phases[len(p.Phases)-1].StartUs }

// DrainEndUs is the end of the last phase.
func (p *LoadPlan) DrainEndUs() int64 { return p.Phases[len(p.Phases)-1].EndUs }

// roundHalfUp is JavaScript's Math.round.
func roundHalfUp(x float64) float64 {
	whole := math.Floor(x)
	if x-whole >= 0.5 {
		return whole + 1
	}
	return whole
}
