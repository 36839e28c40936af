package told

import (
	"encoding/json"
	"errors"
	"fmt"
)

const excerptChars = 300

// Record tells everything as lines of a record (src/record/run-record.ts), for a process without a parent that would keep one.
type Record struct {
	header  map[string]json.RawMessage
	file    string
	secrets *Secrets
	write   func(line any)
	fault   *Fault
}

// NewRecord takes a record's header but for what only this process knows.
func NewRecord(header json.RawMessage, secrets *Secrets, write func(line any)) (*Record, error) {
	record := &Record{secrets: secrets, write: write}
	var scenario struct {
		RunID    string `json:"run_id"`
		Scenario struct {
			File string `json:"file"`
		} `json:"scenario"`
	}
	if err := json.Unmarshal(header, &record.header); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if err := json.Unmarshal(header, &scenario); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if scenario.RunID == "" {
		return nil, errors.New("record: expected a header with a run_id")
	}
	record.file = scenario.Scenario.File
	return record, nil
}

// Listen is the listener of this record.
func (r *Record) Listen(event any) {
	switch event := event.(type) {
	case Ready:
		r.write(r.first(event))
	case Example:
		excerpt := []rune(r.secrets.Redact(event.Text))
		r.notice(event.AtUs, map[string]any{
			"kind": "example", "operation": event.Operation, "what": event.What,
			"excerpt": string(excerpt[:min(len(excerpt), excerptChars)]),
		})
	case Notice:
		r.notice(event.AtUs, map[string]any{"kind": "text", "text": event.Text})
	case Fault:
		r.fault = &event
	case End:
		r.write(map[string]any{"kind": "footer", "at_us": event.AtUs, "ended": r.ended(event)})
	}
}

func (r *Record) notice(atUs int64, notice map[string]any) {
	r.write(map[string]any{"kind": "notice", "at_us": atUs, "notice": notice})
}

// first is the header with what only this process knows.
func (r *Record) first(ready Ready) map[string]any {
	header := make(map[string]any, len(r.header))
	for name, value := range r.header {
		header[name] = value
	}
	var runID string
	_ = json.Unmarshal(r.header["run_id"], &runID) // NewRecord has read it
	header["run_id"] = fmt.Sprintf("%s-%d", runID, ready.Worker+1)
	header["started_at"] = ready.Start.UTC().Format("2006-01-02T15:04:05.000Z")
	header["host"] = host()
	limitedBy := any(nil)
	if ready.InFlightCap < ready.Wanted {
		limitedBy = "inFlightCap of the executor"
	}
	header["in_flight_cap"] = map[string]any{"wanted": ready.Wanted, "granted": ready.InFlightCap, "limited_by": limitedBy}
	if ready.Workers > 1 {
		header["segment"] = map[string]int64{"worker": ready.Worker, "workers": ready.Workers}
	}
	return header
}

func (r *Record) ended(end End) map[string]any {
	switch end.Ended {
	case "complete":
		return map[string]any{"kind": "complete"}
	case "stopped":
		return map[string]any{"kind": "stopped", "rule": "an order to stop"}
	case "interrupted":
		return map[string]any{"kind": "interrupted", "signal": end.Signal}
	case "fault":
		message := "the scenario's code failed"
		if r.fault != nil {
			message = r.secrets.Redact(r.fault.Message)
		}
		return map[string]any{"kind": "scenario_error", "message": message, "where": r.file}
	case "abandoned":
		return map[string]any{"kind": "engine_failed", "message": "an order to abandon the run"}
	default:
		return map[string]any{"kind": "engine_failed", "message": r.secrets.Redact(end.Message)}
	}
}
