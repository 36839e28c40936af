package health

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is what is known of the whole process since the last look.
type Process struct {
	// CPUCores used. Throttled is the share of the time that the CPU quota withheld; nil where nothing tells.
	CPUCores  float64
	Throttled *float64
	// RSSBytes is 0 where it cannot be read.
	RSSBytes int64
}

// watch keeps the last look.
type watch struct {
	at        time.Time
	used      time.Duration
	throttled time.Duration
	statFile  string
}

func newWatch() *watch {
	w := &watch{statFile: cpuStatFile()}
	w.look()
	return w
}

func (w *watch) look() Process {
	now, used := time.Now(), cpuUsed()
	elapsed := max(now.Sub(w.at), time.Microsecond)
	process := Process{CPUCores: float64(used-w.used) / float64(elapsed), RSSBytes: Resident()}
	if throttled, known := readThrottled(w.statFile); known {
		share := float64(throttled-w.throttled) / float64(elapsed)
		process.Throttled = &share
		w.throttled = throttled
	}
	w.at, w.used = now, used
	return process
}

func cpuUsed() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Resident is the memory this process holds, 0 where /proc does not tell.
func Resident() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
	return pages * int64(os.Getpagesize())
}

// cgroupFolders are where this process's control group may be mounted, the likeliest first: version 2 has one line
// "0::/path", version 1 lines such as "4:cpu,cpuacct:/path"; in a container the path may be the host's, then the mount's root is ours.
func cgroupFolders(controller string) []string {
	text, _ := os.ReadFile("/proc/self/cgroup")
	var folders []string
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		names, path := parts[1], strings.TrimSuffix(parts[2], "/")
		if names == "" {
			folders = append(folders, "/sys/fs/cgroup"+path, "/sys/fs/cgroup")
		} else if strings.Contains(","+names+",", ","+controller+",") {
			folders = append(folders, "/sys/fs/cgroup/"+names+path, "/sys/fs/cgroup/"+names)
		}
	}
	return folders
}

func cpuStatFile() string {
	for _, folder := range cgroupFolders("cpu") {
		if _, known := readThrottled(folder + "/cpu.stat"); known {
			return folder + "/cpu.stat"
		}
	}
	return ""
}

// readThrottled is how long the CPU quota has held this process back, in microseconds (version 2) or nanoseconds.
func readThrottled(file string) (time.Duration, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseInt(value, 10, 64)
		switch {
		case err != nil:
		case name == "throttled_usec":
			return time.Duration(n) * time.Microsecond, true
		case name == "throttled_time":
			return time.Duration(n), true
		}
	}
	return 0, false
}
