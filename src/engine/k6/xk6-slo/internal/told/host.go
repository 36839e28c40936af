package told

import (
	"os"
	"runtime"
	"strings"

	"slo-harness.dev/xk6-slo/internal/health"
)

// host describes this machine as the record's header does; architectures have Node's names.
func host() map[string]any {
	hostname, _ := os.Hostname() // empty where the system has none
	architectures := map[string]string{"amd64": "x64", "386": "ia32"}
	arch := runtime.GOARCH
	if name, other := architectures[arch]; other {
		arch = name
	}
	return map[string]any{
		"hostname":     hostname,
		"platform":     runtime.GOOS,
		"arch":         arch,
		"cpus":         runtime.NumCPU(),
		"cpu_model":    cpuModel(),
		"memory_bytes": health.Memory(),
		"node":         "none",
	}
}

func cpuModel() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
