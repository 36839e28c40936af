package plan

import "math"

// stretch is one phase of one stream: a rate that runs linearly from its start to its end, and how many arrivals it brings.
type stretch struct {
	phase          int
	startUs, endUs int64
	// Arrivals per microsecond at the start, and its change per microsecond.
	ratePerUs, slope float64
	// The integral of the stream's rate from the run's origin to the start and to the end.
	startMass, endMass float64
}

func loadStretches(plan *LoadPlan) []stretch {
	return stretchesOf(plan, func(phase Phase) (float64, float64) { return phase.From, phase.To })
}

func probeStretches(plan *LoadPlan, ratePerSec float64) []stretch {
	return stretchesOf(plan, func(Phase) (float64, float64) { return ratePerSec, ratePerSec })
}

func stretchesOf(plan *LoadPlan, rates func(Phase) (from, to float64)) []stretch {
	stretches := make([]stretch, 0, len(plan.Phases))
	mass := 0.0
	for _, phase := range plan.Phases {
		if phase.Kind == drain {
			continue
		}
		from, to := rates(phase)
		lengthUs := float64(phase.EndUs - phase.StartUs)
		startMass := mass
		mass = snap(mass + float64((from+to)/2*(lengthUs/usPerS)))
		stretches = append(stretches, stretch{
			phase:     phase.Index,
			startUs:   phase.StartUs,
			endUs:     phase.EndUs,
			ratePerUs: from / usPerS,
			slope:     (to - from) / usPerS / lengthUs,
			startMass: startMass,
			endMass:   mass,
		})
	}
	return stretches
}

// snap makes of a sum within a millionth of a whole number that number: 0.1/s for 30 s is 3 arrivals.
func snap(mass float64) float64 {
	whole := roundHalfUp(mass)
	if math.Abs(mass-whole) < 1e-6 {
		return whole
	}
	return mass
}

// timeOfMass is when the stream's integral reaches mass, startMass <= mass < endMass, in [startUs, endUs): with the rate r + s t, the
// root of r t + s t^2 / 2 = a in the form that keeps its digits as s goes to 0 (src/plan/stretch.ts derives it).
func (st *stretch) timeOfMass(mass float64) int64 {
	r, s := st.ratePerUs, st.slope
	a := mass - st.startMass
	if a <= 0 {
		return st.startUs
	}
	us := float64(2*a) / (r + math.Sqrt(max(0, float64(r*r)+float64(float64(2*s)*a))))
	return min(st.startUs+int64(roundHalfUp(us)), st.endUs-1)
}
