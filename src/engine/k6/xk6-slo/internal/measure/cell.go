package measure

import (
	"fmt"
	"time"
)

// Line is a record line of kind "interval": what was recorded of one operation in one interval since the last flush.
type Line struct {
	Kind      string                      `json:"kind"`
	Interval  int                         `json:"interval"`
	Operation string                      `json:"operation"`
	Counts    map[string]int64            `json:"counts"`
	By        map[string]map[string]int64 `json:"by,omitempty"`
	Series    map[string]string           `json:"series,omitempty"`
}

// cell gathers one line. Values wait as they came, 4 bytes each, for the second until they are flushed into a histogram.
type cell struct {
	counts map[string]int64
	by     map[string]map[string]int64
	series map[string][]uint32
}

func newCell() *cell { return &cell{counts: map[string]int64{}} }

func (c *cell) count(name string) { c.counts[name]++ }

func (c *cell) countOutcome(outcome Outcome) {
	c.count(string(outcome.Kind))
	if outcome.Why == "" {
		return
	}
	if c.by == nil {
		c.by = map[string]map[string]int64{}
	}
	split := c.by[string(outcome.Kind)]
	if split == nil {
		split = map[string]int64{}
		c.by[string(outcome.Kind)] = split
	}
	split[outcome.Why]++
}

// record takes a time to the nearest microsecond, at least 1. False when it is over 1 h, and so was not recorded. A negative
// one is a mistake of ours, and no time of the target's.
func (c *cell) record(series string, d time.Duration) (bool, error) {
	if d < 0 {
		return false, fmt.Errorf("a %s of %s", series, d)
	}
	us := max(lowestUs, (d + time.Microsecond/2).Microseconds())
	if us > highestUs {
		return false, nil
	}
	if c.series == nil {
		c.series = map[string][]uint32{}
	}
	c.series[series] = append(c.series[series], uint32(us))
	return true, nil
}

func (c *cell) line(interval int, operation string, encoder *encoder) (Line, error) {
	line := Line{Kind: "interval", Interval: interval, Operation: operation, Counts: c.counts, By: c.by}
	for name, valuesUs := range c.series {
		base64, err := encoder.encode(valuesUs)
		if err != nil {
			return line, err
		}
		if line.Series == nil {
			line.Series = map[string]string{}
		}
		line.Series[name] = base64
	}
	return line, nil
}
