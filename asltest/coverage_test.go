package asltest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// Ways that lead to the same state are told apart.
const routes = `{
  "StartAt": "Set",
  "States": {
    "Set": {"Type": "Pass", "Assign": {"limit": 100}, "Next": "Route"},
    "Route": {
      "Type": "Choice",
      "Choices": [
        {"Variable": "$.n", "IsPresent": false, "Next": "Lost"},
        {"Variable": "$.n", "NumericGreaterThanPath": "$limit", "Next": "Call"},
        {"Variable": "$.n", "NumericGreaterThan": 10, "Next": "Call"}
      ],
      "Default": "Call"
    },
    "Lost": {"Type": "Fail", "Error": "Lost"},
    "Call": {
      "Type": "Task", "Resource": "call", "ResultPath": "$.call", "Next": "Each",
      "Retry": [
        {"ErrorEquals": ["Busy", "Slow"]},
        {"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 1}
      ],
      "Catch": [
        {"ErrorEquals": ["Declined"], "ResultPath": "$.why", "Next": "Each"},
        {"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Each"}
      ]
    },
    "Each": {
      "Type": "Map", "ItemsPath": "$.items", "Next": "Both", "ResultPath": null,
      "Retry": [{"ErrorEquals": ["Torn"]}, {"ErrorEquals": ["Wet"]}],
      "Catch": [{"ErrorEquals": ["Burnt"], "Next": "Lost"}, {"ErrorEquals": ["States.ALL"], "Next": "Lost"}],
      "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "one", "End": true}}}
    },
    "Both": {
      "Type": "Parallel", "End": true,
      "Branches": [
        {"StartAt": "Left", "States": {"Left": {"Type": "Pass", "End": true}}},
        {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 5, "End": true}}}
      ]
    }
  }
}`

// covered runs a test and returns what it exercised besides states.
func covered(t *testing.T, test func(t testing.TB, x *asltest.Test)) []string {
	t.Helper()
	m, err := asl.Parse([]byte(routes), asl.WithFile("routes.asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := asltest.NewCoverage(m)
	passes(t, func(t testing.TB) { test(t, asltest.New(t, m, c.Option())) })
	left := c.Missing()
	var hit []string
	for _, part := range asltest.NewCoverage(m).Missing() {
		isState := strings.HasPrefix(part, "state ") && !strings.Contains(part, ":")
		if !isState && !slices.Contains(left, part) {
			hit = append(hit, part)
		}
	}
	return hit
}

func TestCoverageTellsWaysApart(t *testing.T) {
	const (
		set     = "transition from Set to Route"
		each    = "transition from Call to Each"
		both    = "transition from Each to Both"
		second  = "state Route: choice rule 2, to Call"
		retry   = `state Call: retrier 0, of ["Busy", "Slow"]`
		other   = `state Call: retrier 1, of ["States.TaskFailed"]`
		refused = `state Call: catcher 0, of ["Declined"], to Each`
		rest    = `state Call: catcher 1, of ["States.ALL"], to Each`
	)
	ok := asltest.Return(`1`)
	tests := []struct {
		name, input string
		call, one   []asltest.Response
		want        []string
	}{
		{"rule by a variable", `{"n": 101, "items": []}`, []asltest.Response{ok}, nil,
			[]string{set, each, both, "state Route: choice rule 1, to Call"}},
		{"rule", `{"n": 11, "items": []}`, []asltest.Response{ok}, nil, []string{set, each, both, second}},
		{"default", `{"n": 1, "items": []}`, []asltest.Response{ok}, nil, []string{set, each, both, "state Route: Default, to Call"}},
		{"only rule", `{}`, nil, nil, []string{set, "state Route: choice rule 0, to Lost"}},
		{"retriers", `{"n": 11, "items": []}`, []asltest.Response{asltest.Fail("Slow", ""), asltest.Fail("X", ""), ok}, nil,
			[]string{set, each, both, second, retry, other}},
		{"catcher", `{"n": 11, "items": []}`, []asltest.Response{asltest.Fail("X", ""), asltest.Fail("Declined", "")}, nil,
			[]string{set, both, second, other, refused}},
		{"last catcher", `{"n": 11, "items": []}`, []asltest.Response{asltest.Fail("States.Timeout", "")}, nil,
			[]string{set, both, second, rest}},
		{"Map's retrier and catcher", `{"n": 11, "items": [1]}`, []asltest.Response{ok}, []asltest.Response{asltest.Fail("Wet", ""), asltest.Fail("Burnt", "")},
			[]string{set, each, second, `state Each: retrier 1, of ["Wet"]`, `state Each: catcher 0, of ["Burnt"], to Lost`}},
		{"Map's other catcher", `{"n": 11, "items": [1]}`, []asltest.Response{ok}, []asltest.Response{asltest.Fail("X", "")},
			[]string{set, each, second, `state Each: catcher 1, of ["States.ALL"], to Lost`}},
	}
	for _, test := range tests {
		hit := covered(t, func(_ testing.TB, x *asltest.Test) {
			if test.call != nil {
				x.Mock("Call", test.call...)
			}
			if test.one != nil {
				x.Mock("One", test.one...)
			}
			x.Run(test.input)
		})
		slices.Sort(hit)
		slices.Sort(test.want)
		if diff := cmp.Diff(test.want, hit); diff != "" {
			t.Errorf("%s: exercised (-want +got):\n%s", test.name, diff)
		}
	}
}

// The history calls a missed heartbeat a timeout; retriers and catchers do not.
func TestCoverageTellsHeartbeats(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
		"TimeoutSeconds": 60, "HeartbeatSeconds": 40, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "S"}, {"ErrorEquals": ["States.Timeout"], "Next": "S"}]},
		"S": {"Type": "Succeed"}}}`)
	beats := asltest.Do(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		for range 3 {
			if err := info.Sleep(ctx, 30*time.Second); err != nil {
				return nil, err
			}
			info.Heartbeat()
		}
		return nil, nil
	})
	for _, test := range []struct {
		response asltest.Response
		missing  string
	}{
		{beats, `state T: catcher 0, of ["States.HeartbeatTimeout"], to S`},
		{asltest.Hang(), `state T: catcher 1, of ["States.Timeout"], to S`},
	} {
		c := asltest.NewCoverage(m)
		passes(t, func(t testing.TB) {
			asltest.New(t, m, c.Option()).Mock("T", test.response).Run(`{}`).Path("T", "S")
		})
		if diff := cmp.Diff([]string{test.missing}, c.Missing()); diff != "" {
			t.Errorf("missing (-want +got):\n%s", diff)
		}
	}
}

func TestCoverageOfJSONata(t *testing.T) {
	m := asl.MustParse(`{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
		"A": {"Type": "Pass", "Assign": {"limit": 5}, "Next": "C"},
		"C": {"Type": "Choice", "Default": "S", "Choices": [
			{"Condition": "{% $states.input.n = 0 %}", "Next": "S"},
			{"Condition": "{% $states.input.n > $limit %}", "Next": "S", "Assign": {"x": "{% $states.input.n %}"}, "Output": "{% $limit %}"}]},
		"S": {"Type": "Succeed"}}}`)
	for input, want := range map[string]string{
		`{"n": 0}`: "state C: choice rule 0, to S", `{"n": 6}`: "state C: choice rule 1, to S", `{"n": 5}`: "state C: Default, to S",
	} {
		c := asltest.NewCoverage(m)
		passes(t, func(t testing.TB) { asltest.New(t, m, c.Option()).Run(input).Succeeds() })
		if missing := c.Missing(); len(missing) != 2 || slices.Contains(missing, want) {
			t.Errorf("%s: missing %q, want all but %s", input, missing, want)
		}
	}
}

func TestCoverageReports(t *testing.T) {
	m, err := asl.Parse([]byte(routes), asl.WithFile("routes.asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := asltest.NewCoverage(m)
	passes(t, func(t testing.TB) {
		asltest.New(t, m, c.Option()).Mock("Call", asltest.Fail("Busy", ""), asltest.Return(`1`)).Mock("One", asltest.Return(`1`)).
			Run(`{"n": 11, "items": [1, 2]}`)
	})
	var table, lcov bytes.Buffer
	if err := c.Print(&table); err != nil {
		t.Error(err)
	}
	if err := c.WriteLCOV(&lcov); err != nil {
		t.Error(err)
	}
	want := `states           8 of 9     88.9%
transitions      3 of 3    100.0%
choice rules     1 of 4     25.0%
retriers         1 of 4     25.0%
catchers         0 of 4      0.0%
all             13 of 24    54.2%
not exercised:
    routes.asl.json:14: state Lost
    routes.asl.json:8: state Route: choice rule 0, to Lost
    routes.asl.json:9: state Route: choice rule 1, to Call
    routes.asl.json:12: state Route: Default, to Call
    routes.asl.json:19: state Call: retrier 1, of ["States.TaskFailed"]
    routes.asl.json:28: state Each: retrier 0, of ["Torn"]
    routes.asl.json:28: state Each: retrier 1, of ["Wet"]
    routes.asl.json:22: state Call: catcher 0, of ["Declined"], to Each
    routes.asl.json:23: state Call: catcher 1, of ["States.ALL"], to Each
    routes.asl.json:29: state Each: catcher 0, of ["Burnt"], to Lost
    routes.asl.json:29: state Each: catcher 1, of ["States.ALL"], to Lost
`
	if diff := cmp.Diff(want, table.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	for _, line := range []string{
		"SF:routes.asl.json", "FN:4,Set", "FNDA:1,Set", "FNDA:0,Lost", "FNDA:2,One", "FNF:9", "FNH:8",
		"BRDA:8,7,0,0", "BRDA:10,7,2,1", "BRDA:18,18,0,1", "BRF:12", "BRH:2", "DA:4,1", "DA:8,0", "DA:10,1", "LF:21", "LH:12", "end_of_record",
	} {
		if !strings.Contains("\n"+lcov.String(), "\n"+line+"\n") {
			t.Errorf("lcov has no line %s:\n%s", line, lcov.String())
		}
	}
	if got := c.Percent(); int(got*10) != 541 {
		t.Errorf("%.1f percent", got)
	}
	if err := asltest.NewCoverage(order).WriteLCOV(&lcov); err == nil || !strings.Contains(err.Error(), "use asl.ParseFile") {
		t.Errorf("error %v without a file", err)
	}
}

// A name that has two lines does not break the file, and who asks the engine looks
// at no clock but virtual ones.
func TestCoverageInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := time.Now()
		m, err := asl.Parse([]byte(`{"StartAt": "two\nlines", "States": {
			"two\nlines": {"Type": "Task", "Resource": "t", "End": true, "Retry": [{"ErrorEquals": ["A"]}, {"ErrorEquals": ["B"]}]}}}`), asl.WithFile("x"))
		if err != nil {
			t.Fatal(err)
		}
		c := asltest.NewCoverage(m)
		passes(t, func(t testing.TB) {
			asltest.New(t, m, c.Option()).Mock("two\nlines", asltest.Fail("B", ""), asltest.Return(`1`)).Run(`{}`)
		})
		var lcov bytes.Buffer
		if err := c.WriteLCOV(&lcov); err != nil || !strings.Contains(lcov.String(), "FNDA:1,two lines\n") {
			t.Errorf("error %v of\n%s", err, lcov.String())
		}
		if diff := cmp.Diff([]string{"state two\nlines: retrier 0, of [\"A\"]"}, c.Missing()); diff != "" {
			t.Errorf("missing (-want +got):\n%s", diff)
		}
		if got := time.Since(before); got != 0 {
			t.Errorf("it took %v", got)
		}
	})
}

// What a terminal would obey, or not show, is not in the table.
func TestCoverageOfHostileNames(t *testing.T) {
	m, err := asl.Parse([]byte(`{"StartAt": "a\u001b[2J\u202e", "States": {"a\u001b[2J\u202e": {"Type": "Succeed"}}}`), asl.WithFile("x\n"))
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := asltest.NewCoverage(m).Print(&table); err != nil || !strings.Contains(table.String(), "x␊:1: state a␛[2J\uFFFD\n") {
		t.Errorf("error %v of\n%s", err, table.String())
	}
}

// Executions that are stopped count as far as they went, and executions may run
// at once.
func TestCoverageOfParallelAndStoppedExecutions(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
		"B": {"Type": "Wait", "Seconds": 5, "Next": "C"}, "C": {"Type": "Succeed"}}}`)
	c := asltest.NewCoverage(m)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clock := asl.NewVirtualClock(time.Unix(0, 0))
	defer clock.Hold()()
	var waiting, all sync.WaitGroup
	waiting.Add(10)
	tell := asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		if e.Type == history.TypeWaitStateEntered {
			waiting.Done()
		}
	})
	for range 10 {
		all.Go(func() {
			if _, err := m.Execute(ctx, []byte(`{}`), asl.WithClock(clock), c.Option(), tell); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		})
	}
	waiting.Wait()
	cancel()
	all.Wait()
	if diff := cmp.Diff([]string{"state C", "transition from B to C"}, c.Missing()); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

type suite int

func (s suite) Run() int { return int(s) }

// A suite of tests fails if it exercises too little.
func TestCoverageFloor(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	empty, full := asltest.NewCoverage(m), asltest.NewCoverage(m)
	passes(t, func(t testing.TB) { asltest.New(t, m, full.Option()).Run(`1`) })
	out := os.Stdout
	null, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = null
	defer func() { os.Stdout = out }()
	for _, test := range []struct {
		c       *asltest.Coverage
		suite   suite
		floor   float64
		code    int
		partial string // the flag because of which some tests do not run
	}{
		{full, 0, 100, 0, ""}, {empty, 0, 100, 1, ""}, {empty, 0, 0, 0, ""}, {full, 3, 100, 3, ""}, {empty, 3, 100, 3, ""},
		{empty, 0, 100, 0, "test.run"}, {empty, 0, 100, 0, "test.skip"}, {empty, 0, 100, 0, "test.list"},
	} {
		t.Run("", func(t *testing.T) {
			asltest.SetPartial(t, test.partial)
			if got := test.c.Main(test.suite, test.floor); got != test.code {
				t.Errorf("%.0f%% of at least %.0f%%, tests end with %d, flag %q: %d, want %d",
					test.c.Percent(), test.floor, test.suite, test.partial, got, test.code)
			}
		})
	}
}

func TestCoverageOfNoMachine(t *testing.T) {
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, "NewCoverage needs a machine") {
			t.Errorf("it panics with %s", text)
		}
	}()
	asltest.NewCoverage(nil)
}
