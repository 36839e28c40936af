package plan

// Arrival is one planned arrival.
type Arrival struct {
	// Index is its number among all arrivals of the plan, in order of intended start (load before probes at a tie).
	Index int64
	// Stream is "load" or the probe's name, Seq the number within it.
	Stream     string
	Seq        int64
	Operation  string
	IntendedUs int64
	Phase      int
}

// LoadStream names the stream of the operations.
const LoadStream = "load"

// Shard is one worker's part of the arrivals: those whose index is Worker modulo Workers.
type Shard struct{ Worker, Workers int64 }

// Whole is the shard that has every arrival.
var Whole = Shard{Worker: 0, Workers: 1}

// Share gives the shard its part of a number, as evenly as whole numbers allow, the first ones taking what is left over.
func (s Shard) Share(total int64) int64 {
	share := total / s.Workers
	if s.Worker < total%s.Workers {
		share++
	}
	return share
}

// ShareUp is an equal part of a number, rounded up.
func (s Shard) ShareUp(total int64) int64 { return (total + s.Workers - 1) / s.Workers }

// Walk gives a shard's arrivals in order of intended start, made as they are asked for. A closed workload has its probes alone.
type Walk struct {
	load     *cursor
	probes   []namedCursor
	drawn    func(seq int64) string
	index    int64
	shard    Shard
	finished bool
}

type namedCursor struct {
	*cursor
	name string
}

// NewWalk begins at the plan's first arrival.
func NewWalk(plan *LoadPlan, shard Shard) *Walk {
	var load []stretch
	if plan.Workload == Open {
		load = loadStretches(plan)
	}
	walk := &Walk{
		load:  newCursor(load, massesOf(plan.Arrivals, plan.Seed)),
		drawn: OperationDraw(plan.Operations, plan.Seed),
		shard: shard,
	}
	for _, probe := range plan.Probes {
		stretches := probeStretches(plan, probe.RatePerSec)
		walk.probes = append(walk.probes, namedCursor{newCursor(stretches, massesOf(uniform, plan.Seed)), probe.Name})
	}
	return walk
}

// Next is false when there is none left.
func (w *Walk) Next() (Arrival, bool) {
	for !w.finished {
		next, probe := w.load, ""
		for _, other := range w.probes {
			if other.us < next.us {
				next, probe = other.cursor, other.name
			}
		}
		if next.us == never {
			w.finished = true
			break
		}
		index := w.index
		arrival := Arrival{Index: index, Stream: probe, Seq: next.seq, Operation: probe, IntendedUs: next.us, Phase: next.phase}
		next.advance()
		w.index++
		if index%w.shard.Workers != w.shard.Worker {
			continue
		}
		if probe == "" {
			arrival.Stream, arrival.Operation = LoadStream, w.drawn(arrival.Seq)
		}
		return arrival, true
	}
	return Arrival{}, false
}

// OperationDraw tells which operation the seq-th arrival of the load is, or the seq-th iteration of a closed workload.
func OperationDraw(operations []Operation, seed int64) func(seq int64) string {
	last := len(operations) - 1
	if last == 0 {
		return func(int64) string { return operations[0].Name }
	}
	total, sum := 0.0, 0.0
	for _, operation := range operations {
		total += operation.Weight
	}
	upTo := make([]float64, len(operations))
	for i, operation := range operations {
		sum += operation.Weight
		upTo[i] = sum / total
	}
	draws := seeds(seed, "operation")
	return func(seq int64) string {
		u := draws.first(seq)
		for i := range last {
			if u < upTo[i] {
				return operations[i].Name
			}
		}
		return operations[last].Name
	}
}
