package health

import (
	"os"
	"strconv"
	"strings"
)

// Memory is what this process may use: the machine's, or its control group's limit where that is less; 0 where neither can be read.
func Memory() int64 {
	memory := machineMemory()
	for _, folder := range cgroupFolders("memory") {
		for _, name := range []string{"/memory.max", "/memory.limit_in_bytes"} {
			text, err := os.ReadFile(folder + name)
			if err != nil {
				continue
			}
			limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
			if err == nil && limit > 0 && (memory == 0 || limit < memory) {
				memory = limit
			}
		}
	}
	return memory
}

func machineMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, is := strings.CutPrefix(line, "MemTotal:"); is {
			kilobytes, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kilobytes * 1024
		}
	}
	return 0
}
