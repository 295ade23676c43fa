package play

import (
	"errors"
	"slices"
	"time"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// RedriveCall is a call of RedriveExecution.
type RedriveCall struct {
	Attempt int    // of the execution, from 0
	Ended   bool   // it comes after the end of the attempt, and not at its beginning
	Token   string // the client token
}

// RedriveAnswer is what such a call gets.
type RedriveAnswer struct {
	Redrive            int // the number of the redrive whose date it gets, from 1
	Exception, Message string
}

// Redriven is an execution that was played with calls of RedriveExecution.
type Redriven struct {
	compare.Actual
	Machine string            // the text of its definition
	Running []jsonvalue.Value // DescribeExecution at the beginning of each attempt, none if that ended at once
	Ended   []jsonvalue.Value // the same at the ends
	Answers []RedriveAnswer   // of the calls, in their order
}

// Redrives plays a case, and makes calls of RedriveExecution on the way. They are in the
// order of their attempts. Errors are those of [Execution].
func Redrives(c *cases.Case, rebuild statetest.Rebuild, calls []RedriveCall) (Redriven, error) {
	p, err := newPlayer(c, rebuild)
	if err != nil {
		return Redriven{}, err
	}
	p.redrives = &redrives{calls: calls, answers: make([]RedriveAnswer, len(calls))}
	if err := p.play(); err != nil {
		return Redriven{}, err
	}
	r := Redriven{Machine: p.Run.Machine().Text(), Running: p.redrives.running, Ended: p.redrives.ended, Answers: p.redrives.answers}
	r.Actual, err = p.actual(c.LogLevel)
	return r, err
}

// redrives are the calls of RedriveExecution of an execution that is played.
type redrives struct {
	calls   []RedriveCall
	answers []RedriveAnswer
	dates   []time.Time // of the redrives so far

	running, ended []jsonvalue.Value
}

// describe appends a description for the present attempt, unless there is one.
func (r *redrives) describe(p *player, list *[]jsonvalue.Value) (isNew bool) {
	for len(*list) < len(r.dates) {
		*list = append(*list, jsonvalue.Value{})
	}
	if len(*list) > len(r.dates) {
		return false
	}
	*list = append(*list, jsonvalue.MustParse(string(p.Run.Describe().AppendJSON(nil))))
	return true
}

// call makes the calls of the present attempt that come after its end, or before.
func (r *redrives) call(p *player, ended bool) {
	attempt := len(r.dates)
	for i, c := range r.calls {
		if c.Attempt != attempt || c.Ended != ended {
			continue
		}
		date, err := p.Redrive(c.Token)
		var refused *state.RedriveError
		if errors.As(err, &refused) {
			r.answers[i] = RedriveAnswer{Exception: refused.Exception, Message: refused.Message}
			continue
		}
		if !slices.Contains(r.dates, date) {
			r.dates = append(r.dates, date)
		}
		r.answers[i].Redrive = slices.Index(r.dates, date) + 1
	}
}

// look makes the calls that are to be made now, and reports whether the execution goes on
// after its end. Without calls the history says how often it is redriven.
func (p *player) look() (redriven bool) {
	ended := p.driver.Ended()
	switch r := p.redrives; {
	case r == nil:
		if ended && p.Run.Outcome().RedriveCount < p.history.redrives {
			_, err := p.Redrive("")
			return err == nil
		}
	case !ended:
		if r.describe(p, &r.running) {
			r.call(p, false)
		}
	case r.describe(p, &r.ended):
		p.driver.Now = p.driver.Now.Add(time.Second) // no two redrives have the same date
		r.call(p, true)
	}
	return ended && !p.driver.Ended()
}
