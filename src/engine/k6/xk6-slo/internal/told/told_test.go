package told

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func spelled(t *testing.T, lines []any) []string {
	t.Helper()
	var texts []string
	for _, line := range lines {
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

func TestExamplesSecretsAndFaultsAreToldOnce(t *testing.T) {
	var lines []any
	tell := NewTeller(func(event any) { lines = append(lines, event) }, &Secrets{})
	text := func() string { return "HTTP 503: no" }
	for range 2 {
		tell.Secret("KEY", "value")
		tell.Example(1500*time.Microsecond, "recall", "503", text)
		tell.Fault("first", "at x")
	}
	tell.Example(0, "write", "503", text)
	tell.Notice(-time.Second, "early")
	expected := []string{
		`{"kind":"secret","name":"KEY"}`,
		`{"kind":"example","at_us":1500,"operation":"recall","what":"503","text":"HTTP 503: no"}`,
		`{"kind":"fault","message":"first","stack":"at x"}`,
		`{"kind":"example","at_us":0,"operation":"write","what":"503","text":"HTTP 503: no"}`,
		`{"kind":"notice","at_us":0,"text":"early"}`,
	}
	if got := strings.Join(spelled(t, lines), "\n"); got != strings.Join(expected, "\n") {
		t.Errorf("told:\n%s", got)
	}
}

func TestSecretsAreTakenOutInEveryForm(t *testing.T) {
	secrets := &Secrets{}
	secrets.Add("")
	secrets.Add("a b/\"ü")
	secrets.Add("a b")
	for text, expected := range map[string]string{
		"nothing":                     "nothing",
		"x a b/\"ü y":                 "x [redacted] y",
		"x=a%20b%2F%22%C3%BC&":        "x=[redacted]&",
		`{"x":"a b/\"ü"}`:             `{"x":"[redacted]"}`,
		"basic YSBiLyLDvA==.":         "basic [redacted].",
		"basic YSBiLyLDvA.":           "basic [redacted].",
		"the shorter: a b, a%20b":     "the shorter: [redacted], [redacted]",
		"both: a b/\"ü and a b alone": "both: [redacted] and [redacted] alone",
	} {
		if got := secrets.Redact(text); got != expected {
			t.Errorf("%q becomes %q, expected %q", text, got, expected)
		}
	}
}

func recordOf(t *testing.T, lines *[]any, header string) (*Teller, *Secrets) {
	t.Helper()
	secrets := &Secrets{}
	record, err := NewRecord(json.RawMessage(header), secrets, func(line any) { *lines = append(*lines, line) })
	if err != nil {
		t.Fatal(err)
	}
	return NewTeller(record.Listen, secrets), secrets
}

func TestARecordBeginsWithItsHeaderAndEndsWithItsFooter(t *testing.T) {
	for ended, expected := range map[string]string{
		"complete":    `{"kind":"complete"}`,
		"stopped":     `{"kind":"stopped","rule":"an order to stop"}`,
		"interrupted": `{"kind":"interrupted","signal":"SIGTERM"}`,
		"fault":       `{"kind":"scenario_error","message":"[redacted] is undefined","where":"scenarios/a.ts"}`,
		"failed":      `{"kind":"engine_failed","message":"no [redacted]"}`,
		"abandoned":   `{"kind":"engine_failed","message":"an order to abandon the run"}`,
	} {
		var lines []any
		tell, _ := recordOf(t, &lines, `{"kind":"header","run_id":"r","seed":9007199254740991,"scenario":{"file":"scenarios/a.ts"}}`)
		tell.Ready(Ready{Worker: 0, Workers: 1, InFlightCap: 5, Wanted: 9, Start: time.Date(2026, 11, 21, 9, 0, 0, 7e6, time.UTC)})
		tell.Started(0)
		tell.Secret("KEY", "k3y")
		tell.Fault("k3y is undefined", "")
		tell.End(End{AtUs: 12, Ended: ended, Message: "no k3y", Signal: "SIGTERM"})
		texts := spelled(t, lines)
		if len(texts) != 2 || texts[1] != `{"at_us":12,"ended":`+expected+`,"kind":"footer"}` {
			t.Errorf("%s: %v", ended, texts)
		}
		for _, part := range []string{
			`"kind":"header"`, `"run_id":"r-1"`, `"started_at":"2026-11-21T09:00:00.007Z"`, `"seed":9007199254740991`,
			`"in_flight_cap":{"granted":5,"limited_by":"inFlightCap of the executor","wanted":9}`, `"node":"none"`,
		} {
			if !strings.Contains(texts[0], part) {
				t.Errorf("%s does not hold %s", texts[0], part)
			}
		}
		if strings.Contains(texts[0], "segment") {
			t.Errorf("%s is of no segment", texts[0])
		}
	}
}

func TestARecordsExcerptIsRedactedBeforeItIsCut(t *testing.T) {
	var lines []any
	tell, _ := recordOf(t, &lines, `{"run_id":"r"}`)
	tell.Secret("KEY", "0123456789")
	// The secret stands across the cut at 300 characters.
	tell.Example(0, "recall", "check", func() string { return strings.Repeat("ü", 295) + "0123456789 and more" })
	text := spelled(t, lines)[0]
	if !strings.Contains(text, strings.Repeat("ü", 295)+`[reda"`) {
		t.Errorf("%s", text)
	}
}

func TestAHeaderWithoutARunIsRefused(t *testing.T) {
	for _, header := range []string{`[]`, `{}`, `{"run_id":1}`} {
		if _, err := NewRecord(json.RawMessage(header), &Secrets{}, nil); err == nil {
			t.Errorf("%s is taken for a header", header)
		}
	}
}
