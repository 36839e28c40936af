package plan

import "sort"

const (
	widthUs = usPerS
	// Phases beyond this length are cut more coarsely, where the plan does not say otherwise.
	longPhaseUs        = 600 * usPerS
	widthInLongPhaseUs = 10 * usPerS
)

// Interval is a slice of one phase, [StartUs, EndUs).
type Interval struct {
	Index          int
	StartUs, EndUs int64
}

// Intervals are contiguous from 0 to the start of the drain, none across two phases.
type Intervals []Interval

// IntervalsOf cuts a plan into its intervals.
func IntervalsOf(plan *LoadPlan) Intervals {
	var intervals Intervals
	for _, phase := range plan.Phases {
		if phase.Kind == drain {
			continue
		}
		width := int64(widthUs)
		if phase.IntervalUs > 0 {
			width = phase.IntervalUs
		} else if phase.EndUs-phase.StartUs > longPhaseUs {
			width = widthInLongPhaseUs
		}
		for startUs := phase.StartUs; startUs < phase.EndUs; startUs += width {
			intervals = append(intervals, Interval{len(intervals), startUs, min(startUs+width, phase.EndUs)})
		}
	}
	return intervals
}

// At is the index of the interval that holds a time, -1 for none.
func (in Intervals) At(us int64) int {
	after := sort.Search(len(in), func(i int) bool { return us < in[i].EndUs })
	if after == len(in) || us < in[after].StartUs {
		return -1
	}
	return after
}
