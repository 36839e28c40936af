package slo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.k6.io/k6/v2/cmd"
)

// asK6 makes this test binary a k6 with the extension in it.
const asK6 = "SLO_TEST_AS_K6"

func TestMain(m *testing.M) {
	if os.Getenv(asK6) != "" {
		cmd.Execute()
		return
	}
	os.Exit(m.Run())
}

// object is a JSON object under construction.
type object map[string]any

// service answers what the script expects, and notes each arrival that asked.
type service struct {
	*httptest.Server
	mutex sync.Mutex
	seen  map[string]int
	delay time.Duration
	code  int
}

func serve(t *testing.T) *service { return serveAfter(t, 0, http.StatusOK) }

func serveAfter(t *testing.T, delay time.Duration, code int) *service {
	t.Helper()
	s := &service{seen: map[string]int{}, delay: delay, code: code}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	s.seen[r.Header.Get("x-arrival")]++
	s.mutex.Unlock()
	if r.URL.RawQuery == "hang" {
		<-r.Context().Done()
		return
	}
	select {
	case <-r.Context().Done():
		return
	case <-time.After(s.delay):
	}
	w.Header().Add("X-Served", "a")
	w.Header().Add("X-Served", "b")
	w.WriteHeader(s.code)
	_, _ = io.WriteString(w, "fine")
}

// asked is how many requests each arrival made.
func (s *service) asked() map[string]int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	asked := map[string]int{}
	for arrival, count := range s.seen {
		asked[arrival] = count
	}
	return asked
}

// planOf is a plan of one level, with a drain as long as the timeout.
func planOf(ratePerSec, seconds float64, timeoutMs int64, more object) object {
	endUs := int64(seconds * 1e6)
	made := object{
		"schema": "slo/plan/v1", "workload": "open", "arrivals": "poisson", "seed": 1,
		"phases": []object{
			{"index": 0, "kind": "steady", "x": 1, "startUs": 0, "endUs": endUs, "from": ratePerSec, "to": ratePerSec},
			{"index": 1, "kind": "drain", "x": 1, "startUs": endUs, "endUs": endUs + timeoutMs*1000, "from": 0, "to": 0},
		},
		"operations": []object{{"name": "recall", "kind": "request", "weight": 1, "timeoutUs": timeoutMs * 1000}},
		"probes":     []object{},
	}
	for name, value := range more {
		made[name] = value
	}
	return made
}

// process is a k6 at work.
type process struct {
	*exec.Cmd
	t       *testing.T
	orders  *os.File
	stderr  bytes.Buffer
	lines   []map[string]any
	arrived chan string
	read    chan struct{}
}

// start runs the script; test is its configuration, to whose executor the plan's target is added.
func start(t *testing.T, url string, test object, args ...string) *process {
	t.Helper()
	executor := object{"baseUrl": url, "lines": "fd:3", "commands": "fd:4"}
	for name, value := range test["executor"].(object) {
		executor[name] = value
	}
	given := object{}
	for name, value := range test {
		given[name] = value
	}
	given["executor"] = executor
	config, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	linesRead, linesWrite := pipe(t)
	ordersRead, ordersWrite := pipe(t)
	args = append([]string{
		"run", "--quiet", "--no-usage-report", "--no-thresholds", "--summary-mode=disabled", "--address", "",
	}, args...)
	p := &process{t: t, orders: ordersWrite, arrived: make(chan string, 10_000), read: make(chan struct{})}
	p.Cmd = exec.Command(binary, append(args, filepath.Join("testdata", "script.js"))...)
	p.Env = append(os.Environ(), asK6+"=1", "K6_AUTO_EXTENSION_RESOLUTION=false", "SLO_TEST="+string(config))
	p.ExtraFiles = []*os.File{linesWrite, ordersRead}
	p.Stderr = &p.stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	_ = linesWrite.Close()
	_ = ordersRead.Close()
	t.Cleanup(func() {
		_ = p.Process.Kill() // gone already but where a test failed
		_ = ordersWrite.Close()
	})
	go p.listen(linesRead)
	return p
}

func pipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return read, write
}

func (p *process) listen(from *os.File) {
	defer close(p.read)
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := map[string]any{}
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			p.t.Errorf("%q: %v", scanner.Text(), err)
		}
		p.lines = append(p.lines, line)
		p.arrived <- line["kind"].(string)
	}
}

// await returns at the first line of a kind.
func (p *process) await(kind string) {
	p.t.Helper()
	for {
		select {
		case arrived := <-p.arrived:
			if arrived == kind {
				return
			}
		case <-p.read:
			p.t.Fatalf("it ended without a line %s: %s", kind, p.stderr.String())
		case <-time.After(60 * time.Second):
			p.t.Fatalf("no line %s came: %s", kind, p.stderr.String())
		}
	}
}

func (p *process) order(word string) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.orders, word); err != nil {
		p.t.Fatal(err)
	}
}

// told is all that it wrote until its end, by kind.
func (p *process) told() map[string][]map[string]any {
	p.t.Helper()
	select {
	case <-p.read:
	case <-time.After(60 * time.Second):
		p.t.Fatalf("it did not end: %s", p.stderr.String())
	}
	_ = p.Wait() // its exit code means nothing
	if strings.Contains(p.stderr.String(), "DATA RACE") {
		p.t.Error(p.stderr.String())
	}
	byKind := map[string][]map[string]any{}
	for _, line := range p.lines {
		kind := line["kind"].(string)
		byKind[kind] = append(byKind[kind], line)
	}
	return byKind
}

// counts adds what the interval lines say of an operation; by holds "shed in_flight_cap" and the like.
func counts(intervals []map[string]any, operation string) (sum, by map[string]int) {
	sum, by = map[string]int{}, map[string]int{}
	for _, line := range intervals {
		if line["operation"] != operation {
			continue
		}
		for name, count := range line["counts"].(map[string]any) {
			sum[name] += int(count.(float64))
		}
		splits, _ := line["by"].(map[string]any)
		for kind, split := range splits {
			for reason, count := range split.(map[string]any) {
				by[kind+" "+reason] += int(count.(float64))
			}
		}
	}
	return sum, by
}

// closes checks the ledger.
func closes(t *testing.T, sum map[string]int) {
	t.Helper()
	ended := sum["good"] + sum["bad"] + sum["failed"] + sum["timeout"] + sum["shed"] + sum["unfinished"]
	if ended != sum["planned"] || ended == 0 {
		t.Errorf("%d of %d planned ended: %v", ended, sum["planned"], sum)
	}
}

// ended is the line "end", which must tell the word.
func ended(t *testing.T, told map[string][]map[string]any, word string) map[string]any {
	t.Helper()
	if len(told["end"]) != 1 || told["end"][0]["ended"] != word {
		t.Fatalf("it ended with %v, expected %q; faults %v", told["end"], word, told["fault"])
	}
	return told["end"][0]
}

func holds(t *testing.T, text any, part string) {
	t.Helper()
	if !strings.Contains(fmt.Sprint(text), part) {
		t.Errorf("%v does not hold %q", text, part)
	}
}
