package slo

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"go.k6.io/k6/v2/lib"

	"slo-harness.dev/xk6-slo/internal/plan"
)

// shardOf is the part of the arrivals that the configuration names, or that k6's execution segment stands for: i/N:(i+1)/N is worker i of N.
func shardOf(segment *lib.ExecutionSegment, worker, workers *int64) (plan.Shard, error) {
	if segment == nil || segment.FloatLength() == 1 {
		if worker == nil {
			return plan.Whole, nil
		}
		return plan.Shard{Worker: *worker, Workers: *workers}, nil
	}
	if worker != nil {
		return plan.Whole, errors.New("worker and workers must be absent where an execution segment is given")
	}
	fromText, toText, _ := strings.Cut(segment.String(), ":")
	from, fromIs := new(big.Rat).SetString(fromText)
	to, toIs := new(big.Rat).SetString(toText)
	if !fromIs || !toIs {
		return plan.Whole, fmt.Errorf("execution segment %s: expected i/N:(i+1)/N", segment)
	}
	length := new(big.Rat).Sub(to, from)
	number := new(big.Rat).Quo(from, length)
	count := new(big.Rat).Inv(length)
	if !number.IsInt() || !count.IsInt() {
		return plan.Whole, fmt.Errorf("execution segment %s: expected one of equal parts, i/N:(i+1)/N", segment)
	}
	return plan.Shard{Worker: number.Num().Int64(), Workers: count.Num().Int64()}, nil
}
