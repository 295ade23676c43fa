package lint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lint"

	"github.com/google/go-cmp/cmp"
)

var found = diag.List{
	{Severity: diag.Warning, Code: "SECRET_IN_TEXT", Message: "the text looks like a key", Location: "/States/A", File: "a,b.asl.json", Pos: diag.Pos{Offset: 9, Line: 2, Column: 3}},
	{Severity: diag.Error, Code: "MISSING_TRANSITION_TARGET", Message: "100%\nwrong", Hint: `did you mean "B"?`},
}

func ExampleAnnotations() {
	_ = lint.Annotations(os.Stdout, found)
	// Output:
	// ::warning file=a%2Cb.asl.json,line=2,col=3,title=SECRET_IN_TEXT::the text looks like a key at /States/A
	// ::error title=MISSING_TRANSITION_TARGET::100%25%0Awrong (did you mean "B"?)
}

func ExampleSARIF() {
	_ = lint.SARIF(&bytes.Buffer{}, found) // or to a file, for upload to a code host
	// Output:
}

func TestSARIF(t *testing.T) {
	var out bytes.Buffer
	if err := lint.SARIF(&out, found); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []json.RawMessage
		}
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Tool.Driver.Rules) != len(lint.Checks()) {
		t.Errorf("the log is %s", out.String())
	}
	var got []string
	for _, r := range log.Runs[0].Results {
		var compact bytes.Buffer
		_ = json.Compact(&compact, r)
		got = append(got, compact.String())
	}
	want := []string{
		`{"ruleId":"SECRET_IN_TEXT","level":"warning","message":{"text":"the text looks like a key"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a,b.asl.json"},"region":{"startLine":2,"startColumn":3}},"logicalLocations":[{"fullyQualifiedName":"/States/A"}]}]}`,
		`{"ruleId":"MISSING_TRANSITION_TARGET","level":"error","message":{"text":"100%\nwrong (did you mean \"B\"?)"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":""}}}]}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

// full is a writer that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestOutputReturnsTheError(t *testing.T) {
	if err := lint.SARIF(full{}, found); !errors.Is(err, errFull) {
		t.Errorf("SARIF: %v", err)
	}
	if err := lint.Annotations(full{}, found); !errors.Is(err, errFull) {
		t.Errorf("Annotations: %v", err)
	}
}
