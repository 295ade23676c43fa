package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// mapDriver drives a Run with a Map Run by hand.
type mapDriver struct {
	*manual
	asked  []*state.StartItem
	writes []*state.WriteResults
}

func beginMap(t *testing.T, fields, input string, cfg state.Config) *mapDriver {
	t.Helper()
	return &mapDriver{manual: begin(t, single(`"Type": "Map", `+fields+distributedTask("T")), input, cfg)}
}

// goOn takes turns, and keeps what is asked for.
func (d *mapDriver) goOn() {
	d.t.Helper()
	d.asked, d.writes = nil, nil
	for _, e := range d.step() {
		switch e := e.(type) {
		case *state.StartItem:
			d.asked = append(d.asked, e)
		case *state.WriteResults:
			d.writes = append(d.writes, e)
		}
	}
	d.restore()
}

// end ends an execution that was asked for.
func (d *mapDriver) end(e *state.StartItem, o state.Outcome) {
	d.t.Helper()
	o.Started, o.Ended = epoch, d.r.Now()
	if o.Status != state.Succeeded && o.Failure == nil {
		o.Failure = state.NewFailure("E", "c")
	}
	if !d.r.ChildDone(d.r.Now(), e.ID, state.ChildOutcome{Outcome: o}) {
		d.t.Errorf("the end of %d is not taken", e.Index)
	}
}

// redrive redrives the execution some time after its end.
func (d *mapDriver) redrive(after time.Duration) {
	d.t.Helper()
	if _, err := d.r.Redrive(d.r.Now().Add(after), ""); err != nil {
		d.t.Fatal(err)
	}
	d.goOn()
}

// items returns the status of the Map Run and the counts of its items.
func (d *mapDriver) items() string {
	run := d.r.MapRuns()[0]
	c := run.Items
	return fmt.Sprintf("%s %d: pending %d running %d succeeded %d failed %d, not redrivable %d, to be redriven %d",
		run.Status, run.RedriveCount, c.Pending, c.Running, c.Succeeded, c.Failed, c.FailuresNotRedrivable, c.PendingRedrive)
}

func (d *mapDriver) wantItems(want string) {
	d.t.Helper()
	if diff := gocmp.Diff(want, d.items()); diff != "" {
		d.t.Errorf("(-want +got):\n%s", diff)
	}
}

var failedOutcome = state.Outcome{Status: state.Failed}

// TestMapRunRedriven: those that have failed are redriven first, as many at a time as may
// be, and counted meanwhile.
func TestMapRunRedriven(t *testing.T) {
	d := beginMap(t, `"MaxConcurrency": 2, `, `[1, 2, 3, 4]`, state.Config{})
	d.goOn()
	d.end(d.asked[0], failedOutcome)
	d.end(d.asked[1], failedOutcome)
	d.goOn()
	d.end(d.asked[0], failedOutcome)
	d.goOn()
	d.wantItems("FAILED 0: pending 1 running 0 succeeded 0 failed 3, not redrivable 0, to be redriven 0")
	d.redrive(time.Minute)
	d.wantItems("RUNNING 1: pending 1 running 2 succeeded 0 failed 0, not redrivable 0, to be redriven 1")
	for i, e := range d.asked {
		if !e.Redrive || e.Index != int64(i) || e.Input.String() != fmt.Sprint(i+1) {
			t.Errorf("%+v", e)
		}
		d.end(e, state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(int64(10 * i))})
	}
	d.goOn()
	if len(d.asked) != 2 || !d.asked[0].Redrive || d.asked[1].Redrive {
		t.Fatalf("%+v", d.asked)
	}
	d.end(d.asked[0], failedOutcome)
	d.end(d.asked[1], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(30)})
	d.goOn()
	d.wantItems("FAILED 1: pending 0 running 0 succeeded 3 failed 1, not redrivable 0, to be redriven 0")
	d.redrive(time.Minute)
	d.end(d.asked[0], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(20)})
	d.goOn()
	if got := d.r.Outcome().Output.String(); got != "[0,10,20,30]" {
		t.Error(got)
	}
	d.wantItems("SUCCEEDED 2: pending 0 running 0 succeeded 4 failed 0, not redrivable 0, to be redriven 0")
}

// TestMapRunNotRedrivable: executions whose history is full stay failed, and count for the
// tolerated failures.
func TestMapRunNotRedrivable(t *testing.T) {
	full := state.Outcome{Status: state.Failed, NoRedrive: "full"}
	d := beginMap(t, `"ToleratedFailureCount": 1, `, `[1, 2, 3]`, state.Config{})
	d.goOn()
	for i, e := range d.asked {
		d.end(e, []state.Outcome{full, failedOutcome, failedOutcome}[i])
	}
	d.goOn()
	d.wantItems("FAILED 0: pending 0 running 0 succeeded 0 failed 3, not redrivable 1, to be redriven 0")
	d.redrive(time.Minute)
	d.wantItems("RUNNING 1: pending 0 running 2 succeeded 0 failed 1, not redrivable 1, to be redriven 0")
	d.end(d.asked[0], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(1)})
	d.end(d.asked[1], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(2)})
	d.goOn()
	if d.r.Status() != state.Succeeded || d.r.Outcome().Output.Len() != 3 {
		t.Errorf("%+v", d.r.Outcome())
	}
}

// TestMapRunRedrivablePeriod: each STANDARD execution can be redriven for 14 days, while
// EXPRESS ones always start again.
func TestMapRunRedrivablePeriod(t *testing.T) {
	for kind, want := range map[string]string{
		"STANDARD": "RUNNING 1: pending 0 running 2 succeeded 0 failed 1, not redrivable 1, to be redriven 0",
		"EXPRESS":  "RUNNING 1: pending 0 running 3 succeeded 0 failed 0, not redrivable 0, to be redriven 0",
	} {
		d := &mapDriver{manual: begin(t, strings.Replace(single(`"Type": "Map", "ToleratedFailureCount": 1, `+distributedTask("T")), "STANDARD", kind, 1), `[1, 2, 3]`, state.Config{})}
		d.goOn()
		first, second, third := d.asked[0], d.asked[1], d.asked[2]
		d.end(first, failedOutcome)
		d.goOn()
		d.r.Advance(epoch.Add(10 * 24 * time.Hour))
		d.end(second, failedOutcome)
		d.end(third, failedOutcome)
		d.goOn()
		d.redrive(5 * 24 * time.Hour)
		d.wantItems(want)
	}
}

// TestMapRunRedriveRefused: the Map Run fails, and what could not be redriven is as it was.
func TestMapRunRedriveRefused(t *testing.T) {
	const target = `"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}, `
	d := beginMap(t, `"MaxConcurrency": 1, `+target, `[1, 2]`, state.Config{})
	d.goOn()
	d.end(d.asked[0], failedOutcome)
	d.goOn()
	d.end(d.asked[0], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(1)})
	d.goOn()
	written := func() {
		t.Helper()
		d.r.ResultsWritten(d.r.Now(), d.writes[0].ID, make([]int64, len(d.writes[0].Files)), nil)
		d.goOn()
	}
	written()
	d.redrive(time.Minute)
	if d.r.RedriveRefused(d.r.Now(), d.asked[0].ID+1, state.Failure{}) || !d.r.RedriveRefused(d.r.Now(), d.asked[0].ID, *state.NewFailure("States.Runtime", "no")) {
		t.Error("another answer is taken, or none")
	}
	d.goOn()
	d.wantItems("RUNNING 1: pending 0 running 0 succeeded 1 failed 1, not redrivable 0, to be redriven 0")
	var files []string
	for _, f := range d.writes[0].Files {
		files = append(files, fmt.Sprint(f.Key[len("00000000-0000-0000-0000-000000000000"):], " ", len(f.Records)))
	}
	if diff := gocmp.Diff([]string{"/Redrive-1/FAILED_0.json 1", "/Redrive-1/SUCCEEDED_0.json 0"}, files); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	written()
	if o := d.r.Outcome(); o.Failure.Name() != "States.Runtime" {
		t.Errorf("%+v", o)
	}
	d.redrive(time.Minute)
	if d.wantItems("RUNNING 2: pending 0 running 1 succeeded 1 failed 0, not redrivable 0, to be redriven 0"); len(d.asked) != 1 {
		t.Errorf("%+v", d.asked)
	}
}

// TestMapRunWrittenAgain: results that could not be written are written in the next
// attempt, in which no execution starts.
func TestMapRunWrittenAgain(t *testing.T) {
	const target = `"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}, `
	d := beginMap(t, target, `[1]`, state.Config{})
	d.goOn()
	d.end(d.asked[0], state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(1)})
	d.goOn()
	first := d.writes[0].Files[0]
	d.r.ResultsWritten(d.r.Now(), d.writes[0].ID, nil, state.NewFailure("States.ResultWriterFailed", ""))
	d.goOn()
	d.redrive(time.Minute)
	if len(d.asked) > 0 || len(d.writes) != 1 {
		t.Fatalf("%v, %v", d.asked, d.writes)
	}
	if again := d.writes[0].Files[0]; fmt.Sprint(again.Records) != fmt.Sprint(first.Records) {
		t.Errorf("%v, want %v", again.Records, first.Records)
	}
	d.r.ResultsWritten(d.r.Now(), d.writes[0].ID, []int64{1}, nil)
	d.goOn()
	if d.r.Status() != state.Succeeded {
		t.Errorf("%+v", d.r.Outcome())
	}
}

// TestMapRunReadAgain: if no execution was started the source is read from its beginning.
func TestMapRunReadAgain(t *testing.T) {
	d := beginMap(t, reader, `{}`, state.Config{})
	read := func() *state.ReadItems {
		t.Helper()
		for _, e := range d.step() {
			if e, ok := e.(*state.ReadItems); ok {
				return e
			}
		}
		t.Fatal("nothing is read")
		return nil
	}
	d.r.ItemsRead(epoch, read().ID, &state.Page{Cursor: []byte{1}}, nil)
	e := read()
	if len(e.Cursor) != 1 {
		t.Errorf("the cursor is %v", e.Cursor)
	}
	d.r.ItemsRead(epoch, e.ID, nil, state.NewFailure("States.ItemReaderFailed", ""))
	d.step()
	d.restore()
	if _, err := d.r.Redrive(epoch, ""); err != nil {
		t.Fatal(err)
	}
	if e := read(); e.Cursor != nil {
		t.Errorf("the cursor is %v", e.Cursor)
	}
}

// TestMapRunFailuresBounded: no more failures are kept than may take memory.
func TestMapRunFailuresBounded(t *testing.T) {
	d := beginMap(t, `"ToleratedFailureCount": 3, `, `[1, 2, 3, 4, 5]`, state.Config{Limits: state.Limits{StateBytes: 2000}})
	d.goOn()
	for _, e := range d.asked {
		d.end(e, failedOutcome)
	}
	d.goOn()
	d.wantItems("FAILED 0: pending 0 running 0 succeeded 0 failed 5, not redrivable 2, to be redriven 0")
	d.redrive(time.Minute)
	d.wantItems("RUNNING 1: pending 0 running 3 succeeded 0 failed 2, not redrivable 2, to be redriven 0")
}

// TestMapRunRedriveLimit: a Map Run is redriven a thousand times.
func TestMapRunRedriveLimit(t *testing.T) {
	d := beginMap(t, ``, `[1]`, state.Config{})
	d.goOn()
	for range 1000 {
		d.end(d.asked[0], failedOutcome)
		d.step()
		if _, err := d.r.Redrive(d.r.Now(), ""); err != nil {
			t.Fatal(err)
		}
		d.goOn()
	}
	d.end(d.asked[0], failedOutcome)
	d.goOn()
	d.redrive(0)
	if o := d.r.Outcome(); o.Failure.Name() != "States.Runtime" || o.RedriveCount != 1001 || d.r.MapRuns()[0].RedriveCount != 1000 {
		t.Errorf("%+v, %+v", o, d.r.MapRuns())
	}
}

// TestRestoreRefusesFailures that contradict the Map Run.
func TestRestoreRefusesFailures(t *testing.T) {
	d := beginMap(t, `"MaxConcurrency": 1, "ToleratedFailureCount": 1, `, `[1, 2, 3]`, state.Config{})
	d.goOn()
	for range 3 {
		d.end(d.asked[0], failedOutcome)
		if d.goOn(); len(d.asked) == 0 {
			break
		}
	}
	ended, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	d.redrive(time.Minute)
	running, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path, value string
		of                []byte
	}{
		{"one twice", "frames/0/mapRun/unsuccessful/1/index", `0`, ended},
		{"one that was not started", "frames/0/mapRun/unsuccessful/1/index", `3`, ended},
		{"a negative one", "frames/0/mapRun/unsuccessful/1/index", `-1`, ended},
		{"one without items", "frames/0/mapRun/unsuccessful/1/items", `0`, ended},
		{"one with too many", "frames/0/mapRun/unsuccessful/1/items", `4`, ended},
		{"one without an input", "frames/0/mapRun/unsuccessful/1/input", `null`, ended},
		{"one that has succeeded", "frames/0/mapRun/unsuccessful/1/status", `"SUCCEEDED"`, ended},
		{"another status", "frames/0/mapRun/unsuccessful/1/status", `"ABORTED"`, ended},
		{"a negative number of redrives", "frames/0/mapRun/unsuccessful/1/redrives", `-1`, ended},
		{"the Map Run goes on", "mapRuns/0/Status", `"RUNNING"`, ended},
		{"it waits for an execution", "frames/0/mapRun/again", `[{"index":2,"items":1,"input":[0],"status":"FAILED"}]`, ended},
		{"it has failed again", "frames/0/mapRun/failure", `{}`, ended},
		{"its start is an event to come", "frames/0/mapRun/started", `1000`, ended},
		{"its start is no event", "frames/0/mapRun/started", `-1`, ended},
		{"the Map Run has ended", "mapRuns/0/Status", `"FAILED"`, running},
		{"another number waits", "mapRuns/0/Executions/PendingRedrive", `1`, running},
		{"other items wait", "mapRuns/0/Items/PendingRedrive", `0`, running},
		{"a negative number waits", "mapRuns/0/Items/PendingRedrive", `-1`, running},
		{"one that goes on waits", "frames/0/mapRun/again/0/index", `0`, running},
		{"it was another one", "frames/0/mapRun/requests/0/earlier/index", `1`, running},
	} {
		if _, err := state.Restore(d.r.Machine(), test.of, state.Config{}); err != nil {
			t.Fatal(err)
		}
		mutated, err := jsonvalue.MustParse(string(test.of)).Set(steps(test.path), jsonvalue.MustParse(test.value))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := state.Restore(d.r.Machine(), []byte(mutated.String()), state.Config{}); err == nil {
			t.Errorf("%s: %s = %s is not refused", test.name, test.path, test.value)
		}
	}
}
