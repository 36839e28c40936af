package slo

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/lib/executor"

	"slo-harness.dev/xk6-slo/internal/plan"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

const (
	// VUs initialised before the start: enough for this long at the peak rate, as arrivals that wait for replies need one each.
	firstVUs = 250 * time.Millisecond
	leastVUs = 10
	// VUs beyond the in-flight cap, for scripts that go on after their arrival's timeout: a tenth.
	extraVUs = 10
)

// config is the executor's, as the README states it.
type config struct {
	executor.BaseConfig
	Plan        json.RawMessage `json:"plan"`
	BaseURL     string          `json:"baseUrl"`
	Worker      *int64          `json:"worker"`
	Workers     *int64          `json:"workers"`
	InFlightCap *int64          `json:"inFlightCap"`
	MemoryBytes *int64          `json:"memoryBytes"`
	FromUs      int64           `json:"fromUs"`
	Lines       string          `json:"lines"`
	Commands    string          `json:"commands"`
	Record      json.RawMessage `json:"record"`
}

var _ lib.ExecutorConfig = &config{}

func newConfig(name string) *config {
	return &config{BaseConfig: executor.NewBaseConfig(name, executorType), Lines: "stdout", Commands: "none"}
}

// Validate tells everything that is wrong with it.
func (c *config) Validate() []error {
	found := c.BaseConfig.Validate()
	if c.GracefulStop.Valid || c.StartTime.Valid {
		found = append(found, errors.New("startTime and gracefulStop: the plan has its own times"))
	}
	loadPlan, err := plan.Parse(c.Plan)
	if err != nil {
		found = append(found, err)
	}
	if _, err := traffic.NewTarget(c.BaseURL); err != nil {
		found = append(found, err)
	}
	if (c.Worker == nil) != (c.Workers == nil) {
		found = append(found, errors.New("worker and workers: expected both or neither"))
	} else if c.Worker != nil && (*c.Worker < 0 || *c.Worker >= *c.Workers) {
		found = append(found, fmt.Errorf("there is no worker %d among %d", *c.Worker, *c.Workers))
	}
	if c.InFlightCap != nil && *c.InFlightCap < 1 {
		found = append(found, errors.New("inFlightCap: expected at least 1"))
	} else if err == nil && c.InFlightCap != nil && loadPlan.Workload == plan.Closed && *c.InFlightCap < loadPlan.InFlightCap() {
		found = append(found, fmt.Errorf("inFlightCap: the plan has %d users, and fewer would be another load", loadPlan.InFlightCap()))
	}
	if c.MemoryBytes != nil && *c.MemoryBytes < 1 {
		found = append(found, errors.New("memoryBytes: expected at least 1"))
	}
	return found
}

// crewSize is how many VUs there are before the start and at most, in a shard.
func crewSize(loadPlan *plan.LoadPlan, shard plan.Shard, inFlightCap int64) (planned, limit int64) {
	perWorker := float64(shard.Workers)
	if loadPlan.Workload == plan.Closed {
		users := shard.Share(loadPlan.PeakUsers())
		rate := loadPlan.PeakRatePerSec() / perWorker
		probes := int64(math.Ceil(rate*float64(loadPlan.LongestTimeoutUs())/1e6)) + int64(len(loadPlan.Probes))
		return users + min(probes, leastVUs), users + probes
	}
	ahead := int64(math.Ceil(loadPlan.PeakRatePerSec() / perWorker * firstVUs.Seconds()))
	limit = inFlightCap + inFlightCap/extraVUs + 1
	return min(limit, max(leastVUs, ahead)), limit
}

// GetExecutionRequirements tells k6 how many VUs to initialise, and how many there may be.
func (c *config) GetExecutionRequirements(tuple *lib.ExecutionTuple) []lib.ExecutionStep {
	loadPlan, shard, err := c.read(tuple)
	if err != nil {
		return nil
	}
	inFlightCap, _ := c.inFlightCap(loadPlan, shard)
	planned, limit := crewSize(loadPlan, shard, inFlightCap)
	length := time.Duration(loadPlan.DrainEndUs()-c.FromUs) * time.Microsecond
	return []lib.ExecutionStep{
		{TimeOffset: 0, PlannedVUs: uint64(planned), MaxUnplannedVUs: uint64(limit - planned)},
		{TimeOffset: length + time.Second, PlannedVUs: 0, MaxUnplannedVUs: 0},
	}
}

// read gives the plan and this worker's shard of it.
func (c *config) read(tuple *lib.ExecutionTuple) (*plan.LoadPlan, plan.Shard, error) {
	loadPlan, err := plan.Parse(c.Plan)
	if err != nil {
		return nil, plan.Whole, err
	}
	shard, err := shardOf(tuple.Segment, c.Worker, c.Workers)
	return loadPlan, shard, err
}

// inFlightCap is this worker's share of it, rounded up; lowered when it is less than the plan needs.
func (c *config) inFlightCap(loadPlan *plan.LoadPlan, shard plan.Shard) (share int64, lowered bool) {
	wanted := loadPlan.InFlightCap()
	allowed := wanted
	if c.InFlightCap != nil {
		allowed = *c.InFlightCap
	}
	return shard.ShareUp(allowed), allowed < wanted
}

// GetDescription is what k6 prints of it.
func (c *config) GetDescription(*lib.ExecutionTuple) string {
	return "the arrivals of a load plan"
}

// HasWork is true for every shard: even one without arrivals reports on itself.
func (c *config) HasWork(*lib.ExecutionTuple) bool { return true }

// NewExecutor makes the executor.
func (c *config) NewExecutor(state *lib.ExecutionState, logger *logrus.Entry) (lib.Executor, error) {
	loadPlan, shard, err := c.read(state.ExecutionTuple)
	if err != nil {
		return nil, err
	}
	return &planExecutor{
		BaseExecutor: executor.NewBaseExecutor(c, state, logger),
		config:       c,
		state:        state,
		logger:       logger,
		plan:         loadPlan,
		shard:        shard,
	}, nil
}
