package state_test

import (
	"errors"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	gocmp "github.com/google/go-cmp/cmp"
)

// snapshots plays a sample and takes a snapshot before each step.
func snapshots(t testing.TB, s sample) (*state.Machine, [][]byte) {
	t.Helper()
	var taken [][]byte
	m := parse(t, s.definition)
	p := s.play
	p.observe = func(snapshot []byte) { taken = append(taken, snapshot) }
	p.perform(t, m, statetest.FromSnapshots)
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
			again, err := state.Restore(r.Machine(), text, state.Config{})
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
		2<-0 ParallelStateEntered name=A input={ }
		3<-2 ParallelStateStarted
		4<-3 TaskStateEntered name=P input={ }
		5<-4 LambdaFunctionScheduled resource=f input={ }
		6<-3 TaskStateEntered name=Q input={ }
		7<-6 LambdaFunctionScheduled resource=f input={ } timeoutInSeconds=5
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
	if d.r, err = state.Restore(d.r.Machine(), text, state.Config{}); err != nil {
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

// TestRestoreWithALog: the events from the snapshot on, those pending in it included,
// come into the Log of the Config, with the IDs that they would have had.
func TestRestoreWithALog(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	d.r.Started(epoch, 1, "")
	d.r.Done(epoch, 1, jsonvalue.True, nil)
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	known := len(d.events)
	d.step()
	var log state.Log
	r, err := state.Restore(d.r.Machine(), text, state.Config{Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	var b state.Batch
	if _, err := r.Step(&b, 0); err != nil || b.Events != nil {
		t.Errorf("the batch has the events %v, error %v", b.Events, err)
	}
	if diff := gocmp.Diff(bytesOf(d.events[known:]), bytesOf(log.Append(nil, 0, log.Len()))); diff != "" {
		t.Errorf("the log differs (-batches +log):\n%s", diff)
	}
}

// TestRestoreIgnoresTheConfig: what a snapshot holds is not set anew.
func TestRestoreIgnoresTheConfig(t *testing.T) {
	d := begin(t, single(`"Type": "Wait", "Seconds": 5`), `{}`, state.Config{})
	d.step()
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := state.Restore(d.r.Machine(), text, state.Config{
		Now: epoch.Add(time.Hour), Type: state.Express, Name: "N", ARN: "arn", Seed: 42, Secret: []byte("0123456789abcdef"),
		Identity: state.Identity{Region: "r"}, Limits: state.Limits{Payload: 5000},
	})
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := r.Snapshot(); string(again) != string(text) {
		t.Errorf("the snapshot has changed:\n%s\n%s", text, again)
	}
}

// TestRestoreWithAnInterrupt asks it in the first turn.
func TestRestoreWithAnInterrupt(t *testing.T) {
	d := begin(t, single(`"Type": "Pass"`), `{}`, state.Config{})
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := state.Restore(d.r.Machine(), text, state.Config{Interrupt: func() bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 0); !errors.Is(err, state.ErrInterrupted) {
		t.Errorf("the error is %v", err)
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
