package yaml_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/yaml"

	"github.com/google/go-cmp/cmp"
)

func ExampleParse() {
	_, err := yaml.Parse([]byte(`StartAt: Greet
States:
  Greet:
    Type: Task
    Resource: ${GreeterArn}
    Next: Done # there is no such state
  Dune:
    Type: Succeed
`), asl.WithFile("greet.asl.yaml"))
	var problems diag.List
	if errors.As(err, &problems) {
		_ = diag.Fprint(os.Stdout, problems[:1])
	}
	// Output:
	// greet.asl.yaml:6:11: MISSING_TRANSITION_TARGET: Missing 'Next' target: Done at /States/Greet/Next (did you mean "Dune"?)
	//         Next: Done # there is no such state
	//               ^
}

func ExampleParseFile() {
	_, err := yaml.ParseFile("no-such-machine.asl.yaml")
	fmt.Println(errors.Is(err, os.ErrNotExist))
	// Output: true
}

func ExampleToJSON() {
	text, err := yaml.ToJSON([]byte("StartAt: A\nStates:\n  A: {Type: Wait, Seconds: 5, End: true}\n"))
	fmt.Println(string(text), err)
	// Output: {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":5,"End":true}}} <nil>
}

func TestToJSON(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"scalars", "[a, 'b', \"c\\n\", 1, -2, 1.50, 1e3, true, False, null, ~, '', \"1\"]", `["a","b","c\n",1,-2,1.50,1e3,true,false,null,null,"","1"]`},
		{"numbers that JSON has not", "[0x1F, 0o17, +7, 1_000, .5, 1., 12345678901234567890123]", `[31,15,7,1000,0.5,1,12345678901234567890123]`},
		{"a timestamp", "at: 2016-03-14T01:59:00Z", `{"at":"2016-03-14T01:59:00Z"}`},
		{"names", "200: a\ntrue: b\nnull: c", `{"200":"a","true":"b","null":"c"}`},
		{"texts of several lines", "a: |\n  one\n  two\nb: >-\n  one\n  two", `{"a":"one\ntwo\n","b":"one two"}`},
		{"an alias", "a: &x [1]\nb: *x", `{"a":[1],"b":[1]}`},
		{"merge keys", "base: &x {a: 1, b: 2}\nother: &y {b: 4, c: 5}\nit:\n  <<: [*x, *y]\n  b: 3\nthat: {<<: *y}", `{"base":{"a":1,"b":2},"other":{"b":4,"c":5},"it":{"b":3,"a":1,"c":5},"that":{"b":4,"c":5}}`},
		{"a byte order mark", "\uFEFFa: 1", `{"a":1}`},
		{"JSON", `{"a": [1, {"b": null}]}`, `{"a":[1,{"b":null}]}`},
		{"an explicit tag", "a: !!str 5", `{"a":"5"}`},
		{"nothing in it", "a:\nb: {}\nc: []", `{"a":null,"b":{},"c":[]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := yaml.ToJSON([]byte(test.text))
			if err != nil || string(got) != test.want {
				t.Errorf("got %s, %v\nwant %s", got, err, test.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	bomb := "a0: &a0 [x, x]\n"
	for i := range 40 {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i+1, i+1, i, i, i, i, i, i, i, i)
	}
	merges := "a0: &a0 {}\n"
	for i := range 40 {
		merges += fmt.Sprintf("a%d: &a%d {<<: [*a%d, *a%d, *a%d, *a%d]}\n", i+1, i+1, i, i, i, i)
	}
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "1:1: INVALID_YAML: there is no document"},
		{"syntax", "a: 1\nb: c: 2", "2:1: INVALID_YAML: mapping values are not allowed"},
		{"two documents", "a: 1\n---\nb: 2", "2:1: INVALID_YAML: there is more than one document"},
		{"a tag", "a:\n  b: !Sub x", "2:6: INVALID_YAML: the tag !Sub is not supported"},
		{"a tag of a template", "a: !GetAtt Function.Arn", "the tag !GetAtt is not supported (that is a function of CloudFormation: write a placeholder such as ${Name} in its place, and give its value with asl.WithSubstitutions)"},
		{"a tag of a template with a list", "a: !Join ['', [b]]", "write a placeholder"},
		{"a tag of a mapping", "a: !Fn {b: 1}", "1:4: INVALID_YAML: the tag !Fn is not supported"},
		{"a tag of a list", "a: !Fn [b]", "1:4: INVALID_YAML: the tag !Fn is not supported"},
		{"a tag of a name", "!Sub a: 1", "1:1: INVALID_YAML: the tag !Sub is not supported"},
		{"no boolean", "a: !!bool yes", "1:4: INVALID_YAML: yes is no boolean of JSON"},
		{"a name twice", "a: 1\nb: 2\na: 3", `3:1: INVALID_YAML: the name "a" is given twice`},
		{"a list as a name", "? [a]\n: 1", "1:3: INVALID_YAML: a name must be a scalar"},
		{"infinity", "ä: .inf", "1:4: INVALID_YAML: .inf is no number of JSON"},
		{"a merged scalar", "a: {<<: 5}", "1:9: INVALID_YAML: only mappings can be merged"},
		{"an alias of itself", "a: &x [*x]", "INVALID_YAML: "},
		{"too deep", strings.Repeat("[", 1100) + strings.Repeat("]", 1100), "INVALID_YAML: "},
		{"many merges of nothing", merges, "INVALID_YAML: merge keys take more than 1048576 mappings"},
		{"a merge of itself", "a: &x {<<: *x}", "INVALID_YAML: there are more than 1000 levels of merge keys"},
		{"a long text", "#" + strings.Repeat(" ", 16<<20), "1:1: INVALID_YAML: the text has 16777217 bytes; at most 16777216 are read"},
		{"a long line", "[" + strings.Repeat("x,"+strings.Repeat(" ", 48), 100_000) + "!no x]", "1:5000002: INVALID_YAML: the tag !no is not supported"},
		{"many aliases", bomb, "INVALID_YAML: the definition has more than 1048576 values"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := yaml.ToJSON([]byte(test.text))
			var list diag.List
			if !errors.As(err, &list) || !strings.Contains(list[0].String(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestPlaces: problems are shown where they are in the YAML.
func TestPlaces(t *testing.T) {
	_, err := yaml.Parse([]byte(`# a comment
StartAt: A
States:
  "A":
    Type: Wait
    Seconds: -1   # too few
    Commment: x
    Next: B
  B: {Type: Wait, Timestamp: tomorrow, End: true}
  C: &c
    Type: Pass
    InputPath: $.a[
    End: true
`))
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		got = append(got, d.Pos.String()+" "+d.Location)
	}
	want := []string{"6:14 /States/A/Seconds", "7:5 /States/A", "9:30 /States/B/Timestamp", "10:3 /States/C", "12:16 /States/C/InputPath"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if line := list[0].Line; line != "    Seconds: -1   # too few" {
		t.Errorf("the line is %q", line)
	}
}

func TestParseFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.asl.yaml")
	if err := os.WriteFile(name, []byte("StartAt: A\nStates:\n  A: {Type: Succeed}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	m, err := yaml.ParseFile(name)
	if err != nil || m.Definition().StartAt != "A" {
		t.Errorf("got %v, %v", m, err)
	}
	if err := os.WriteFile(name, []byte("[\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := yaml.ParseFile(name); err == nil || !strings.HasPrefix(err.Error(), name+":") {
		t.Errorf("the error does not name the file: %v", err)
	}
}

// TestParseLeavesOptions: what the caller's options share room with stays as it is.
func TestParseLeavesOptions(t *testing.T) {
	opts := []asl.ParseOption{asl.WithFile("a"), nil}
	if _, err := yaml.Parse([]byte("StartAt: A\nStates:\n  A: {Type: Succeed}\n"), opts[:1]...); err != nil {
		t.Fatal(err)
	}
	if opts[1] != nil {
		t.Error("an option was written behind the caller's")
	}
}

// FuzzParse: nothing panics, and problems are inside the text.
func FuzzParse(f *testing.F) {
	f.Add([]byte("StartAt: A\nStates:\n  A: &a {Type: Wait, Seconds: -1, <<: *a}\n"))
	f.Add([]byte("a: &a {<<: [*a, *a]}\nb: !!bool yes\n? !x c\n: !!null d"))
	f.Add([]byte("a: !x |\n  ü\n- b"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if json, err := yaml.ToJSON(text); err == nil {
			if _, err := jsonvalue.Parse(json); err != nil {
				t.Errorf("the JSON is none: %v\n%s", err, json)
			}
		}
		_, err := yaml.Parse(text)
		var list diag.List
		if err != nil && !errors.As(err, &list) {
			t.Fatalf("the error is %v", err)
		}
		for _, d := range list {
			if d.Pos.Offset < 0 || d.Pos.Offset > len(text) {
				t.Errorf("%v is outside of the text", d.Pos)
			}
		}
	})
}

// TestPublishedDefinitions: those that people published are accepted.
func TestPublishedDefinitions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "definitions-2026-11", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("there are no published definitions beside the repository")
	}
	for _, file := range files {
		if _, err := yaml.ParseFile(file); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}
