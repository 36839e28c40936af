package drive

import (
	"context"
	"errors"
	"sync"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/lib"
)

type contextKey struct{}

// member is one VU at work. Arrivals come through work, which holds one: the crew alone sends, to a free member alone.
type member struct {
	crew *Crew
	vu   lib.InitializedVU
	work chan *Run

	mutex       sync.Mutex
	active      lib.ActiveVU
	ctx         context.Context
	cancel      context.CancelFunc
	deactivated chan struct{}
	current     *Run
}

func newMember(crew *Crew, vu lib.InitializedVU) *member {
	member := &member{crew: crew, vu: vu, work: make(chan *Run, 1)}
	member.activate()
	return member
}

// RunOf is the arrival that the VU with this context carries out; nil when it carries out none.
func RunOf(ctx context.Context) *Run {
	member, is := ctx.Value(contextKey{}).(*member)
	if !is {
		return nil
	}
	member.mutex.Lock()
	defer member.mutex.Unlock()
	return member.current
}

// activate makes the VU ready. An interrupt is the end of its context; it is then activated anew.
func (m *member) activate() {
	ctx, cancel := context.WithCancel(context.WithValue(m.crew.ctx, contextKey{}, m))
	deactivated := make(chan struct{})
	ctx, params := m.crew.vus.Activation(ctx)
	params.RunContext = ctx
	params.DeactivateCallback = func(lib.InitializedVU) { close(deactivated) }
	params.GetNextIterationCounters = m.number
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.ctx, m.cancel, m.deactivated = ctx, cancel, deactivated
	m.active = m.vu.Activate(params)
}

// number is what the script reads as exec.scenario.iterationInTest: the arrival's index. Users' iterations lie beyond all indices.
func (m *member) number() (local, global uint64) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	number := uint64(0)
	if run := m.current; run != nil {
		number = uint64(run.Index)
		if run.Closed {
			number = 1<<32 + uint64(run.Seq)
		}
	}
	return number, number
}

func (m *member) serve() {
	defer func() {
		m.cancel()
		<-m.deactivated
		m.crew.vus.Return(m.vu)
	}()
	for {
		var run *Run
		select {
		case run = <-m.work:
		case <-m.crew.ctx.Done():
			return
		}
		m.carry(run)
		if m.ctx.Err() != nil {
			<-m.deactivated
			if m.crew.ctx.Err() != nil {
				return
			}
			m.activate()
		}
		m.crew.free(m)
		if run.finished != nil {
			run.finished()
		}
	}
}

// carry runs the script once. What it throws is the scenario's fault, but for the interrupt that we sent.
func (m *member) carry(run *Run) {
	m.mutex.Lock()
	m.current = run
	m.mutex.Unlock()
	err := m.active.RunOnce()
	m.mutex.Lock()
	m.current = nil
	m.mutex.Unlock()
	m.crew.vus.Iterated(m.ctx.Err() != nil)

	var thrown *sobek.Exception
	switch _, over := run.Over(); {
	case errors.As(err, &thrown):
		run.Fault(messageOf(thrown), thrown.String())
	case m.ctx.Err() != nil || over:
	case err != nil:
		run.Fault(err.Error(), "")
	default:
		run.Fault("the script returned before its arrival had an outcome", "")
	}
}

// messageOf is an error's message, or whatever else was thrown, as text.
func messageOf(thrown *sobek.Exception) string {
	if object, is := thrown.Value().(*sobek.Object); is {
		if message := object.Get("message"); message != nil && !sobek.IsUndefined(message) {
			return message.String()
		}
	}
	return thrown.Value().String()
}

func (m *member) interruptLate() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.current == nil {
		return
	}
	if since, over := m.current.Over(); over && since > comeBack {
		m.cancel()
	}
}
