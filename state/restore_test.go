package state_test

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

func TestRestoreRefuses(t *testing.T) {
	d := begin(t, states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, "End": true}`), `[ 1 ]`, state.Config{})
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	other := parse(t, single(`"Type": "Wait", "Seconds": 5`))
	if r, err := state.Restore(other, text, state.Config{}); r != nil || err == nil || err.Error() != "state: restore: the snapshot is of another definition" {
		t.Errorf("under another definition: %v", err)
	}
	spaced := parse(t, "\n"+states(`"A": {"Type": "Pass",   "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, "End": true}`))
	if _, err := state.Restore(spaced, text, state.Config{}); err != nil {
		t.Errorf("under the same definition with other spaces: %v", err)
	}
	with := func(old, changed string) string { return strings.Replace(string(text), old, changed, 1) }
	for name, damaged := range map[string]string{
		"nothing":           ``,
		"no JSON":           `x`,
		"no object":         `[]`,
		"null":              `null`,
		"{}":                `{}`,
		"half of it":        string(text[:len(text)/2]),
		"deep":              strings.Repeat("[", 1_000_000),
		"another format":    with(`"format":3`, `"format":4`),
		"an unknown member": with(`"format":3`, `"format":3,"new":0`),
		"another case":      with(`"values":`, `"Values":`),
		"an unknown state":  with(`"state":"A"`, `"state":"X"`),
		"an unknown phase":  with(`"phase":"ready"`, `"phase":"done"`),
		"a phase of none":   with(`"phase":"ready"`, `"phase":""`),
		"a numbered phase":  with(`"phase":"ready"`, `"phase":0`),
		"a phase too far":   with(`"phase":"ready"`, `"phase":"pending"`),
		"an unknown frame":  with(`"queue":[1]`, `"queue":[2]`),
		"a frame twice":     with(`"queue":[1]`, `"queue":[1,1]`),
		"no frames":         string(without(t, text, "frames")),
		"an unknown status": with(`"format":3`, `"format":3,"status":"WALKING"`),
		"an unknown event":  with(`ExecutionStarted`, `ExecutionStopped`),
		"no such time":      with(`2026-01-02`, `2026-13-02`),
		"no values":         string(without(t, text, "values")),
		"an empty table":    with(`"values":[null]`, `"values":[]`),
		"values by name":    with(`"values":[null]`, `"values":{"0":null}`),
		"an input twice":    with(`"values":[null]`, `"values":[[1]]`),
		"a text of no JSON": with(`"texts":{"0":"[ 1 ]"}`, `"texts":{"0":"[ 1"}`),
		"text of no value":  with(`"texts":{"0":"[ 1 ]"}`, `"texts":{"1":"[ 1 ]"}`),
		"a text before":     with(`"texts":{"0":"[ 1 ]"}`, `"texts":{"-1":"[ 1 ]"}`),
		"a text by name":    with(`"texts":{"0":"[ 1 ]"}`, `"texts":{"a":"[ 1 ]"}`),
		"what format 2 had": with(`"texts":{"0":"[ 1 ]"}`, `"sent":"[ 1 ]"`),
		"no input":          with(`"input":[0]`, `"input":[]`),
		"no such value":     with(`"input":[0]`, `"input":[1]`),
		"a value before":    with(`"input":[0]`, `"input":[-1]`),
		"no such part":      with(`"input":[0]`, `"input":[0,1]`),
		"a part before":     with(`"input":[0]`, `"input":[0,-1]`),
		"a part of a part":  with(`"input":[0]`, `"input":[0,0,0]`),
		"half a turn":       with(`"format":3`, `"format":3,"turn":0.5`),
		"turns before":      with(`"format":3`, `"format":3,"turn":-1`),
	} {
		t.Run(name, func(t *testing.T) {
			if damaged == string(text) {
				t.Fatal("the snapshot was not damaged")
			}
			r, err := state.Restore(d.r.Machine(), []byte(damaged), state.Config{})
			if r != nil || err == nil || !strings.HasPrefix(err.Error(), "state: restore: ") {
				t.Errorf("restored with the error %v", err)
			}
		})
	}
}

// without is a JSON object without one of its members.
func without(t *testing.T, object []byte, name string) []byte {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		t.Fatal(err)
	}
	delete(members, name)
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestRestoreOfMutatedSnapshots: Restore refuses a mutated snapshot, or the Run goes on
// to an end.
func TestRestoreOfMutatedSnapshots(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rounds := 30
	if testing.Short() {
		rounds = 3
	}
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			m, taken := snapshots(t, s)
			for _, text := range taken {
				v := jsonvalue.MustParse(string(text))
				for range rounds {
					mutated := mutate(random, v).String()
					survives(t, mutated, func() { exhaust(m, []byte(mutated)) })
					if t.Failed() {
						return
					}
				}
			}
		})
	}
}

// TestRestoreOfMutatedFormats is the same for the snapshots of older formats.
func TestRestoreOfMutatedFormats(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, g := range goldenRuns {
		m := parse(t, g.definition)
		for format := 1; format <= snapshotFormats; format++ {
			v := jsonvalue.MustParse(string(g.read(t, format)))
			for range 100 {
				mutated := mutate(random, v).String()
				survives(t, mutated, func() { exhaust(m, []byte(mutated)) })
			}
		}
	}
}

// exhaust restores a Run and drives it on: it answers all effects, lets time
// pass, and takes snapshots on the way. It gives up after a number of rounds.
func exhaust(m *state.Machine, text []byte) {
	r, err := state.Restore(m, text, state.Config{})
	if err != nil {
		return
	}
	for round := range 60 {
		var b state.Batch
		if _, err := r.Step(&b, 100); err != nil {
			return
		}
		if r.Status() != state.Running && (round > 40 || !r.Tell(state.Input{Kind: state.InputRedrive, Now: r.Now()})) {
			return
		}
		for _, e := range b.Events {
			e.AppendJSON(nil)
		}
		outstanding := r.Outstanding()
		for i, p := range outstanding {
			task, isTask := p.Effect.(*state.RunTask)
			if child, isChild := p.Effect.(*state.StartChild); isChild {
				task, isTask = &child.RunTask, true
			}
			if !isTask {
				answerMapRun(r, p.Effect, round+i)
				continue
			}
			r.Started(r.Now(), task.ID, "w")
			switch (round + i) % 4 {
			case 0:
				r.Done(r.Now(), task.ID, task.Input, nil)
			case 1:
				r.Done(r.Now(), task.ID, jsonvalue.Value{}, state.NewFailure("E", "c"))
			case 2:
				r.Heartbeat(r.Now(), task.ID)
			}
		}
		if at, ok := r.Deadline(); ok {
			r.Advance(at)
		} else if len(outstanding) == 0 {
			return
		}
		snapshot, err := r.Snapshot()
		if err != nil {
			return
		}
		if round%5 == 0 {
			if again, err := state.Restore(m, snapshot, state.Config{}); err == nil {
				r = again
			}
		}
	}
	r.Abort(r.Now(), state.Failure{})
}

// answerMapRun answers an effect of a Map Run in one of several ways.
func answerMapRun(r *state.Run, e state.Effect, way int) {
	why := state.NewFailure("E", "c")
	switch e := e.(type) {
	case *state.StartItem:
		_ = e.Config.Identity.ExecutionARN(e.Config.Name)
		switch way % 4 {
		case 0, 1:
			r.ChildDone(r.Now(), e.ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded, Output: e.Input}})
		case 2:
			r.ChildDone(r.Now(), e.ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Failed, Failure: why}})
		case 3:
			if e.Redrive {
				r.RedriveRefused(r.Now(), e.ID, *why)
			}
		}
	case *state.ReadItems:
		switch way % 6 {
		case 0:
			r.ItemsRead(r.Now(), e.ID, nil, why)
		case 1:
			r.ItemsRead(r.Now(), e.ID, &state.Page{Items: numbers(2), Last: true}, nil)
		default:
			r.ItemsRead(r.Now(), e.ID, &state.Page{Items: numbers(way % 3), Cursor: []byte{1}}, nil)
		}
	case *state.WriteResults:
		if way%6 == 0 {
			r.ResultsWritten(r.Now(), e.ID, nil, why)
		} else {
			r.ResultsWritten(r.Now(), e.ID, make([]int64, len(e.Files)), nil)
		}
	}
}

// mutate changes one place of a value.
func mutate(random *rand.Rand, v jsonvalue.Value) jsonvalue.Value {
	n := v.Len()
	if n == 0 || random.IntN(12) == 0 {
		return other(random, v)
	}
	at := random.IntN(n)
	if v.Kind() == jsonvalue.Array {
		var elems []jsonvalue.Value
		for i, e := range v.Elements() {
			switch {
			case i != at:
				elems = append(elems, e)
			case random.IntN(6) == 0: // dropped
			case random.IntN(6) == 0:
				elems = append(elems, e, e)
			default:
				elems = append(elems, mutate(random, e))
			}
		}
		return jsonvalue.OfArray(elems)
	}
	var members []jsonvalue.Member
	i := 0
	for name, value := range v.Members() {
		switch {
		case i != at:
		case random.IntN(12) == 0:
			value = jsonvalue.Value{}
		default:
			value = mutate(random, value)
		}
		if i++; value.Exists() {
			members = append(members, jsonvalue.Member{Name: name, Value: value})
		}
	}
	return jsonvalue.OfObject(members)
}

// other is another value in the place of v, often of the same kind.
func other(random *rand.Rand, v jsonvalue.Value) jsonvalue.Value {
	if random.IntN(4) > 0 {
		switch v.Kind() {
		case jsonvalue.Number:
			n, _ := v.Int64()
			return jsonvalue.OfInt([]int64{0, 1, 2, 3, n + 1, n - 1, -n, 5, 7, 1 << 40, -1, 1<<63 - 1}[random.IntN(12)])
		case jsonvalue.Bool:
			return jsonvalue.OfBool(!v.IsTrue())
		case jsonvalue.String:
			words := []string{"", "A", "B", "T", "P", "I", "Q", "Z", "RUNNING", "FAILED", "2026-01-02T03:04:05Z", "9999-12-31T23:59:59Z", "AAAA", "ready", "pending", "waiting", "fanned", "joined", "mapping"}
			return jsonvalue.OfString(words[random.IntN(len(words))])
		}
	}
	return jsonvalue.MustParse([]string{`null`, `0`, `1`, `-1`, `""`, `"A"`, `[]`, `{}`, `true`, `[1]`, `[null,[1]]`, `{"a":[1,2]}`}[random.IntN(12)])
}

// TestRestoreRefusesContradictions: with parts that contradict each other the step
// machine would take one effect for another, or go on with a state whose children still
// run.
func TestRestoreRefusesContradictions(t *testing.T) {
	d := begin(t, single(`"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 9, "Next": "W"}, "W": {"Type": "Wait", "Seconds": 5, "End": true}}}`), `[1,2,3]`, state.Config{})
	d.step()
	d.r.Started(epoch, 1, "")
	d.r.Done(epoch, 2, jsonvalue.True, nil)
	d.step()
	// Frame 1 is the Map, 2 is a task with its timeout, 3 is a Wait with its timer.
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	m, whole := d.r.Machine(), jsonvalue.MustParse(string(text))
	if _, err := state.Restore(m, text, state.Config{}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, path, value string }{
		{"the next item is one that runs", "frames/0/fan/next", `1`},
		{"the next item is beyond the end", "frames/0/fan/next", `4`},
		{"a child beyond the next item", "frames/2/slot", `2`},
		{"two children of one item", "frames/2/slot", `0`},
		{"a result of a child that runs", "frames/0/fan/results/1", `[1]`},
		{"other results than items", "frames/0/fan/results", `[null,null]`},
		{"other items than results", "frames/0/fan/items", `[0,0]`},
		{"the parent waits for nothing", "frames/0/phase", `"ready"`},
		{"the parent has joined its children", "frames/0/phase", `"joined"`},
		{"a Map is a task", "frames/0/phase", `"pending"`},
		{"a task has children", "frames/1/fan", `{"input":[0],"results":[null]}`},
		{"a task waits like a Wait", "frames/1/phase", `"waiting"`},
		{"a task goes on and still has its timeout", "frames/1/phase", `"answered"`},
		{"a Wait is a task", "frames/2/phase", `"pending"`},
		{"a Wait has a timeout", "frames/2/timers", `{"timeout":{"at":"2026-01-02T03:04:10Z","seq":2}}`},
		{"a child has the machine's timeout", "frames/2/timers", `{"expiry":{"at":"2026-01-02T03:04:10Z","seq":2}}`},
		{"a timer of no kind", "frames/2/timers", `{"alarm":{"at":"2026-01-02T03:04:10Z","seq":2}}`},
		{"a Wait without its timer, and not in the queue", "frames/2/timers", `{}`},
		{"a task without an effect", "frames/1/effect", `0`},
		{"an effect that was not given yet", "frames/1/effect", `9`},
		{"the effects are counted anew", "last/effect", `0`},
		{"the frames are counted anew", "last/frame", `1`},
		{"the timers are counted anew", "last/timer", `0`},
		{"an event that did not happen yet", "frames/2/prev", `99`},
		{"the events are counted anew", "last/event", `-5`},
		{"a pending task in the queue", "queue", `[2]`},
		{"a waiting state in the queue", "queue", `[3]`},
		{"a parent of children in the queue", "queue", `[1]`},
		{"a frame is its own parent", "frames/1/parent", `2`},
		{"a parent that comes later", "frames/1/parent", `3`},
		{"two frames of one id", "frames/2/id", `2`},
		{"a frame without an id", "frames/0/id", `0`},
		{"a state of another flow", "frames/2/state", `"A"`},
		{"a Wait has begun", "frames/2/begun", `true`},
		{"a Wait was submitted", "frames/2/submitted", `true`},
		{"a Wait has a limit", "frames/2/limit", `1`},
		{"a Wait has a heartbeat", "frames/2/beat", `1`},
		{"a retrier too many", "frames/1/retried", `[1]`},
		{"a root inside a flow", "frames/0/state", `"T"`},
		{"a child is lost", "frames", jsonvalue.OfArray([]jsonvalue.Value{whole.Get("frames").Index(0), whole.Get("frames").Index(1)}).String()},
	} {
		t.Run(test.name, func(t *testing.T) {
			mutated, err := whole.Set(steps(test.path), jsonvalue.MustParse(test.value))
			if err != nil {
				t.Fatal(err)
			}
			r, err := state.Restore(m, []byte(mutated.String()), state.Config{})
			if err == nil || r != nil {
				t.Errorf("%s = %.60s is not refused", test.path, test.value)
			}
			survives(t, test.name, func() { exhaust(m, []byte(mutated.String())) })
		})
	}
}

// steps reads a path of names and indexes, "frames/0/fan".
func steps(path string) []jsonvalue.Step {
	var out []jsonvalue.Step
	for _, part := range strings.Split(path, "/") {
		if i, err := strconv.Atoi(part); err == nil {
			out = append(out, jsonvalue.Step{Index: i, IsIndex: true})
		} else {
			out = append(out, jsonvalue.Step{Name: part})
		}
	}
	return out
}
