package compare

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Without returns a recording and an execution without what a mock file cannot give:
// the nodes at these paths, which have the form of those of a [Mask], and the order of
// members. Links that are not to be compared become the recorded ones.
func Without(paths []string, want Recording, got Actual) (Recording, Actual) {
	r := reduction{paths: paths}
	want.Output, got.Output = r.value([]string{"output"}, want.Output), r.value([]string{"output"}, got.Output)
	if r.drops([]string{"events"}) {
		want.Events, got.Events = nil, nil
	}
	if r.drops([]string{"events", "previousEventId"}) {
		got.Events = slices.Clone(got.Events)
		for i := range min(len(want.Events), len(got.Events)) {
			got.Events[i] = with(got.Events[i], "previousEventId", want.Events[i].Get("previousEventId"))
		}
		r.paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return leads(p, []string{"events", "previousEventId"}) })
	}
	want.Events, got.Events, want.Partial = r.events(want.Events), r.events(got.Events), r.events(want.Partial)
	return want, got
}

type reduction struct{ paths []string }

func (r reduction) drops(at []string) bool {
	return slices.ContainsFunc(r.paths, func(p string) bool { return leads(p, at) })
}

func (r reduction) events(list []jsonvalue.Value) []jsonvalue.Value {
	if list == nil {
		return nil
	}
	reduced := []jsonvalue.Value{}
	for _, e := range list {
		reduced = append(reduced, r.value([]string{"events"}, e))
	}
	return reduced
}

// value removes the nodes from v, which is at the place at, and sorts its members.
func (r reduction) value(at []string, v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.Array:
		elems := []jsonvalue.Value{}
		for _, elem := range v.Elements() {
			elems = append(elems, r.value(at, elem))
		}
		return jsonvalue.OfArray(elems)
	case jsonvalue.Object:
		members := []jsonvalue.Member{}
		for name, member := range v.Members() {
			if inner := append(slices.Clip(at), name); !r.drops(inner) {
				members = append(members, jsonvalue.Member{Name: name, Value: r.value(inner, member)})
			}
		}
		slices.SortStableFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
		return jsonvalue.OfObject(members)
	case jsonvalue.String:
		return r.payload(at, v)
	}
	return v
}

// payload does the same in the text of an event's payload. The recorder has parsed it
// if it is an object.
func (r reduction) payload(at []string, v jsonvalue.Value) jsonvalue.Value {
	isPayload := len(at) == 3 && strings.HasSuffix(at[1], "EventDetails") || len(at) == 4 && at[2] == "assignedVariables"
	if !isPayload || !strings.HasPrefix(v.Text(), "{") {
		return v
	}
	inner, err := jsonvalue.ParseString(v.Text())
	if err != nil {
		return v
	}
	return jsonvalue.OfString(r.value(at, inner).String())
}
