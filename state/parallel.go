package state

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Parallel runs its branches at the same time, each with the same input. Its result is
// the array of their outputs, in the order of Branches.
type Parallel struct {
	stateBase
	payload
	Recovery
	Branches []*Flow
}

func parseParallel(o *object, base stateBase) State {
	s := &Parallel{stateBase: base}
	o.dataFields(&s.stateBase)
	s.payload = o.payload()
	o.nextOrEnd(&s.stateBase)
	s.Recovery = o.recovery()
	o.require("Branches")
	o.objects("Branches", func(inner *object) {
		branch := &Flow{}
		o.p.flow(inner, branch, inner.path)
		s.Branches = append(s.Branches, branch)
	})
	o.notEmpty("Branches")
	return s
}

func (s *Parallel) recovery() *Recovery { return &s.Recovery }
func (s *Parallel) flows() []*Flow      { return s.Branches }

func (s *Parallel) enter(r *Run, f *frame) error {
	input, err := r.scope(f, f.input).effectiveInput(&s.stateBase, s.parameters)
	if err != nil {
		return err
	}
	if r.inspection != nil {
		f.phase = fanned
		return nil
	}
	fan := &fanout{input: input}
	if err := r.room(f, f.fanned(fan)); err != nil {
		return err
	}
	started := r.emit(f, history.TypeParallelStateStarted, nil)
	if mock := r.mockOf(s); mock != nil {
		return r.mock(f, mock, input)
	}
	r.fanOut(f, fan, len(s.Branches))
	f.fan.next = len(s.Branches)
	for i, branch := range s.Branches {
		r.trace(f, ByBranch, i, branch.StartAt, started)
		r.newFrame(f, i, branch, input, started)
	}
	return nil
}

// resume joins the branches.
// Step Functions: no event follows from ParallelStateSucceeded.
func (s *Parallel) resume(r *Run, f *frame) error {
	r.record(s, f.prev, history.TypeParallelStateSucceeded, nil)
	return r.finish(f, &s.payload, jsonvalue.OfTexts(f.fan.results))
}
