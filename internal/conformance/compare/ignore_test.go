package compare

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

func TestWithout(t *testing.T) {
	want := Recording{
		Output: jsonvalue.MustParse(`{"Status":"OK","Meta":{"a":1},"list":[{"Meta":1,"b":2}]}`),
		Events: []jsonvalue.Value{
			jsonvalue.MustParse(`{"id":1,"previousEventId":0,"xEventDetails":{"output":{"z":1,"Meta":2,"a":3},"other":{"output":1}}}`),
			jsonvalue.MustParse(`{"id":2,"previousEventId":1,"yEventDetails":{"output":"gone","input":"{kept"}}`),
		},
	}
	got := Actual{
		Output: jsonvalue.MustParse(`{"list":[{"b":2}],"Status":"OK"}`),
		Events: []jsonvalue.Value{
			jsonvalue.MustParse(`{"id":1,"previousEventId":0,"xEventDetails":{"output":"{\"z\":1, \"a\":3}","other":{"output":1}}}`),
			jsonvalue.MustParse(`{"id":2,"previousEventId":0,"yEventDetails":{"input":"{kept","assignedVariables":{"v":"{\"b\":1,\"a\":2}"}}}`),
		},
	}
	paths := []string{"$..Meta", "$..events..yEventDetails.output", "$..events..previousEventId"}
	want, got = Without(paths, want, got)
	texts := func(output jsonvalue.Value, events []jsonvalue.Value) []string {
		all := []string{output.String()}
		for _, e := range events {
			all = append(all, e.String())
		}
		return all
	}
	wanted := []string{
		`{"Status":"OK","list":[{"b":2}]}`,
		`{"id":1,"previousEventId":0,"xEventDetails":{"other":{"output":1},"output":{"a":3,"z":1}}}`,
		`{"id":2,"previousEventId":1,"yEventDetails":{"input":"{kept"}}`,
	}
	if diff := cmp.Diff(wanted, texts(want.Output, want.Events)); diff != "" {
		t.Errorf("recording (-want +got):\n%s", diff)
	}
	run := []string{
		`{"Status":"OK","list":[{"b":2}]}`,
		`{"id":1,"previousEventId":0,"xEventDetails":{"other":{"output":1},"output":"{\"a\":3,\"z\":1}"}}`,
		`{"id":2,"previousEventId":1,"yEventDetails":{"assignedVariables":{"v":"{\"a\":2,\"b\":1}"},"input":"{kept"}}`,
	}
	if diff := cmp.Diff(run, texts(got.Output, got.Events)); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
}

func TestWithoutEvents(t *testing.T) {
	e := []jsonvalue.Value{jsonvalue.MustParse(`{"id":1}`)}
	want, got := Without([]string{"$..events"}, Recording{Events: e}, Actual{Events: e})
	if want.Events != nil || got.Events != nil {
		t.Errorf("events %v and %v, want none", want.Events, got.Events)
	}
}
