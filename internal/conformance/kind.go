package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/state/statetest"
)

// settings say how cases are run.
type settings struct {
	rebuild statetest.Rebuild // of the executions
	resume  bool              // once from each checkpoint of the executions
}

// each checks a case in each of the ways that s stands for. It returns the first failure.
func (s settings) each(check func(settings) *failure) *failure {
	if !s.resume {
		return check(s)
	}
	n := 0
	for rebuild := range statetest.Checkpoints() {
		n++
		if f := check(settings{rebuild: rebuild}); f != nil {
			if rebuild.Reached() {
				f.reason = fmt.Sprintf("resumed from checkpoint %d: %s", n, f.reason)
			}
			return f
		}
	}
	return nil
}

// kinds has the function that checks the cases of each kind. Cases of other kinds fail.
var kinds = map[string]func(*cases.Case, settings) *failure{
	"execution":   checkExecution,
	"mock_config": checkMockConfig,
	"validation":  checkValidation,
	"describe":    checkDescription,
	"test_state":  checkTestState,
}

// errNotBuilt is the failure of a case that needs something that does not exist yet.
var errNotBuilt = errors.New("not built yet")

// checkCase returns why the case fails, nil if it passes.
func checkCase(c *cases.Case, s settings) (f *failure) {
	defer func() {
		if p := recover(); p != nil {
			f = &failure{reason: fmt.Sprintf("panic: %v", p), diff: string(debug.Stack())}
		}
	}()
	check := kinds[c.Kind]
	if check == nil {
		return because(fmt.Errorf("kind %s: %w", c.Kind, errNotBuilt))
	}
	return check(c, s)
}

func because(err error) *failure { return &failure{reason: err.Error()} }

// failureOf returns the failure of a case that shows a difference or cannot be
// compared, nil for another case.
func failureOf(d *compare.Difference, err error) *failure {
	switch {
	case err != nil:
		return because(err)
	case d != nil:
		return &failure{reason: d.String(), diff: d.Diff()}
	}
	return nil
}

// checkExecution runs the state machine of the case and compares the execution.
func checkExecution(c *cases.Case, s settings) *failure {
	if err := compared(&c.Expect); err != nil {
		return because(err)
	}
	want, err := compare.RecordingOf(c)
	if err != nil {
		return because(err)
	}
	got, err := play.Execution(c, s.rebuild)
	if err != nil {
		return because(err)
	}
	return failureOf(compare.Execution(want, got))
}

// uncompared are parts of a recording that are not compared.
var uncompared = []struct {
	name, reason string
	recorded     func(*cases.Expect) bool
}{
	{"s3_object", "it is the content of a bucket, not of the execution", func(e *cases.Expect) bool { return e.S3Object != nil }},
	{"messages", "they are the content of a queue, not of the execution", func(e *cases.Expect) bool { return e.Messages != nil }},
	{"stepfunctions_events", "they were sent to EventBridge", func(e *cases.Expect) bool { return e.ServiceEvents != nil }},
}

// compared returns an error if everything in the recording is of a kind that is not
// compared. A status alone is enough only if it is not SUCCEEDED.
func compared(e *cases.Expect) error {
	if e.Events != nil || e.Output != nil || e.Status != "SUCCEEDED" {
		return nil
	}
	for _, record := range []json.RawMessage{e.Describe, e.SyncResponse, e.EndEvent, e.LogEvents, e.PartialEvents, e.MapRun} {
		if record != nil {
			return nil
		}
	}
	for _, part := range uncompared {
		if part.recorded(e) {
			return fmt.Errorf("only %s was recorded: %s", part.name, part.reason)
		}
	}
	return nil
}
