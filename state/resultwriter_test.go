package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

const writer = `"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "p/"}%s}, `

func writerConfig(transformation, output string) string {
	return fmt.Sprintf(writer, `, "WriterConfig": {"Transformation": "`+transformation+`", "OutputType": "`+output+`"}`)
}

// failsAt returns a task that fails for these numbers.
func failsAt(at ...int64) func(jsonvalue.Value) (jsonvalue.Value, *state.Failure) {
	return func(in jsonvalue.Value) (jsonvalue.Value, *state.Failure) {
		n, _ := in.Int64()
		for _, bad := range at {
			if n == bad {
				return in, state.NewFailure("Bad", "number "+in.String())
			}
		}
		return in, nil
	}
}

// cut removes what differs from one Map Run to another.
func cut(text string) string {
	for _, member := range []string{"ExecutionArn", "Name", "StateMachineArn", "StartDate", "StopDate", "InputDetails", "OutputDetails", "RedriveCount"} {
		for {
			i := strings.Index(text, `"`+member+`":`)
			if i < 0 {
				break
			}
			rest := text[i:]
			end := strings.IndexAny(rest, ",}")
			if strings.HasPrefix(rest[len(member)+3:], "{") {
				end = strings.Index(rest, "}") + 1
			}
			text = text[:i] + strings.TrimPrefix(rest[end:], ",")
		}
	}
	return strings.ReplaceAll(text, ",}", "}")
}

func TestResultWriter(t *testing.T) {
	pairs := func(in jsonvalue.Value) (jsonvalue.Value, *state.Failure) {
		return jsonvalue.OfArray([]jsonvalue.Value{in, jsonvalue.True}), nil
	}
	const succeeded0 = `{"Input":"0","Output":"0","RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","Status":"SUCCEEDED"}`
	for _, test := range []struct {
		name, fields string
		items        int
		task         func(jsonvalue.Value) (jsonvalue.Value, *state.Failure)
		status       state.Status
		files        map[string]string
	}{
		{"records", fmt.Sprintf(writer, ""), 1, echo, state.Succeeded, map[string]string{"SUCCEEDED_0.json": "[" + succeeded0 + "]"}},
		{"no items", fmt.Sprintf(writer, ""), 0, echo, state.Succeeded, map[string]string{}},
		{"outputs", writerConfig("COMPACT", "JSON"), 2, pairs, state.Succeeded, map[string]string{"SUCCEEDED_0.json": "[[0,true],[1,true]]"}},
		{"elements", writerConfig("FLATTEN", "JSONL"), 2, pairs, state.Succeeded, map[string]string{"SUCCEEDED_0.jsonl": "[0,true,1,true]"}},
		{"a tolerated failure", writerConfig("COMPACT", "JSON") + `"ToleratedFailureCount": 1, `, 3, failsAt(1), state.Succeeded, map[string]string{
			"SUCCEEDED_0.json": "[0,2]",
			"FAILED_0.json":    `[{"Cause":"number 1","Error":"Bad","Input":"1","RedriveStatus":"REDRIVABLE_BY_MAP_RUN","Status":"FAILED"}]`,
		}},
		{"too many failures", fmt.Sprintf(writer, "") + `"MaxConcurrency": 1, `, 4, failsAt(1), state.Failed, map[string]string{
			"SUCCEEDED_0.json": "[" + succeeded0 + "," + strings.ReplaceAll(succeeded0, `"0"`, `"2"`) + "]",
			"FAILED_0.json":    `[{"Cause":"number 1","Error":"Bad","Input":"1","RedriveStatus":"REDRIVABLE_BY_MAP_RUN","Status":"FAILED"}]`,
			"PENDING_0.json":   `[{"Input":"3","Status":"PENDING"}]`,
		}},
	} {
		for rebuild := range statetest.Rebuilds() {
			p := &mapPlay{items: numbers(test.items), page: 10, task: test.task}
			x := p.play(t, distributedMap(reader+test.fields, "STANDARD"), `{}`, rebuild, state.Config{})
			for name, text := range p.files {
				p.files[name] = cut(text)
			}
			if diff := cmp.Diff(test.files, p.files); diff != "" || x.Run.Status() != test.status {
				t.Errorf("%s: %s, files (-want +got):\n%s", test.name, x.Run.Status(), diff)
			}
			if len(p.manifest) != len(test.files) {
				t.Errorf("%s: the manifest has %v", test.name, p.manifest)
			}
			counts, pending := x.Run.MapRuns()[0].Items, strings.Count(test.files["PENDING_0.json"], "PENDING")
			if counts.Pending != int64(pending) || counts.Total != int64(test.items) || counts.ResultsWritten != counts.Total {
				t.Errorf("%s: %+v", test.name, counts)
			}
		}
	}
}

// TestResultOfWriter: the state's result says where the manifest is.
func TestResultOfWriter(t *testing.T) {
	p := &mapPlay{items: numbers(1), page: 1, task: echo}
	x := p.play(t, distributedMap(reader+fmt.Sprintf(writer, ""), "STANDARD"), `{}`, statetest.Never, state.Config{})
	run := x.Run.MapRuns()[0].ARN
	want := `{"MapRunArn":"` + run + `","ResultWriterDetails":{"Bucket":"out","Key":"p/` + run[strings.LastIndexByte(run, ':')+1:] + `/manifest.json"}}`
	if got := x.Run.Outcome().Output.String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestManyResults: results are written in several files, each with the results of
// neighbours in order, and all of them are in the manifest.
func TestManyResults(t *testing.T) {
	long := func(in jsonvalue.Value) (jsonvalue.Value, *state.Failure) {
		return jsonvalue.OfString(strings.Repeat("x", 200_000)), nil
	}
	p := &mapPlay{items: numbers(50), page: 7, task: long}
	x := p.play(t, distributedMap(reader+writerConfig("COMPACT", "JSON"), "EXPRESS"), `{}`, statetest.Never, state.Config{})
	all := 0
	for i := range len(p.files) {
		all += strings.Count(p.files[fmt.Sprint("SUCCEEDED_", i, ".json")], "x\"")
	}
	if x.Run.Status() != state.Succeeded || len(p.files) != 3 || len(p.manifest) != 3 || all != 50 {
		t.Errorf("%s, %d files with %d results, %v", x.Run.Status(), len(p.files), all, p.manifest)
	}
}

// TestWriterFails: the Map Run fails with the writer's error.
func TestWriterFails(t *testing.T) {
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{items: numbers(3), page: 3, task: echo, writeErr: state.NewFailure("States.ResultWriterFailed", "no room")}
		x := p.play(t, distributedMap(reader+fmt.Sprintf(writer, ""), "STANDARD"), `{}`, rebuild, state.Config{})
		o := x.Run.Outcome()
		if o.Status != state.Failed || o.Failure.Name() != "States.ResultWriterFailed" || x.Run.MapRuns()[0].Status != state.Failed {
			t.Errorf("%s with %v", o.Status, o.Failure)
		}
	}
}

// TestReaderFails: what was started counts, and nothing else starts.
func TestReaderFails(t *testing.T) {
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{items: numbers(6), page: 4, task: echo, readErr: state.NewFailure("States.ItemReaderFailed", "broken")}
		x := p.play(t, distributedMap(reader+`"MaxConcurrency": 2, `, "STANDARD"), `{}`, rebuild, state.Config{})
		o := x.Run.Outcome()
		if o.Status != state.Failed || o.Failure.Name() != "States.ItemReaderFailed" {
			t.Errorf("%s with %v", o.Status, o.Failure)
		}
		if c := x.Run.MapRuns()[0].Items; c.Succeeded+c.Pending+c.Aborted != c.Total || c.Running != 0 {
			t.Errorf("the counts are %+v", c)
		}
	}
}

// TestStopMapRun: children are aborted with the execution, and results that were not
// written are handed out still.
func TestStopMapRun(t *testing.T) {
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{items: numbers(10), page: 10, task: echo, took: func(in jsonvalue.Value) time.Duration {
			n, _ := in.Int64()
			return time.Duration(n) * time.Minute
		}}
		definition := strings.Replace(distributedMap(reader+writerConfig("COMPACT", "JSON")+`"MaxConcurrency": 3, `, "STANDARD"), `{`, `{"TimeoutSeconds": 200, `, 1)
		x := p.play(t, definition, `{}`, rebuild, state.Config{})
		run := x.Run.MapRuns()[0]
		if x.Run.Status() != state.TimedOut || run.Status != state.Aborted || run.Items.Succeeded != 4 || run.Items.Aborted != 3 || run.Items.Pending != 3 {
			t.Errorf("%s with %+v", x.Run.Status(), run)
		}
		for _, child := range p.children {
			if s := child.Run.Status(); s != state.Succeeded && s != state.Aborted {
				t.Errorf("a child is %s", s)
			}
		}
		if p.files["SUCCEEDED_0.json"] != "[0,1,2,3]" || strings.Count(p.files["FAILED_0.json"], `"ABORTED"`) != 3 {
			t.Errorf("the files are %v", p.files)
		}
		if events := types(x); !strings.HasSuffix(events, "MapRunStarted<3 MapRunAborted<4 ExecutionTimedOut<0") {
			t.Errorf("the events are %s", events)
		}
	}
}

// TestThresholdStopsChildren: STANDARD executions that go on are aborted, those of
// EXPRESS are waited for.
func TestThresholdStopsChildren(t *testing.T) {
	for _, test := range []struct {
		kind string
		want string
		took time.Duration
	}{
		{"STANDARD", "{7 0 0 1 0 2 10 10 0 0}", time.Second},
		{"EXPRESS", "{7 0 2 1 0 0 10 10 0 0}", time.Minute},
	} {
		for rebuild := range statetest.Rebuilds() {
			p := &mapPlay{items: numbers(10), page: 10, task: failsAt(0), took: func(in jsonvalue.Value) time.Duration {
				if n, _ := in.Int64(); n == 0 {
					return 0
				}
				return time.Minute
			}}
			x := p.play(t, distributedMap(reader+`"MaxConcurrency": 2, `, test.kind), `{}`, rebuild, state.Config{})
			o := x.Run.Outcome()
			if got := fmt.Sprint(x.Run.MapRuns()[0].Items); got != test.want || o.Failure.Name() != "States.ExceedToleratedFailureThreshold" || o.Ended.Sub(o.Started) != test.took {
				t.Errorf("%s: %s, want %s, after %s with %v", test.kind, got, test.want, o.Ended.Sub(o.Started), o.Failure)
			}
		}
	}
}
