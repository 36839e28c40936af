package slo

import (
	"errors"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/common"
	"go.k6.io/k6/v2/js/modules"

	"slo-harness.dev/xk6-slo/internal/drive"
	"slo-harness.dev/xk6-slo/internal/traffic"
)

// rootModule is k6/x/slo; each VU gets an instance.
type rootModule struct{}

var _ modules.Module = &rootModule{}

// NewModuleInstance gives a VU its own.
func (*rootModule) NewModuleInstance(vu modules.VU) modules.Instance { return &module{vu: vu} }

// module is what one VU's script calls, always from that VU's goroutine.
type module struct {
	vu        modules.VU
	run       *drive.Run
	transport *traffic.Transport
}

// Exports is the module's face, as the README states it: functions that take their arguments as they are, since sobek's translation by
// reflection costs a tenth of an iteration.
func (m *module) Exports() modules.Exports {
	return modules.Exports{Default: m.object(
		field{"arrival", m.arrival},
		field{"send", m.send},
		field{"answered", m.answered},
		field{"pause", m.pause},
		field{"ended", m.ended},
		field{"fault", m.fault},
		field{"secret", m.secret},
		field{"now", m.now},
	)}
}

// field is one of an object that a script gets.
type field struct {
	name  string
	value any
}

func (m *module) object(fields ...field) *sobek.Object {
	object := m.vu.Runtime().NewObject()
	for _, field := range fields {
		if err := object.Set(field.name, field.value); err != nil {
			m.throw(err)
		}
	}
	return object
}

func (m *module) throw(err error) { common.Throw(m.vu.Runtime(), err) }

// current is the arrival that the script has asked for.
func (m *module) current() *drive.Run {
	if m.run == nil {
		m.throw(errors.New("k6/x/slo: arrival() comes first"))
	}
	return m.run
}

func (m *module) arrival(sobek.FunctionCall) sobek.Value {
	run := drive.RunOf(m.vu.Context())
	if run == nil {
		m.throw(errors.New("k6/x/slo: there is no arrival but in an iteration of the slo-plan executor"))
	}
	m.run = run
	if m.transport == nil {
		state := m.vu.State()
		m.transport = traffic.NewTransport(run.Target(), state.Dialer.DialContext, state.TLSConfig, run.Clock().Now)
	}
	var intendedUs, user any
	if run.Closed {
		user = run.User
	} else {
		intendedUs = run.IntendedUs
	}
	return m.object(
		field{"index", run.Index},
		field{"stream", run.Stream},
		field{"seq", run.Seq},
		field{"operation", run.Operation},
		field{"intendedUs", intendedUs},
		field{"user", user},
		field{"timeoutUs", run.Timeout.Microseconds()},
	)
}

// send (request, step) gives the reply, or null when the arrival is over.
func (m *module) send(call sobek.FunctionCall) sobek.Value {
	run := m.current()
	given, is := call.Argument(0).(*sobek.Object)
	if !is {
		m.throw(errors.New("k6/x/slo: send() takes a request"))
	}
	reply := run.Send(m.transport, requestOf(given), textOf(call.Argument(1)))
	if reply == nil {
		return sobek.Null()
	}
	return m.object(
		field{"status", reply.Status},
		field{"doneUs", inUs(reply.Done)},
		field{"headers", func(sobek.FunctionCall) sobek.Value { return m.object(headersOf(reply.Header)...) }},
		field{"text", func(sobek.FunctionCall) sobek.Value { return m.vu.Runtime().ToValue(string(reply.Body)) }},
	)
}

// answered (good, reason)
func (m *module) answered(call sobek.FunctionCall) sobek.Value {
	m.current().Answered(call.Argument(0).ToBoolean(), textOf(call.Argument(1)))
	return sobek.Undefined()
}

// ended (good, reason)
func (m *module) ended(call sobek.FunctionCall) sobek.Value {
	m.current().Ended(call.Argument(0).ToBoolean(), textOf(call.Argument(1)))
	return sobek.Undefined()
}

// pause (us)
func (m *module) pause(call sobek.FunctionCall) sobek.Value {
	// Beyond this no timeout is as long, so the pause never ends.
	const longestUs = 1 << 50
	us := min(max(call.Argument(0).ToInteger(), 0), longestUs)
	return m.vu.Runtime().ToValue(m.current().Pause(time.Duration(us) * time.Microsecond))
}

// fault (message, stack)
func (m *module) fault(call sobek.FunctionCall) sobek.Value {
	m.current().Fault(textOf(call.Argument(0)), textOf(call.Argument(1)))
	return sobek.Undefined()
}

// secret (name, value)
func (m *module) secret(call sobek.FunctionCall) sobek.Value {
	m.current().Secret(textOf(call.Argument(0)), textOf(call.Argument(1)))
	return sobek.Undefined()
}

func (m *module) now(sobek.FunctionCall) sobek.Value {
	return m.vu.Runtime().ToValue(inUs(m.current().Clock().Now()))
}

func inUs(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func textOf(value sobek.Value) string {
	if common.IsNullish(value) {
		return ""
	}
	return value.String()
}
