package state_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// itemOf is an execution that a Map Run has started, whose steps are saved.
type itemOf struct {
	*mapDriver
	id      int64
	run     *state.Run
	started time.Time
}

// step lets the execution take turns, and saves that.
func (i *itemOf) step() []state.Effect {
	i.t.Helper()
	var b state.Batch
	if _, err := i.run.Step(&b, 0); err != nil {
		i.t.Fatal(err)
	}
	record := state.AppendRecord(nil, state.Record{Inputs: b.Inputs, Turn: i.run.Turn()})
	if !i.r.ItemSaved(i.r.Now(), i.id, state.ItemStep{Started: i.started, Record: record}) {
		i.t.Error("the step is not taken")
	}
	return b.Effects
}

func beginItem(t *testing.T, d *mapDriver, e *state.StartItem) *itemOf {
	t.Helper()
	run, err := e.Begin(state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	run.SetJournal(true)
	return &itemOf{d, e.ID, run, epoch}
}

// again returns the execution as who has restored the Map Run finds it.
func (d *mapDriver) again(restores bool) *state.StartItem {
	d.t.Helper()
	if restores {
		d.restore()
	}
	i := slices.IndexFunc(d.r.Outstanding(), func(p state.Pending) bool { _, ok := p.Effect.(*state.StartItem); return ok })
	return d.r.Outstanding()[i].Effect.(*state.StartItem)
}

// TestItemSaved: an execution that a Map Run has started goes on from its steps that were saved, or
// from a snapshot of the Map Run.
func TestItemSaved(t *testing.T) {
	for _, restores := range []bool{false, true} {
		d := &mapDriver{manual: begin(t, single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "Next": "T"}, "T": {"Type": "Task", "Resource": "t", "End": true}}}`), `[1]`, state.Config{})}
		d.goOn()
		item := beginItem(t, d, d.asked[0])
		item.step()
		item.run.Advance(epoch.Add(time.Hour))
		task := item.step()[0].(*state.RunTask)
		e := d.again(restores)
		if (e.Progress.Snapshot != nil) != restores || len(e.Progress.Records) != map[bool]int{false: 2}[restores] {
			t.Errorf("there are %d records and a snapshot of %d bytes", len(e.Progress.Records), len(e.Progress.Snapshot))
		}
		log := new(state.Log)
		run, err := e.Begin(state.Config{Now: epoch.AddDate(0, 0, 1), Log: log})
		if err != nil {
			t.Fatal(err)
		}
		if got := run.Outstanding()[0].Effect.(*state.RunTask); got.Key != task.Key || !run.Outcome().Started.Equal(epoch) || log.Len() != 0 {
			t.Errorf("it waits for %s and has begun at %v; %d events come again", got.Key, run.Outcome().Started, log.Len())
		}
		run.SetJournal(true)
		item.run = run
		if run.Done(epoch.Add(2*time.Hour), task.ID, jsonvalue.True, nil); len(item.step()) != 0 || run.Status() != state.Succeeded {
			t.Errorf("it is %s", run.Status())
		}
		d.end(e, run.Outcome())
		if d.goOn(); d.r.Status() != state.Succeeded || d.r.Outcome().Output.String() != "[true]" {
			t.Errorf("the Map is %s with %s", d.r.Status(), d.r.Outcome().Output)
		}
		if d.r.ItemSaved(d.r.Now(), e.ID, state.ItemStep{Record: []byte("{}")}) {
			t.Error("a step after the end is taken")
		}
	}
}

// TestItemSavedJournal: the steps of an item are inputs, which a journal keeps as they are.
func TestItemSavedJournal(t *testing.T) {
	in := state.Input{Kind: state.InputItemSaved, Now: epoch, ID: 3, Saved: &state.ItemStep{Started: epoch, Record: []byte(`{"a":"\"<é\n"}`)}}
	read, err := state.ParseInput(in.AppendJSON(nil))
	if err != nil || string(read.Saved.Record) != string(in.Saved.Record) || !read.Saved.Started.Equal(epoch) {
		t.Errorf("%+v, %v", read.Saved, err)
	}
	told, err := state.ParseInput(state.Input{Kind: state.InputDone, ID: 1, Item: "arn", Number: 7, Output: jsonvalue.True}.AppendJSON(nil))
	if err != nil || told.Item != "arn" || told.Number != 0 {
		t.Errorf("%+v, %v", told, err)
	}
	d := begin(t, task("t", ""), `{}`, state.Config{})
	d.step()
	if told.Now = epoch; d.r.Tell(told) {
		t.Error("an input for another execution is taken")
	}
}

// TestItemSavedDamaged: what cannot be restored is told, by a snapshot of the Map Run, too.
func TestItemSavedDamaged(t *testing.T) {
	for what, record := range map[string]string{
		"no JSON": "x", "another revision": `{"revision":1,"inputs":[]}`,
		"another execution": string(state.AppendRecord(nil, state.Record{Inputs: []state.Input{{Kind: state.InputDone, ID: 9, Output: jsonvalue.True}}})),
	} {
		d := beginMap(t, "", `[1]`, state.Config{})
		d.goOn()
		e := d.asked[0]
		d.r.ItemSaved(epoch, e.ID, state.ItemStep{Started: epoch, Record: []byte(record)})
		if _, err := d.again(false).Begin(state.Config{}); err == nil || !strings.Contains(err.Error(), "step 1 of the execution "+e.Config.ARN) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := d.r.Snapshot(); err == nil {
			t.Errorf("%s: there is a snapshot", what)
		}
	}
	express := begin(t, single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
		"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}`), `[1]`, state.Config{})
	if e := express.step()[0].(*state.StartItem); express.r.ItemSaved(epoch, e.ID, state.ItemStep{Started: epoch}) {
		t.Error("a step of an EXPRESS execution is taken")
	}
}

// TestMapRunPrefix: the Map Run of an execution is found by how its ARN begins.
func TestMapRunPrefix(t *testing.T) {
	for _, kind := range []string{"STANDARD", "EXPRESS"} {
		d := &mapDriver{manual: begin(t, single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "`+kind+`"},
			"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`), `[1]`, state.Config{})}
		e := d.step()[0].(*state.StartItem)
		prefix := state.MapRunPrefix(e.Config.ARN)
		if rest, ok := strings.CutPrefix(e.MapRun, prefix); !ok || len(rest) != len("-cdef-0123-456789abcdef") {
			t.Errorf("%s: %q of %s, whose Map Run is %s", kind, prefix, e.Config.ARN, e.MapRun)
		}
	}
	for _, arn := range []string{"", "none", "arn:aws:states:r:1:execution:m:n", "arn:aws:states:r:1:execution:m/O:01234567"} {
		if prefix := state.MapRunPrefix(arn); prefix != "" {
			t.Errorf("%q of %q", prefix, arn)
		}
	}
}
