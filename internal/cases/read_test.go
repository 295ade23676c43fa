package cases_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/cases"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

// finished is a case with these sections before what it expects.
func finished(sections string) string {
	return "It shows something.\n\n" + sections + "\n-- end --\nSUCCEEDED {}\n-- history --\n1 <- 0 ExecutionStarted\n"
}

const pass = "-- definition --\n" + `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`

func TestRead(t *testing.T) {
	text := finished(pass+"\n-- input --\n[ 1 ]\n-- settings --\ntype EXPRESS\nlimit events 9\nlimit payload 80\nstop after 2 Ops \"why\"\n"+
		"-- tasks --\nA: submit {\"a\": 1} wait 1m heartbeat succeed [2]\nA: fail - `it's \"so\"`\nA[1]: hang\n-- machine M --\n{}") +
		"-- history of x --\n1 <- 0 ExecutionStarted\n"
	c, err := cases.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if c.Comment != "It shows something." || c.Type != state.Express || c.Input != "[ 1 ]" || c.Limits.Events != 9 || c.Limits.Payload != 80 {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff(&cases.Stop{After: 2, Name: "Ops", Cause: "why"}, c.Stop); diff != "" {
		t.Error(diff)
	}
	tasks := map[string][]cases.Attempt{
		"A": {
			{{Do: "submit", Output: []byte(`{"a": 1}`)}, {Do: "wait", For: 60e9}, {Do: "heartbeat"}, {Do: "succeed", Output: []byte("[2]")}},
			{{Do: "fail", Cause: `it's "so"`}},
		},
		"A[1]": {{{Do: "hang"}}},
	}
	if diff := cmp.Diff(tasks, c.Tasks); diff != "" {
		t.Error(diff)
	}
	want := cases.Record{End: "SUCCEEDED {}", History: "1 <- 0 ExecutionStarted", Children: map[string]string{"x": "1 <- 0 ExecutionStarted"}, Written: map[string]string{}}
	if diff := cmp.Diff(want, c.Want); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(text, c.Text(c.Want)); diff != "" {
		t.Error(diff)
	}
}

// TestReadObjects: spaces in objects count, and their lines end in line feeds.
func TestReadObjects(t *testing.T) {
	text := finished(pass+"\n-- settings --\nbucket out\nshow children\n-- object in/a/b --\n a\n   \n-- quoted object in/c --\n\"x\\r\\n\"\n-- gzip object in/d.gz --\nz") +
		"-- map runs --\nEach SUCCEEDED items: none\n-- written out/x --\n[]\n"
	c, err := cases.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]cases.Object{{"in", "a/b", " a\n   \n"}, {"in", "c", "x\r\n"}}, c.Objects[:2]); diff != "" {
		t.Error(diff)
	}
	if z := c.Objects[2]; z.Key != "d.gz" || !strings.HasPrefix(z.Body, "\x1f\x8b") {
		t.Errorf("%q", z)
	}
	if !c.Children || !slices.Equal(c.Buckets, []string{"out"}) || c.Want.MapRuns != "Each SUCCEEDED items: none" || c.Want.Written["out/x"] != "[]" {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff(text, c.Text(c.Want)); diff != "" {
		t.Error(diff)
	}
}

func TestReadErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no expectation", "A.\n" + pass, "expects nothing"},
		{"no history", "A.\n" + pass + "\n-- end --\nSUCCEEDED 1\n", "expects nothing"},
		{"no comment", strings.TrimPrefix(finished(pass), "It shows something."), "begins with a sentence"},
		{"no definition", finished("-- input --\n1"), "definition is missing"},
		{"unknown section", finished(pass + "\n-- inputs --\n1"), `section "inputs": there is no such section`},
		{"empty section", finished(pass + "\n-- input --"), `section "input" is empty`},
		{"section twice", finished(pass + "\n-- input --\n1\n-- input --\n2"), "there are two of them"},
		{"unknown setting", finished(pass + "\n-- settings --\nname x"), "a setting is"},
		{"unknown type", finished(pass + "\n-- settings --\ntype FAST"), "STANDARD or EXPRESS"},
		{"more behind a type", finished(pass + "\n-- settings --\ntype EXPRESS now"), `"now"`},
		{"unknown limit", finished(pass + "\n-- settings --\nlimit time 1"), "duration, events, payload, assign or variables"},
		{"limit is no duration", finished(pass + "\n-- settings --\nlimit duration long"), "invalid duration"},
		{"limit is no number", finished(pass + "\n-- settings --\nlimit events few"), "few"},
		{"stop without after", finished(pass + "\n-- settings --\nstop 3"), "stop after EVENT"},
		{"cause without quotes", finished(pass + "\n-- settings --\nstop after 3 Ops why"), "must be quoted"},
		{"no colon", finished(pass + "\n-- tasks --\nA succeed 1"), "no colon"},
		{"unknown step", finished(pass + "\n-- tasks --\nA: return 1"), `no step "return"`},
		{"no answer", finished(pass + "\n-- tasks --\nA: wait 1s"), "the last step is"},
		{"two answers", finished(pass + "\n-- tasks --\nA: succeed 1 succeed 2"), `"succeed 2"`},
		{"output is no JSON", finished(pass + "\n-- tasks --\nA: succeed yes"), "invalid character"},
		{"unknown object", finished(pass + "\n-- zipped object b/k --\n1"), "there is no such section"},
		{"object without a key", finished(pass + "\n-- object b --\n1"), "BUCKET/KEY"},
		{"quotes are missing", finished(pass + "\n-- quoted object b/k --\n1"), "invalid syntax"},
		{"something to show", finished(pass + "\n-- settings --\nshow parents"), "show children"},
		{"two buckets at once", finished(pass + "\n-- settings --\nbucket a b"), `"b"`},
		{"no duration", finished(pass + "\n-- tasks --\nA: wait 5 hang"), "duration"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := cases.Read(test.text); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestStepErrors(t *testing.T) {
	task := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "End": true}`
	one := "-- definition --\n" + `{"StartAt": "A", "States": {"A": ` + task + `}}`
	two := "-- definition --\n" + `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "A", "States": {"A": ` + task + `}}, {"StartAt": "B", "States": {"B": ` + task + `}}]}}}`
	child := func(parameters string) string {
		return "-- definition --\n" + `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
			"Parameters": ` + parameters + `, "End": true}}}`
	}
	arn := `"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:M"`
	for _, test := range []struct{ name, sections, want string }{
		{"refused definition", "-- definition --\n{}", "the definition is refused"},
		{"input is no JSON", pass + "\n-- input --\nx", "input"},
		{"no line", one, "says nothing about call 1 of "},
		{"too few lines", strings.Replace(one, `"End"`, `"Retry": [{"ErrorEquals": ["E"]}], "End"`, 1) + "\n-- tasks --\nA: fail E", "says nothing about call 2 of A"},
		{"too many lines", one + "\n-- tasks --\nA: succeed 1\nA: succeed 2", "2 lines for A, which is called 1 times"},
		{"line of nobody", one + "\n-- tasks --\nA: succeed 1\nB: succeed 2", "1 lines for B, which is called 0 times"},
		{"hangs", one + "\n-- tasks --\nA: hang", "has no timer"},
		{"at once", two + "\n-- tasks --\nA: succeed 1\nB: succeed 2", "it is not certain which of A and B answers first"},
		{"Lambda without cause", strings.Replace(one, "arn:aws:states:::sqs:sendMessage", "f", 1) + "\n-- tasks --\nA: fail E", "without a cause"},
		{"unknown machine", child("{" + arn + "}"), "for which there is no section"},
		{"child without a name", child("{"+arn+"}") + "\n-- machine M --\n{}", "without a name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := cases.Read(finished(test.sections))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Step(statetest.Never); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestPlay(t *testing.T) {
	c, err := cases.Read(finished(strings.Replace(pass, `"Pass"`, `"Wait", "Seconds": 90`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := "1 <- 0 ExecutionStarted input={} roleArn=arn:aws:iam::000000000000:role/StepFunctions\n" +
		"2 <- 0 WaitStateEntered name=A input={}\n1m30s later:\n3 <- 2 WaitStateExited name=A output={}\n4 <- 3 ExecutionSucceeded output={}"
	for name, play := range map[string]func() (cases.Record, error){
		"step":  func() (cases.Record, error) { s, err := c.Step(statetest.Never); return s.Record, err },
		"drive": func() (cases.Record, error) { return c.Drive(context.Background(), cases.Stepped{}) },
	} {
		got, err := play()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.History); diff != "" {
			t.Errorf("%s: history (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff("SUCCEEDED {}", got.End); diff != "" {
			t.Errorf("%s: end (-want +got):\n%s", name, diff)
		}
	}
}
