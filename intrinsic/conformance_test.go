package intrinsic_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

// recorded is what this test reads of a case recorded from Step Functions.
type recorded struct {
	Kind       string
	Tags       []string
	Input      json.RawMessage
	Context    struct{ StateMachineArn, StateMachineName, ExecutionName string }
	Definition struct {
		States map[string]struct {
			Type       string
			Parameters json.RawMessage
		}
	}
	Expect struct {
		Status       string
		Output       json.RawMessage
		Placeholders []json.RawMessage
	}
}

// TestRecorded evaluates the calls in the one state of each recorded execution
// against its input, and compares each with the output's member of its name.
func TestRecorded(t *testing.T) {
	files := recordedFiles(t, "intrinsic_functions")
	skipped, compared := map[string]int{}, 0
	for _, file := range files {
		r := readRecorded(t, file)
		if reason := r.unsuitable(); reason != "" {
			skipped[reason]++
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			for _, state := range r.Definition.States {
				n, reason := r.compare(t, state.Parameters)
				compared += n
				if reason != "" {
					skipped[reason]++
				}
			}
		})
	}
	t.Logf("%d results compared; skipped: %v", compared, skipped)
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// unsuitable says why the case is none for this test.
func (r *recorded) unsuitable() string {
	switch {
	case r.Kind != "execution":
		return "no execution"
	case !slices.Contains(r.Tags, "jsonpath"):
		return "not JSONPath"
	case r.Expect.Status != "SUCCEEDED":
		return "not succeeded"
	case len(r.Definition.States) != 1:
		return "more than one state"
	}
	return ""
}

var simplePath = regexp.MustCompile(`^\$\$?(\.\w+)*$`)

// compare returns how many results it compared, or why it did not.
func (r *recorded) compare(t *testing.T, parameters json.RawMessage) (n int, skipped string) {
	input, output := parse(t, r.Input), parse(t, r.Expect.Output)
	for name, v := range parse(t, parameters).Members() {
		c, err := intrinsic.Parse(v.Text())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Paths() {
			if !simplePath.MatchString(p.Text) {
				return n, "path " + p.Text
			}
		}
		got, err := c.Eval(envWithin(c, input, r.contextObject(input)))
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Expect.Placeholders) > 0 {
			return n, "the recording has no value"
		}
		want := output.Get(strings.TrimSuffix(name, ".$"))
		if !want.Exists() { // an OutputPath made the result the output
			want = output
		}
		// The texts are compared, because the order of members counts too.
		if got.String() != want.Compact().String() {
			t.Errorf("%s\n got %s\nwant %s", c, got, want)
		}
		n++
	}
	return n, ""
}

func (r *recorded) contextObject(input jsonvalue.Value) jsonvalue.Value {
	object := func(a string, x jsonvalue.Value, b string, y jsonvalue.Value) jsonvalue.Value {
		return jsonvalue.OfObject([]jsonvalue.Member{{Name: a, Value: x}, {Name: b, Value: y}})
	}
	text := jsonvalue.OfString
	return object(
		"Execution", object("Input", input, "Name", text(r.Context.ExecutionName)),
		"StateMachine", object("Id", text(r.Context.StateMachineArn), "Name", text(r.Context.StateMachineName)),
	)
}

func parse(t *testing.T, text []byte) jsonvalue.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRecordedEscapes: definitions that were refused because of a call in them.
func TestRecordedEscapes(t *testing.T) {
	files := recordedFiles(t, "scenarios")
	checked := 0
	for _, file := range files {
		r := readRecorded(t, file)
		if r.Kind != "validation" || !strings.Contains(filepath.Base(file), "illegal_escapes") {
			continue
		}
		for _, state := range r.Definition.States {
			for _, v := range parse(t, state.Parameters).Members() {
				var syntax *intrinsic.SyntaxError
				if _, err := intrinsic.Parse(v.Text()); !errors.As(err, &syntax) {
					t.Errorf("%s: error %v, want a *SyntaxError", v.Text(), err)
				}
				checked++
			}
		}
	}
	if checked == 0 {
		t.Error("no such case")
	}
}

// TestPublishedCalls: calls in definitions that people published parse, but for
// some that Step Functions refuses as well.
func TestPublishedCalls(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t), "definitions", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("no definitions here")
	}
	parsed, refused := 0, map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonvalue.Parse(text)
		if err != nil {
			continue
		}
		for call := range calls(v, map[string]bool{}) {
			_, err := intrinsic.Parse(call)
			var syntax *intrinsic.SyntaxError
			switch {
			case err == nil:
				parsed++
			case errors.As(err, &syntax) && (strings.HasPrefix(syntax.Msg, "illegal escape") || syntax.Msg == "unknown function States.Default"):
				refused[syntax.Msg]++
			default:
				t.Errorf("%s: %s: %v", filepath.Base(file), call, err)
			}
		}
	}
	t.Logf("%d calls parsed; refused: %v", parsed, refused)
}

// calls collects the texts of calls in a definition.
func calls(v jsonvalue.Value, found map[string]bool) map[string]bool {
	for _, e := range v.Elements() {
		calls(e, found)
	}
	for name, m := range v.Members() {
		if strings.HasSuffix(name, ".$") && intrinsic.Is(m.Text()) {
			found[m.Text()] = true
		}
		calls(m, found)
	}
	return found
}

func readRecorded(t *testing.T, file string) *recorded {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := new(recorded)
	if err := json.Unmarshal(text, r); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return r
}

func recordedFiles(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t), "conformance", folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Skipf("no recorded cases of %s here", folder)
	}
	return files
}

// shared returns the folder with recorded data, which lies beside the
// repository on some machines only.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the folder of recorded data is absent")
	}
	return dir
}
