package history_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// TestRecordedEvents reads every event that was recorded from the service: no
// type and no member may be unknown, and what is written must be what was read.
func TestRecordedEvents(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(recordings(t), "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	events := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		expect := jsonvalue.MustParse(string(content)).Get("expect")
		overwritten := placeholders(expect)
		for i, recorded := range expect.Get("events").Elements() {
			events++
			want := asReturned(recorded, overwritten)
			e, err := history.Parse(want.Append(nil))
			if err != nil {
				t.Errorf("%s, event %d: %v", file, i, err)
				continue
			}
			got, err := jsonvalue.Parse(e.AppendJSON(nil))
			if err != nil || !jsonvalue.Equal(want, got) {
				t.Errorf("%s, event %d, error %v:\ngot  %s\nwant %s", file, i, err, got, want)
			}
		}
	}
	if events == 0 {
		t.Error("no recorded events found")
	}
	t.Logf("%d events", events)
}

// recordings returns the folder of recorded cases beside the repository.
func recordings(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("not inside a module")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "..", "shared", "conformance")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the recorded cases are not here: %v", err)
	}
	return dir
}

// placeholders returns the texts that the recorder wrote over whole values.
func placeholders(expect jsonvalue.Value) map[string]bool {
	texts := map[string]bool{}
	for _, p := range expect.Get("placeholders").Elements() {
		texts[p.Get("value").Text()] = true
	}
	return texts
}

// asReturned undoes what the recorder did to an event: it parsed JSON texts and
// replaced timestamps and, where the order was by chance, ids.
func asReturned(recorded jsonvalue.Value, overwritten map[string]bool) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range recorded.Members() {
		switch {
		case name == "timestamp":
			v = jsonvalue.OfString("2026-03-01T12:00:00.250Z")
		case name == "id" && v.Kind() == jsonvalue.Array:
			v = v.Index(0)
		case strings.HasSuffix(name, "EventDetails"):
			v = detailsAsReturned(v, overwritten)
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(members)
}

func detailsAsReturned(details jsonvalue.Value, overwritten map[string]bool) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range details.Members() {
		switch name {
		case "input", "output", "parameters", "cause":
			v = textAsReturned(v, overwritten)
		case "assignedVariables":
			var vars []jsonvalue.Member
			for name, v := range v.Members() {
				vars = append(vars, jsonvalue.Member{Name: name, Value: textAsReturned(v, overwritten)})
			}
			v = jsonvalue.OfObject(vars)
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(members)
}

func textAsReturned(v jsonvalue.Value, overwritten map[string]bool) jsonvalue.Value {
	if v.Kind() != jsonvalue.String {
		return jsonvalue.OfString(v.String())
	}
	if overwritten[v.Text()] {
		return jsonvalue.OfString("null")
	}
	return v
}
