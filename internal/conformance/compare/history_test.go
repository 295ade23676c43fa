package compare

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// corpus loads the recorded executions that lie beside the repository, as far as
// more than their end was recorded.
func corpus(t *testing.T) []*cases.Case {
	t.Helper()
	root := filepath.Join("..", "..", "..", "..", "shared", "conformance")
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no recorded cases beside the repository")
	}
	folders, err := cases.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	var all []*cases.Case
	for _, f := range folders {
		for _, c := range f.Cases {
			r := recordingOf(t, c)
			if len(r.Events) > 0 || !reflect.DeepEqual(r.Records, Records{}) {
				all = append(all, c)
			}
		}
	}
	return all
}

func recordingOf(t *testing.T, c *cases.Case) Recording {
	t.Helper()
	r, err := RecordingOf(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// specimen is a recording with its history in a form that is easy to change.
type specimen struct {
	recording Recording
	events    []event
	threads   []string // of the events, if the test says it
	rendered  map[event]jsonvalue.Value
}

func specimenOf(t *testing.T, r Recording) specimen {
	t.Helper()
	list, err := eventsOf(r.Events)
	if err != nil {
		t.Fatal(err)
	}
	modernise(&r, list)
	s := specimen{recording: r, rendered: make(map[event]jsonvalue.Value)}
	for _, e := range list {
		for e.hidden && len(s.events) > 0 && e.id == 0 {
			e.id = s.events[len(s.events)-1].id + 1
		}
		for n := int64(len(s.events)) + 1; n < e.id; n++ { // dropped by the recorder
			s.events = append(s.events, event{id: n, prev: n - 1, kind: "ParallelStateSucceeded"})
		}
		s.events = append(s.events, *e)
	}
	return s
}

// actual is the execution as it would have to go to be what was recorded.
func (s specimen) actual(events []event) Actual {
	a := Actual{Status: s.recording.Status, Output: s.recording.Output}
	a.Error = text(s.recording.Error)
	a.Cause = text(s.recording.Cause)
	for i, record := range a.Records.named() {
		*record.value = speltRecord(*s.recording.Records.named()[i].value)
	}
	for _, e := range events {
		v, ok := s.rendered[e]
		if !ok {
			v = e.render()
			s.rendered[e] = v
		}
		a.Events = append(a.Events, v)
	}
	return a
}

func text(v jsonvalue.Value) *string {
	if !v.Exists() {
		return nil
	}
	text := v.Text()
	if v.Kind() != jsonvalue.String {
		text = v.String()
	}
	return &text
}

// render gives the event as the service would, JSON texts in strings.
func (e *event) render() jsonvalue.Value {
	members := []jsonvalue.Member{
		{Name: "timestamp", Value: jsonvalue.OfInt(e.id)},
		{Name: "type", Value: jsonvalue.OfString(e.kind)},
		{Name: "id", Value: jsonvalue.OfInt(e.id)},
		{Name: "previousEventId", Value: jsonvalue.OfInt(e.prev)},
	}
	if e.key != "" {
		members = append(members, jsonvalue.Member{Name: e.key, Value: spelt(e.details)})
	}
	return jsonvalue.OfObject(members)
}

// native are the members that are objects in the service's answers, too.
var native = []string{"inputDetails", "outputDetails", "assignedVariablesDetails", "assignedVariables", "taskCredentials", "billingDetails", "details"}

func spelt(details jsonvalue.Value) jsonvalue.Value {
	members := []jsonvalue.Member{}
	for name, v := range details.Members() {
		switch {
		case name == "assignedVariables":
			v = spelt(v)
		case isContainer(v) && !slices.Contains(native, name):
			v = jsonvalue.OfString(v.String())
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	slices.Reverse(members)
	return jsonvalue.OfObject(members)
}

// speltRecord gives a record as the service would: in a description the payloads
// are JSON texts, in a log record those in its details.
func speltRecord(v jsonvalue.Value) jsonvalue.Value {
	switch {
	case v.Kind() == jsonvalue.Array:
		var elems []jsonvalue.Value
		for _, elem := range v.Elements() {
			elems = append(elems, speltRecord(elem))
		}
		return jsonvalue.OfArray(elems)
	case v.Get("details").Exists():
		return with(v, "details", spelt(v.Get("details")))
	case v.Exists():
		return concrete(spelt(v))
	}
	return v
}

// concrete puts a name without a colon in the place of each placeholder in a
// description: several of them make up an ARN, and would not match themselves.
func concrete(description jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range description.Members() {
		if v.Kind() == jsonvalue.String {
			v = jsonvalue.OfString(placeholder.ReplaceAllStringFunc(v.Text(), func(found string) string {
				return strings.Trim(strings.ReplaceAll(found, ":", "-"), "<>")
			}))
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(members)
}

// check compares an execution with the recording and returns what is different.
func (s specimen) check(t *testing.T, a Actual) *Difference {
	t.Helper()
	d, err := Execution(s.recording, a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// open reports whether the recording leaves open what stands at a place.
func (s specimen) open(at []string, v jsonvalue.Value) bool {
	return masked(s.recording.Masks, at, v) || v.Kind() == jsonvalue.String && placeholder.MatchString(v.Text())
}
