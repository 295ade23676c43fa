package yaml_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/yaml"

	"github.com/google/go-cmp/cmp"
)

const covered = `StartAt: Route
States:
  Route:
    Type: Choice
    Choices:
      - Variable: $.n
        NumericEquals: 1
        Next: Call
    Default: Done
  Call:
    Type: Task
    Resource: call
    Retry:
      - ErrorEquals: [Busy]
      - ErrorEquals:
          - States.Timeout
    Catch: [{ErrorEquals: [States.ALL], Next: Done}]
    Next: Done
  Done:
    Type: Succeed
`

// The parts of a definition in YAML are where they stand in the YAML.
func TestCoverage(t *testing.T) {
	m, err := yaml.Parse([]byte(covered), asl.WithFile("covered.asl.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := asltest.NewCoverage(m)
	asltest.New(t, m, c.Option()).Run(`{"n": 2}`).Path("Route", "Done")
	var table, lcov bytes.Buffer
	if err := c.Print(&table); err != nil {
		t.Error(err)
	}
	_, missing, _ := strings.Cut(table.String(), "not exercised:\n")
	want := `    covered.asl.yaml:11: state Call
    covered.asl.yaml:18: transition from Call to Done
    covered.asl.yaml:6: state Route: choice rule 0, to Call
    covered.asl.yaml:14: state Call: retrier 0, of ["Busy"]
    covered.asl.yaml:15: state Call: retrier 1, of ["States.Timeout"]
    covered.asl.yaml:17: state Call: catcher 0, of ["States.ALL"], to Done
`
	if diff := cmp.Diff(want, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if err := c.WriteLCOV(&lcov); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"SF:covered.asl.yaml", "FN:4,Route", "FN:20,Done", "BRDA:9,2,1,1", "DA:15,0", "DA:20,1"} {
		if !strings.Contains("\n"+lcov.String(), "\n"+line+"\n") {
			t.Errorf("no line %s in\n%s", line, &lcov)
		}
	}
}

func TestCoverageOfATextWithoutAFile(t *testing.T) {
	m, err := yaml.Parse([]byte("StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: B\n  B:\n    Type: Succeed\n"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := asltest.NewCoverage(m).Print(&out); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "    line:4: state A\n    line:7: state B\n    line:5: transition from A to B\n") {
		t.Errorf("state B stands on line 7:\n%s", &out)
	}
}
