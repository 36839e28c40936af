package plan

import "math"

// roomAbove is added to what a target that never answers keeps open, so that Poisson arrivals do not meet the cap.
const roomAbove = 1.2

// UsersAt is how many users a closed workload keeps busy at a time, at least 1 before the drain; open: 0.
func (p *LoadPlan) UsersAt(us int64) int64 {
	if p.Workload == Open {
		return 0
	}
	for _, phase := range p.Phases {
		if us < phase.StartUs || us >= phase.EndUs {
			continue
		}
		if phase.Kind == drain {
			return 0
		}
		rise := float64((phase.To-phase.From)*float64(us-phase.StartUs)) / float64(phase.EndUs-phase.StartUs)
		return max(1, int64(roundHalfUp(phase.From+rise)))
	}
	return 0
}

// Peak is the highest load of any moment: arrivals/s of the operations, or users.
func (p *LoadPlan) Peak() float64 {
	peak := 0.0
	for _, phase := range p.Phases {
		peak = max(peak, phase.From, phase.To)
	}
	return peak
}

// PeakUsers is the most users a closed workload ever has.
func (p *LoadPlan) PeakUsers() int64 { return int64(roundHalfUp(p.Peak())) }

// PeakRatePerSec is the most arrivals/s of a moment, probes included; those of a closed workload's users not.
func (p *LoadPlan) PeakRatePerSec() float64 {
	rate := 0.0
	if p.Workload == Open {
		rate = p.Peak()
	}
	for _, probe := range p.Probes {
		rate += probe.RatePerSec
	}
	return rate
}

// InFlightCap is how many requests must be able to be open at once so that neither a stall nor an overload turns into
// shed arrivals: ceil(1.2 x peak rate x longest timeout), for a closed workload its most users.
func (p *LoadPlan) InFlightCap() int64 {
	if p.Workload == Closed {
		return max(1, p.PeakUsers())
	}
	limit := float64(float64(roomAbove*p.PeakRatePerSec())*float64(p.LongestTimeoutUs())) / usPerS
	// A product that is whole but for its rounding stays.
	return int64(math.Ceil(limit - float64(limit*4*0x1p-52)))
}
