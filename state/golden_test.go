package state_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the snapshots of the format that is written now")

// snapshotFormats are the formats that Restore reads. The last one is written. Of
// each there is a folder in testdata/snapshots, with a file for each of goldenRuns;
// those of older formats were written when theirs was the last one, and stay as
// they are.
const snapshotFormats = 3

// goldenRun is a Run of which there is a snapshot in each format. A snapshot belongs to
// one definition, so the definitions here must not change.
type goldenRun struct {
	name, definition, input string
	cfg                     state.Config
	until                   func(d *manual) // goes on from the start to where the snapshot is taken
}

const (
	goldenTask   = `"Type": "Task", "Resource": "f", "TimeoutSeconds": 60, "HeartbeatSeconds": 20`
	goldenRetry  = `, "Retry": [{"ErrorEquals": ["A"]}, {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "JitterStrategy": "FULL"}]`
	goldenNested = `"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "V", "States": {
		"V": {"Type": "Pass", "Assign": {"v.$": "$"}, "Next": "P"},
		"P": {"Type": "Parallel", "End": true, "Branches": [
			{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}},
			{"StartAt": "R", "States": {"R": {"Type": "Pass", "Result": "r", "End": true}}}]}}}`
	goldenMap = `"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}}`
)

var goldenRuns = []goldenRun{
	{
		name: "started", definition: single(`"Type": "Pass"`), input: `{ "a": "<ä>" }`,
		until: func(*manual) {},
	},
	{
		name: "waiting", definition: `{"StartAt": "A", "TimeoutSeconds": 900, "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}`, input: `{"a":1}`,
		cfg:   state.Config{Name: "N", Secret: []byte("0123456789abcdef")},
		until: func(d *manual) { d.step() },
	},
	{
		name: "express", definition: single(`"Type": "Wait", "Seconds": 60`), input: `null`,
		cfg: state.Config{
			ARN:  "arn:aws-cn:states:cn-north-1:123456789012:express:M:Execution:63cbe1e459320dd7", // as it was made then
			Type: state.Express, Seed: 7, Limits: state.Limits{Payload: 5000, Events: -1, MapConcurrency: 2},
			Identity: state.Identity{Partition: "aws-cn", Region: "cn-north-1", Account: "123456789012", Machine: "M", Version: "3", Alias: "live"},
		},
		until: func(d *manual) { d.step() },
	},
	{
		name: "pending", definition: single(goldenTask + `, "Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/R"}`), input: `{"a":[1,2]}`,
		until: func(d *manual) {
			d.step()
			d.r.Started(epoch.Add(time.Second), 1, "")
			d.step()
		},
	},
	{
		name: "callback", definition: single(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"MessageBody.$": "$$.Task.Token", "QueueUrl": "q"}`), input: `{}`,
		until: func(d *manual) {
			d.step()
			d.r.Started(epoch, 1, "")
			d.r.Submitted(epoch, 1, jsonvalue.MustParse(`{"MessageId":"m"}`))
			d.step()
		},
	},
	{
		name: "activity", definition: single(`"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"`), input: `{}`,
		until: func(d *manual) { d.step() },
	},
	{
		name: "answered", definition: single(goldenTask), input: `{}`,
		until: func(d *manual) {
			d.step()
			d.r.Done(epoch, 1, jsonvalue.MustParse(`{"b":null}`), nil)
		},
	},
	{
		name: "timed-out", definition: single(goldenTask + goldenRetry), input: `{}`,
		until: func(d *manual) {
			d.step()
			d.r.Started(epoch, 1, "")
			d.step()
			d.r.Advance(epoch.Add(20 * time.Second)) // the heartbeat is missed, and the effect cancelled
		},
	},
	{
		name: "delayed", definition: single(goldenTask + goldenRetry), input: `{}`, cfg: state.Config{Seed: 3},
		until: func(d *manual) {
			d.step()
			d.r.Done(epoch, 1, jsonvalue.Value{}, state.NewFailure("E", "c"))
			d.step()
		},
	},
	{
		name: "parallel", input: `{"a":1}`,
		definition: single(`"Type": "Parallel", "Branches": [` + taskBranch("P") + `,` + branch("Q", `"Type": "Wait", "Seconds": 5, "End": true`) + `,` + taskBranch("R") + `]`),
		until: func(d *manual) {
			d.step()
			d.r.Done(epoch, 1, jsonvalue.NullValue, nil)
			d.step()
		},
	},
	{
		name: "map", definition: single(goldenMap + `, "ItemsPath": "$.items"`), input: `{"items":[{"n":1},{"n":2},{"n":3},{"n":4},{"n":5}]}`,
		until: halfOfTheMap,
	},
	{
		name: "joined", definition: single(goldenMap), input: `[1,2]`,
		until: func(d *manual) {
			d.step()
			d.r.Done(epoch, 1, jsonvalue.True, nil)
			d.r.Done(epoch, 2, jsonvalue.False, nil)
			d.turns(2)
		},
	},
	{
		name: "variables", input: `{"a":[1,2]}`,
		definition: states(`"A": {"Type": "Pass", "Assign": {"x.$": "$.a", "y": "outer"}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [` +
			branch("P", `"Type": "Pass", "Assign": {"z.$": "$x[1]"}, "Next": "Q"}, "Q": {"Type": "Wait", "Seconds": 5, "Next": "R"}, "R": {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "z.$": "$z"}, "End": true`) + `], "End": true}`),
		until: func(d *manual) { d.step() },
	},
	{
		name: "succeeded", definition: single(`"Type": "Pass"`), input: `[1, 2]`,
		until: func(d *manual) { d.step() },
	},
	{
		name: "failed", definition: states(`"A": {"Type": "Fail", "Error": "E", "Cause": "c"}`), input: `{}`,
		until: func(d *manual) { d.step() },
	},
	{
		name: "failed-inside", definition: single(goldenNested), input: `["a","b","c"]`,
		until: func(d *manual) {
			halfOfTheMap(d)
			d.r.Done(epoch, 3, jsonvalue.Value{}, state.NewFailure("E", "c"))
			d.step()
		},
	},
	{
		name: "aborted", definition: single(goldenNested), input: `["a","b","c"]`,
		until: func(d *manual) {
			d.step()
			d.r.Done(epoch, 1, jsonvalue.NullValue, nil)
			d.r.Abort(epoch, *state.NewFailure("E", "c")) // the event and the cancellations are pending
		},
	},
}

// halfOfTheMap answers the tasks of two iterations.
func halfOfTheMap(d *manual) {
	d.step()
	d.r.Done(epoch, 2, jsonvalue.MustParse(`"second"`), nil)
	d.step()
	d.r.Started(epoch, 1, "")
	d.r.Done(epoch, 1, jsonvalue.NullValue, nil)
	d.step()
}

// begin runs the execution up to the snapshot.
func (g goldenRun) begin(t *testing.T) *manual {
	d := begin(t, g.definition, g.input, g.cfg)
	g.until(d)
	d.events = nil
	return d
}

func (g goldenRun) file(format int) string {
	return filepath.Join("testdata", "snapshots", strconv.Itoa(format), g.name+".json")
}

// read returns the snapshot in a format.
func (g goldenRun) read(t testing.TB, format int) []byte {
	t.Helper()
	text, err := os.ReadFile(g.file(format))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// finish answers whatever is asked for until the execution ends. A task returns
// the name of its state.
func (d *manual) finish() {
	d.t.Helper()
	for range 100 {
		d.step()
		if d.r.Status() != state.Running {
			return
		}
		outstanding := d.r.Outstanding()
		for _, p := range outstanding {
			task := taskOf(p)
			d.r.Started(d.r.Now(), task.ID, "w")
			d.r.Done(d.r.Now(), task.ID, jsonvalue.OfString(task.State), nil)
		}
		if at, ok := d.r.Deadline(); ok && len(outstanding) == 0 {
			d.r.Advance(at)
		}
	}
	d.t.Fatal("the execution does not end")
}

func taskOf(p state.Pending) *state.RunTask { return p.Effect.(*state.RunTask) }

// TestSnapshotFormat: Snapshot writes what it has always written in this format.
// A change that an older Restore would misread needs a new format.
func TestSnapshotFormat(t *testing.T) {
	for _, g := range goldenRuns {
		t.Run(g.name, func(t *testing.T) {
			got, err := g.begin(t).r.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(g.file(snapshotFormats), got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := gocmp.Diff(string(g.read(t, snapshotFormats)), string(got)); diff != "" {
				t.Errorf("the snapshot differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSnapshotsOfAllFormats: a snapshot that was taken by an older version goes on
// to the same end, with the same events.
func TestSnapshotsOfAllFormats(t *testing.T) {
	for _, g := range goldenRuns {
		for format := 1; format <= snapshotFormats; format++ {
			t.Run(g.name+"/"+strconv.Itoa(format), func(t *testing.T) {
				want := g.begin(t)
				r, err := state.Restore(want.r.Machine(), g.read(t, format), state.Config{})
				if err != nil {
					t.Fatal(err)
				}
				got := &manual{t: t, r: r}
				wanted := want.r.Outstanding()
				if format == 1 { // which does not say what was submitted, and had other tokens
					for i := range wanted {
						wanted[i].Submitted = false
						taskOf(wanted[i]).Input = taskOf(r.Outstanding()[i]).Input
					}
				}
				if diff := gocmp.Diff(wanted, r.Outstanding(), gocmp.Comparer(jsonvalue.Equal)); diff != "" {
					t.Errorf("other effects are outstanding (-want +got):\n%s", diff)
				}
				want.finish()
				got.finish()
				if diff := gocmp.Diff(bytesOf(want.events), bytesOf(got.events)); diff != "" {
					t.Errorf("the history differs (-want +got):\n%s", diff)
				}
				described := r.Describe()
				if format == 1 { // which kept no states for a redrive
					described.NoRedrive = ""
				}
				if diff := gocmp.Diff(want.r.Describe(), described, gocmp.Comparer(jsonvalue.Equal)); diff != "" {
					t.Errorf("the end differs (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestSnapshotOfAMapOverAnObject: older versions ran an inline Map over the members of
// an object, and what they began goes on.
func TestSnapshotOfAMapOverAnObject(t *testing.T) {
	g := goldenRun{name: "map-of-an-object", definition: single(goldenMap + `, "ItemSelector": {"k.$": "$$.Map.Item.Key", "v.$": "$$.Map.Item.Value"}`)}
	for format := 1; format <= 2; format++ {
		r, err := state.Restore(parse(t, g.definition), g.read(t, format), state.Config{})
		if err != nil {
			t.Fatal(err)
		}
		d := &manual{t: t, r: r}
		d.finish()
		if got, want := r.Outcome().Output.String(), `[null,"second","T","T"]`; got != want {
			t.Errorf("format %d: the output is %s, want %s", format, got, want)
		}
	}
}
