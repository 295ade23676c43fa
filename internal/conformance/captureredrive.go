package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

func isRedrive(s captures.Step) bool { return s.Operation == "RedriveExecution" }

// checkRedrives plays a capture of an execution that is redriven. It compares the history,
// and the responses of the calls: those of RedriveExecution, and what DescribeExecution
// says in each attempt.
func checkRedrives(c *captures.Capture, s settings) *failure {
	started := *c // the other responses are each of some attempt
	started.Steps = slices.DeleteFunc(slices.Clone(c.Steps), func(s captures.Step) bool { return !strings.HasPrefix(s.Operation, "Start") })
	execution, err := firstExecution(&started)
	if err != nil {
		return because(err)
	}
	placed, err := placeSteps(c.Steps)
	if err != nil {
		return because(err)
	}
	var calls []play.RedriveCall
	for _, p := range placed {
		if isRedrive(p.Step) {
			calls = append(calls, play.RedriveCall{Attempt: p.attempt, Ended: p.ended, Token: p.request.Get("clientToken").Text()})
		}
	}
	played, err := play.Redrives(execution, s.rebuild, calls)
	if err != nil {
		return because(err)
	}
	want, err := compare.RecordingOf(execution)
	if err != nil {
		return because(err)
	}
	if f := failureOf(compare.Execution(want, played.Actual)); f != nil {
		return f
	}
	for _, p := range placed {
		if err := p.check(&played); err != nil {
			return because(fmt.Errorf("%s, %s: %w", p.Operation, p.Label, err))
		}
	}
	return nil
}

// placedStep is a call with its place in the execution.
type placedStep struct {
	captures.Step
	attempt  int  // of the execution
	ended    bool // it comes after the end of the attempt
	redrives int  // the number of the redrive whose date a RedriveExecution got, 0 for none
	request  jsonvalue.Value
	response jsonvalue.Value
}

// placeSteps finds the places of calls. An attempt ends with the first response that says
// so, or before a call that redrives the execution.
func placeSteps(steps []captures.Step) (placed []placedStep, err error) {
	var dates []string // of redrives
	attempt, ended := 0, false
	for _, s := range steps {
		p := placedStep{Step: s}
		if p.request, err = optionalValue(s.Request); err != nil {
			return nil, err
		}
		if p.response, err = optionalValue(s.Response); err != nil {
			return nil, err
		}
		status := p.response.Get("status").Text()
		ended = ended || statusEnds(status)
		again := false
		if date := p.response.Get("redriveDate").String(); isRedrive(s) && date != "" {
			if again = !slices.Contains(dates, date); again {
				dates = append(dates, date)
			}
			p.redrives = slices.Index(dates, date) + 1
		}
		p.attempt, p.ended = attempt, ended || again
		placed = append(placed, p)
		if again {
			attempt, ended = attempt+1, false
		}
	}
	return placed, nil
}

func statusEnds(status string) bool {
	for _, end := range statuses {
		if status == end {
			return true
		}
	}
	return false
}

func optionalValue(text json.RawMessage) (jsonvalue.Value, error) {
	if text == nil {
		return jsonvalue.Value{}, nil
	}
	return jsonvalue.Parse(text)
}

// check compares the response of a call. played loses the answer if it is one of
// RedriveExecution.
func (p *placedStep) check(played *play.Redriven) error {
	switch p.Operation {
	case "RedriveExecution":
		answer := played.Answers[0]
		played.Answers = played.Answers[1:]
		return p.checkRedrive(answer)
	case "DescribeExecution":
		return p.checkDescription(played)
	case "DescribeStateMachineForExecution":
		if got, want := played.Machine, p.response.Get("definition").Text(); got != want {
			return fmt.Errorf("the definition is\n%s\nwant\n%s", got, want)
		}
	}
	return nil
}

func (p *placedStep) checkRedrive(got play.RedriveAnswer) error {
	want := play.RedriveAnswer{Redrive: p.redrives}
	if p.Error != nil {
		want.Exception, want.Message = p.Error.Code, p.Error.Message
	}
	if got != want {
		return fmt.Errorf("%+v, want %+v", got, want)
	}
	return nil
}

func (p *placedStep) checkDescription(played *play.Redriven) error {
	list := played.Running
	if statusEnds(p.response.Get("status").Text()) {
		list = played.Ended
	}
	if p.attempt >= len(list) || !list[p.attempt].Exists() {
		return errors.New("nothing was played that answers it")
	}
	want, err := jsonvalue.Parse(withoutTimes(p.Response))
	if err != nil {
		return err
	}
	if diff := compare.Values(want, list[p.attempt]); diff != "" {
		return errors.New(diff)
	}
	return nil
}
