// Package slo is an xk6 extension: an executor that walks a load plan's own arrivals, and the module through which a
// script carries each out. The README beside it states both.
package slo

import (
	"go.k6.io/k6/v2/js/modules"
	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/subcommand"
)

const (
	executorType = "slo-plan"
	moduleName   = "k6/x/slo"
	commandName  = "slo"
)

func init() {
	modules.Register(moduleName, new(rootModule))
	subcommand.RegisterExtension(commandName, sourceCommand)
	lib.RegisterExecutorConfigType(executorType, func(name string, rawJSON []byte) (lib.ExecutorConfig, error) {
		config := newConfig(name)
		err := lib.StrictJSONUnmarshal(rawJSON, config)
		return config, err
	})
}
