package jsonpath_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// TestTemplateOrderOfRecordings compares the order of members that templates
// produce with that of the parameters that the service recorded.
func TestTemplateOrderOfRecordings(t *testing.T) {
	compared := 0
	err := filepath.WalkDir(shared(t, "conformance"), func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".json" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		recording, err := jsonvalue.Parse(text)
		if err != nil {
			return err
		}
		state := ""
		for _, event := range recording.Get("expect").Get("events").Elements() {
			if event.Get("type").Text() == "TaskStateEntered" {
				state = event.Get("stateEnteredEventDetails").Get("name").Text()
			}
			recorded := event.Get("taskScheduledEventDetails").Get("parameters")
			template := findState(recording.Get("definition"), state).Get("Parameters")
			if recorded.Kind() == jsonvalue.Object && template.Kind() == jsonvalue.Object {
				compared += compareOrder(t, filepath.Base(name)+" "+state, produce(t, template), recorded)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if compared < 100 {
		t.Errorf("only %d objects were compared", compared)
	}
	t.Logf("%d objects compared", compared)
}

func produce(t *testing.T, template jsonvalue.Value) jsonvalue.Value {
	t.Helper()
	v, err := compileText(t, template.String()).Eval(echo)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// findState returns the state of that name, wherever it is in the definition.
func findState(v jsonvalue.Value, state string) jsonvalue.Value {
	if found := v.Get("States").Get(state); found.Exists() {
		return found
	}
	for _, member := range v.Members() {
		if found := findState(member, state); found.Exists() {
			return found
		}
	}
	for _, element := range v.Elements() {
		if found := findState(element, state); found.Exists() {
			return found
		}
	}
	return jsonvalue.Value{}
}

// compareOrder compares the order of the members that both objects have, and
// returns the number of objects with more than one of them.
func compareOrder(t *testing.T, where string, produced, recorded jsonvalue.Value) (compared int) {
	t.Helper()
	var want, got []string
	for name := range recorded.Members() {
		if produced.Get(name).Exists() {
			want = append(want, name)
		}
	}
	for name, member := range produced.Members() {
		if recorded.Get(name).Exists() {
			got = append(got, name)
			compared += compareOrder(t, where+"/"+name, member, recorded.Get(name))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", where, strings.Join(got, ", "), strings.Join(want, ", "))
	}
	if len(want) > 1 {
		compared++
	}
	return compared
}

// TestPathsOfDefinitions compiles what definitions in the wild have for paths.
func TestPathsOfDefinitions(t *testing.T) {
	compiled := 0
	err := filepath.WalkDir(shared(t, "definitions"), func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".json" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if definition, err := jsonvalue.Parse(text); err == nil {
			compiled += compilePaths(t, filepath.Base(name), definition)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d paths compiled", compiled)
}

func compilePaths(t *testing.T, where string, v jsonvalue.Value) (compiled int) {
	t.Helper()
	for name, member := range v.Members() {
		if text := member.Text(); strings.HasSuffix(name, ".$") && strings.HasPrefix(text, "$") {
			if _, err := jsonpath.Compile(text); err != nil {
				t.Errorf("%s: %v", where, err)
			}
			compiled++
		}
		compiled += compilePaths(t, where, member)
	}
	for _, element := range v.Elements() {
		compiled += compilePaths(t, where, element)
	}
	return compiled
}
