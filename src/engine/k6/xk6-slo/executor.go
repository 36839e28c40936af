package slo

import (
	"context"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/executor"
	"go.k6.io/k6/v2/metrics"

	"slo-harness.dev/xk6-slo/internal/drive"
	"slo-harness.dev/xk6-slo/internal/health"
	"slo-harness.dev/xk6-slo/internal/lines"
	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/told"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

// planExecutor is k6's side of a run: it lends VUs to the crew.
type planExecutor struct {
	*executor.BaseExecutor
	config *config
	state  *lib.ExecutionState
	logger *logrus.Entry
	plan   *plan.LoadPlan
	shard  plan.Shard

	sink   *lines.Sink
	tell   *told.Teller
	orders <-chan lines.Order
	target *traffic.Target
}

var (
	_ lib.Executor = &planExecutor{}
	_ drive.VUs    = &lender{}
)

// Init opens the ways out and in.
func (e *planExecutor) Init(context.Context) (err error) {
	if e.target, err = traffic.NewTarget(e.config.BaseURL); err != nil {
		return err
	}
	if e.sink, err = lines.OpenSink(e.config.Lines); err != nil {
		return err
	}
	if e.tell, err = e.teller(); err != nil {
		return err
	}
	e.orders, err = lines.OpenOrders(e.config.Commands)
	return err
}

// teller tells the parent, or keeps a record.
func (e *planExecutor) teller() (*told.Teller, error) {
	secrets := &told.Secrets{}
	if e.config.Record == nil {
		return told.NewTeller(e.sink.Write, secrets), nil
	}
	record, err := told.NewRecord(e.config.Record, secrets, e.sink.Write)
	if err != nil {
		return nil, err
	}
	return told.NewTeller(record.Listen, secrets), nil
}

// Run carries the plan out. What it measures goes to the lines; k6's own metrics mean nothing.
func (e *planExecutor) Run(ctx context.Context, _ chan<- metrics.SampleContainer) error {
	inFlightCap, lowered := e.config.inFlightCap(e.plan, e.shard)
	planned, limit := crewSize(e.plan, e.shard, inFlightCap)
	return drive.Drive(ctx, drive.Job{
		Plan:        e.plan,
		Shard:       e.shard,
		FromUs:      e.config.FromUs,
		InFlightCap: inFlightCap,
		Lowered:     lowered,
		PlannedVUs:  int(planned),
		SpareVUs:    int(planned),
		VULimit:     int(limit),
		MemoryBytes: e.memoryBytes(),
		Target:      e.target,
		VUs:         &lender{executor: e, started: time.Now()},
		Orders:      e.orders,
		Sink:        e.sink,
		Tell:        e.tell,
	})
}

// memoryBytes is the bound on the VUs' memory: half of what there is, where none is given.
func (e *planExecutor) memoryBytes() int64 {
	if e.config.MemoryBytes != nil {
		return *e.config.MemoryBytes
	}
	return health.Memory() / 2
}

// lender gives k6's VUs to the crew.
type lender struct {
	executor *planExecutor
	started  time.Time
}

func (l *lender) Planned() (lib.InitializedVU, error) {
	return l.executor.state.GetPlannedVU(l.executor.logger, true)
}

func (l *lender) New(ctx context.Context) (lib.InitializedVU, error) {
	vu, err := l.executor.state.GetUnplannedVU(ctx, l.executor.logger)
	if err == nil {
		l.executor.state.ModCurrentlyActiveVUsCount(+1)
	}
	return vu, err
}

func (l *lender) Return(vu lib.InitializedVU) { l.executor.state.ReturnVU(vu, true) }

func (l *lender) Iterated(interrupted bool) {
	if interrupted {
		l.executor.state.AddInterruptedIterations(1)
	} else {
		l.executor.state.AddFullIterations(1)
	}
}

func (l *lender) Activation(ctx context.Context) (context.Context, *lib.VUActivationParams) {
	config := l.executor.config
	state := &lib.ScenarioState{
		Name:       config.Name,
		Executor:   config.Type,
		StartTime:  l.started,
		ProgressFn: func() (float64, []string) { return 0, nil },
	}
	return lib.WithScenarioState(ctx, state), &lib.VUActivationParams{
		Scenario: config.Name,
		Exec:     config.GetExec(),
		Env:      config.GetEnv(),
		Tags:     config.GetTags(),
	}
}
