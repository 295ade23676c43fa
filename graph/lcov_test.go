package graph_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/graph"

	"github.com/google/go-cmp/cmp"
)

// lcov is the file that asltest writes about some executions of a machine.
func lcov(t *testing.T, c *asltest.Coverage, m *asl.Machine, inputs ...string) string {
	t.Helper()
	for _, input := range inputs {
		_, _ = m.Execute(t.Context(), []byte(input), asl.WithResolver(tasks()), asl.WithClock(asl.NewVirtualClock(time.Time{})), c.Option())
	}
	var out bytes.Buffer
	if err := c.WriteLCOV(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const twoLines = `{"StartAt": "C", "States": {
"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "T"}, {"Variable": "$.n", "NumericEquals": 2, "Next": "S"}],
  "Default": "V"},
"T": {"Type": "Task", "Resource": "E",
  "Retry": [{"ErrorEquals": ["X"]}],
  "Catch": [{"ErrorEquals": ["X"], "Next": "S"}, {"ErrorEquals": ["E"], "Next": "W"}],
  "Next": "S"},
"W": {"Type": "Wait", "Seconds": 1, "Next": "S"}, "V": {"Type": "Wait", "Seconds": 1, "Next": "S"},
"S": {"Type": "Pass", "Next": "End"},
"End": {"Type": "Succeed"}}}`

func TestReadLCOV(t *testing.T) {
	m := asl.MustParse(twoLines, asl.WithFile("a.json"))
	text := lcov(t, asltest.NewCoverage(m), m, `{"n": 1}`, `{"n": 1}`, `{"n": 2}`)
	got, err := graph.ReadLCOV(m, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := &graph.Coverage{
		States: map[string]int{"C": 3, "T": 2, "W": 2, "V": 0, "S": 3, "End": 3},
		Transitions: map[string]int{
			"transition-Choices-0-C": 2, "transition-Choices-1-C": 1, "transition-Default-0-C": 0,
			"transition-Catch-0-T": 0, "transition-Catch-1-T": 2, "transition-Next-0-T": 0,
			"transition-Next-0-V": 0, // it was never entered; what of W began on that line is not known
			"transition-Next-0-S": 3,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s\nof\n%s", diff, text)
	}
	d := draw(t, m, graph.WithCoverage(got))
	d.want(t, "marks", map[string]string{
		"state-C": "covered", "state-V": "uncovered", "transition-Default-0-C": "uncovered", "transition-Next-0-W": "next", "transition-Next-0-S": "covered",
	})
	if diff := cmp.Diff([]string{"×3"}, d.chips["state-C"]); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if last := strings.Join(d.texts, " "); !strings.Contains(last, "5 of 6 states (83 %), 4 of 8 ways (50 %).") {
		t.Errorf("the legend does not say how much was exercised:\n%s", last)
	}
}

// What the tests exclude is not in the file, and is not marked; nor is what is on the
// same line, since it is not known which of them is missing.
func TestExcluded(t *testing.T) {
	m := asl.MustParse(twoLines, asl.WithFile("a.json"))
	c := asltest.NewCoverage(m).Exclude(`state T: catcher 0, of ["X"], to S`, "nothing fails with X").Exclude("state V", "n is 1 or 2")
	got, err := graph.ReadLCOV(m, strings.NewReader(lcov(t, c, m, `{"n": 1}`)))
	if err != nil {
		t.Fatal(err)
	}
	want := &graph.Coverage{
		States: map[string]int{"C": 1, "T": 1, "W": 1, "S": 1, "End": 1},
		Transitions: map[string]int{
			"transition-Choices-0-C": 1, "transition-Choices-1-C": 0, "transition-Next-0-T": 0, "transition-Next-0-S": 1, "transition-Next-0-W": 1,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
}

// Of several machines the one counts that has the file's name.
func TestSeveralMachines(t *testing.T) {
	const other = `{"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}`
	a, b := asl.MustParse(other, asl.WithFile("a.json")), asl.MustParse(other, asl.WithFile("b, c\n.json"))
	c := asltest.NewCoverage(a, asl.MustParse(`{"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}}`, asl.WithFile("b, c\n.json")))
	text := lcov(t, c, a, `{}`)
	for m, want := range map[*asl.Machine]int{a: 1, b: 0} {
		got, err := graph.ReadLCOV(m, strings.NewReader(text))
		if err != nil || got.States["C"] != want {
			t.Errorf("%q: %+v, error %v", m.File(), got, err)
		}
	}
	_, err := graph.ReadLCOV(asl.MustParse(other, asl.WithFile("d.json")), strings.NewReader(text))
	if want := `graph: lcov: no record is of the file "d.json", but of "a.json", "b, c .json"`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestOtherLCOV(t *testing.T) {
	m := asl.MustParse(twoLines)
	for text, want := range map[string]string{
		"":                               "there is no record: was it written by asltest?",
		"hello\nworld":                   "there is no record: was it written by asltest?",
		"FNDA:1,C":                       "line 1: want a record as asltest writes it",
		"SF:x\nFNDA:one,C":               "line 2: want a record as asltest writes it",
		"SF:x\nDA:1,many":                "line 2: want a record as asltest writes it",
		"SF:x\nBRDA:1,2":                 "line 2: want a record as asltest writes it",
		"SF:x\nBRDA:1,2,0,x":             "line 2: want a record as asltest writes it",
		"SF:x\nBRDA:1,x,0,1":             "line 2: want a record as asltest writes it",
		"SF:" + strings.Repeat("x", 2e6): "bufio.Scanner: token too long",
	} {
		_, err := graph.ReadLCOV(m, strings.NewReader(text))
		if err == nil || err.Error() != "graph: lcov: "+want {
			t.Errorf("%.40q: error %v, want %s", text, err, want)
		}
	}
	got, err := graph.ReadLCOV(m, strings.NewReader("SF:x\nFNDA:1,other\nBRDA:-1,-7,0,1\nBRDA:2,99999,0,1\nDA:2,1\nend_of_record\n"))
	if err != nil || len(got.States) != 0 || len(got.Transitions) != 0 {
		t.Errorf("a record of something else: %+v, error %v", got, err)
	}
}
