package state_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// snapshots plays a sample and takes a snapshot before each step.
func snapshots(t testing.TB, s sample) (*state.Machine, [][]byte) {
	t.Helper()
	var taken [][]byte
	m := parse(t, s.definition)
	p := s.play
	p.observe = func(snapshot []byte) { taken = append(taken, snapshot) }
	p.perform(t, m, true)
	return m, taken
}

// TestSnapshotOfAnEnd: an execution that has ended is restored as it ended.
func TestSnapshotOfAnEnd(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			r := run(t, s.definition, s.play).run
			text, err := r.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			again, err := state.Restore(r.Machine(), text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(r.Outcome(), again.Outcome(), gocmp.Comparer(jsonvalue.Equal)); diff != "" {
				t.Errorf("the outcome differs (-want +got):\n%s", diff)
			}
			var b state.Batch
			if more, err := again.Step(&b, 0); more || err != nil || len(b.Events)+len(b.Effects) > 0 {
				t.Errorf("it goes on: %v, %v, %v", more, err, b)
			}
			if _, ok := again.Deadline(); ok || again.Abort(epoch, state.Failure{}) {
				t.Error("it has a deadline, or can be stopped")
			}
		})
	}
}

// TestSnapshotKeepsWhatIsPending: events and cancellations that no Step has
// handed out yet.
func TestSnapshotKeepsWhatIsPending(t *testing.T) {
	d := begin(t, parallel(taskBranch("P")+`, `+branch("Q", `"Type": "Task", "Resource": "f", "TimeoutSeconds": 5, "End": true`), `, "Retry": [{"ErrorEquals": ["States.ALL"]}]`), `{ }`, state.Config{})
	d.r.Advance(epoch) // before the first Step: ExecutionStarted is pending, with its spaces
	d.restore()
	d.step()
	d.r.Started(epoch, 1, "")
	d.r.Started(epoch, 2, "")
	d.r.Advance(epoch.Add(5 * time.Second))
	d.restore()
	effects := d.step()
	if len(effects) != 2 || effects[0].(*state.Cancel).ID != 2 || effects[1].(*state.Cancel).ID != 1 {
		t.Errorf("the effects are %v, want that 2 and 1 are cancelled", effects)
	}
	d.want(`
		1<-0 ExecutionStarted input={ }
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 TaskStateEntered name=P input={}
		5<-4 LambdaFunctionScheduled resource=f input={}
		6<-3 TaskStateEntered name=Q input={}
		7<-6 LambdaFunctionScheduled resource=f input={} timeoutInSeconds=5
		8<-5 LambdaFunctionStarted
		9<-7 LambdaFunctionStarted
		10<-9 LambdaFunctionTimedOut error=States.Timeout @5s
		11<-10 TaskStateAborted @5s
		12<-10 TaskStateAborted @5s`)
}

// restore replaces the Run by one that is restored from its snapshot.
func (d *manual) restore() {
	d.t.Helper()
	text, err := d.r.Snapshot()
	if err != nil {
		d.t.Fatal(err)
	}
	if d.r, err = state.Restore(d.r.Machine(), text); err != nil {
		d.t.Fatal(err)
	}
}

// TestSnapshotKeepsTheConfig: identity, limits, name, secret and seed.
func TestSnapshotKeepsTheConfig(t *testing.T) {
	cfg := state.Config{
		Type: state.Express, Name: "N", ARN: "arn", Seed: 42, Secret: []byte("0123456789abcdef"),
		Identity: state.Identity{Partition: "p", Region: "r", Account: "1", Machine: "M", Role: "role"},
		Limits:   state.Limits{Payload: 5000, Events: 9, MapConcurrency: 2, PathNodes: 3},
	}
	definition := single(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"c.$": "$$", "u.$": "States.UUID()"}`)
	plain, restored := begin(t, definition, `{}`, cfg), begin(t, definition, `{}`, cfg)
	restored.restore()
	if diff := gocmp.Diff(plain.step(), restored.step(), gocmp.Comparer(jsonvalue.Equal)); diff != "" {
		t.Errorf("the effects differ (-plain +restored):\n%s", diff)
	}
	if restored.r.ARN() != "arn" || !restored.r.Now().Equal(epoch) {
		t.Errorf("the ARN is %s, it is %s", restored.r.ARN(), restored.r.Now())
	}
}

// TestSnapshotDropsWrappedErrors: an error of the driver's is not part of it.
func TestSnapshotDropsWrappedErrors(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	why := state.NewFailure("E", "c")
	why.Wrapped = errors.New("the driver's")
	d.r.Done(epoch, 1, jsonvalue.Value{}, why)
	d.step()
	if got := d.r.Outcome().Failure.Wrapped; got != why.Wrapped {
		t.Errorf("the outcome wraps %v", got)
	}
	d.restore()
	if got := d.r.Outcome().Failure; got.Wrapped != nil || shown(got) != "E: c" {
		t.Errorf("restored, the outcome is %s and wraps %v", shown(got), got.Wrapped)
	}
}

func TestRestoreRefuses(t *testing.T) {
	d := begin(t, states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, "End": true}`), `{}`, state.Config{})
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	other := parse(t, single(`"Type": "Wait", "Seconds": 5`))
	if r, err := state.Restore(other, text); r != nil || err == nil || err.Error() != "state: restore: the snapshot is of another definition" {
		t.Errorf("under another definition: %v", err)
	}
	spaced := parse(t, "\n"+states(`"A": {"Type": "Pass",   "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, "End": true}`))
	if _, err := state.Restore(spaced, text); err != nil {
		t.Errorf("under the same definition with other spaces: %v", err)
	}
	for name, damaged := range map[string]string{
		"nothing":            ``,
		"no JSON":            `x`,
		"no object":          `[]`,
		"null":               `null`,
		"{}":                 `{}`,
		"half of it":         string(text[:len(text)/2]),
		"deep":               strings.Repeat("[", 1_000_000),
		"another format":     strings.Replace(string(text), `"format":1`, `"format":2`, 1),
		"an unknown member":  strings.Replace(string(text), `"format":1`, `"format":1,"new":0`, 1),
		"an unknown state":   strings.Replace(string(text), `"state":"A"`, `"state":"X"`, 1),
		"an unknown phase":   strings.Replace(string(text), `"phase":0`, `"phase":99`, 1),
		"a phase too far":    strings.Replace(string(text), `"phase":0`, `"phase":1`, 1),
		"an unknown frame":   strings.Replace(string(text), `"queue":[1]`, `"queue":[2]`, 1),
		"a frame twice":      strings.Replace(string(text), `"queue":[1]`, `"queue":[1,1]`, 1),
		"no frames":          string(without(t, text, "frames")),
		"an unknown status":  strings.Replace(string(text), `"status":"RUNNING"`, `"status":"WALKING"`, 1),
		"an unknown event":   strings.Replace(string(text), `ExecutionStarted`, `ExecutionStopped`, 1),
		"a time that is not": strings.Replace(string(text), `2026-01-02`, `2026-13-02`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if damaged == string(text) {
				t.Fatal("the snapshot was not damaged")
			}
			r, err := state.Restore(d.r.Machine(), []byte(damaged))
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

// TestRestoreOfMutatedSnapshots: whatever is changed in a snapshot, Restore
// refuses it, or the Run goes on to some end.
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

// exhaust restores a Run and drives it on: it answers all effects, lets time
// pass, and takes snapshots on the way. It gives up after a number of rounds.
func exhaust(m *state.Machine, text []byte) {
	r, err := state.Restore(m, text)
	if err != nil {
		return
	}
	for round := range 60 {
		var b state.Batch
		if _, err := r.Step(&b, 100); err != nil || r.Outcome().Status != state.Running {
			return
		}
		for _, e := range b.Events {
			e.AppendJSON(nil)
		}
		outstanding := r.Outstanding()
		for i, e := range outstanding {
			task, isTask := e.(*state.RunTask)
			if child, isChild := e.(*state.StartChild); isChild {
				task, isTask = &child.RunTask, true
			}
			if !isTask {
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
			if again, err := state.Restore(m, snapshot); err == nil {
				r = again
			}
		}
	}
	r.Abort(r.Now(), state.Failure{})
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
			words := []string{"", "A", "B", "T", "P", "I", "Q", "Z", "RUNNING", "FAILED", "2026-01-02T03:04:05Z", "9999-12-31T23:59:59Z", "AAAA"}
			return jsonvalue.OfString(words[random.IntN(len(words))])
		}
	}
	return jsonvalue.MustParse([]string{`null`, `0`, `1`, `-1`, `""`, `"A"`, `[]`, `{}`, `true`, `[1]`, `[null,[1]]`, `{"a":[1,2]}`}[random.IntN(12)])
}
