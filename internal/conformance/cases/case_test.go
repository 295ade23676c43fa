package cases_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"

	"github.com/google/go-cmp/cmp"
)

const minimal = `{"id":"a","kind":"execution","type":"STANDARD","definition":{"StartAt":"A"},"input":{},"expect":{"status":"SUCCEEDED","output":1}}`

func TestReadIsStrict(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", minimal, ""},
		{"unknown key", strings.Replace(minimal, `"type"`, `"typo"`, 1), `unknown field "typo"`},
		{"unknown key below", strings.Replace(minimal, `"status"`, `"state"`, 1), `unknown field "state"`},
		{"text after it", minimal + `{}`, "text after the case"},
		{"no id", `{"kind":"execution"}`, "needs an id"},
		{"no JSON", `{`, "unexpected EOF"},
	}
	for _, test := range tests {
		_, err := cases.Read(strings.NewReader(test.text))
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func TestLoadGroupsAndSorts(t *testing.T) {
	root := t.TempDir()
	for file, id := range map[string]string{"b/2.json": "b2", "b/1.json": "b1", "a/1.json": "a1", "b/c/1.json": "c1", "b/note.md": ""} {
		name := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(minimal, `"a"`, `"`+id+`"`, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	folders, err := cases.Load(root, filepath.Join(root, "a"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range folders {
		for _, c := range f.Cases {
			got = append(got, f.Name+" "+c.ID)
		}
	}
	want := []string{"a a1", "b b1", "b b2", "c c1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

func TestLoadRejectsAnIDUsedTwice(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"1.json", "2.json"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(minimal), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := cases.Load(root); err == nil || !strings.Contains(err.Error(), "is taken by") {
		t.Errorf("error %v, want that the id is taken", err)
	}
}

func TestActivitiesHaveARNs(t *testing.T) {
	const arn = "arn:aws:states:us-east-1:111111111111:activity:some_name"
	c, err := cases.Read(strings.NewReader(`{"id":"some_name","kind":"execution","activities":["some_name"],
		"definition":{"Resource":"some_name"},"input":{"a":["some_name"]},"tasks":[{"outcomes":[{"output":"some_name"}]}],
		"expect":{"cause":"No some_name.","events":[{"resource":"some_name"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.ID, string(c.Definition), string(c.Input), string(c.Tasks[0].Outcomes[0].Output), string(c.Expect.Cause), string(c.Expect.Events[0])}
	want := []string{"some_name", `{"Resource":"` + arn + `"}`, `{"a":["` + arn + `"]}`, `"` + arn + `"`, `"No ` + arn + `."`, `{"resource":"` + arn + `"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

// TestUnlistedActivity: the recorder's own name needs no list.
func TestUnlistedActivity(t *testing.T) {
	c, err := cases.Read(strings.NewReader(`{"id":"x","kind":"validation","definition":{"Resource":"activity_arn"}}`))
	if want := `{"Resource":"arn:aws:states:us-east-1:111111111111:activity:activity_arn"}`; err != nil || string(c.Definition) != want {
		t.Errorf("%s, %v", c.Definition, err)
	}
}
