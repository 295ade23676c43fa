package asl_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// carriedOut carries an effect out over a store, and returns the text of the answer.
func carriedOut(t *testing.T, ctx context.Context, store items.ObjectStore, e state.Effect) (string, error) {
	t.Helper()
	m := asl.MustParse(`{"StartAt": "Other", "States": {"Other": {"Type": "Succeed"}}}`)
	var opts []asl.Option
	if store != nil {
		opts = append(opts, asl.WithObjects(store))
	}
	in, err := m.CarryOut(ctx, e, opts...)
	_, text, _ := strings.Cut(string(in.AppendJSON(nil)), `"now":"0001-01-01T00:00:00Z",`)
	return text, err
}

// Each call reads at its own place.
func TestCarryOut(t *testing.T) {
	store := &brokenStore{Memory: items.NewMemory("b")}
	store.Set("b", "k.json", `["a", "b", "c"]`)
	place := jsonvalue.MustParse(`{"Bucket": "b", "Key": "k.json"}`)
	m := asl.MustParse(`{"StartAt": "Other", "States": {"Other": {"Type": "Succeed"}}}`)
	read := &state.ReadItems{ID: 1, MapRun: "m", Max: 2, Source: state.ItemSource{
		Resource: "arn:aws:states:::s3:getObject", Arguments: place, Config: state.ReaderConfig{InputType: "JSON"},
	}}
	var all []string
	for last := false; !last; {
		in, err := m.CarryOut(t.Context(), read, asl.WithObjects(store))
		if err != nil || in.Kind != state.InputItemsRead || in.ID != 1 {
			t.Fatal(in, err)
		}
		for _, item := range in.Page.Items {
			all = append(all, item.Value.Text())
		}
		read.Cursor, last = in.Page.Cursor, in.Page.Last
		if n := store.open.Load(); n != 0 {
			t.Errorf("%d objects are open", n)
		}
	}
	if got := strings.Join(all, " "); got != "a b c" {
		t.Error(got)
	}
	write := &state.WriteResults{ID: 2, Target: state.ResultTarget{Arguments: place}, Files: []state.ResultFile{
		{Status: state.Succeeded, Key: "f.json", Records: []jsonvalue.Value{jsonvalue.MustParse("1"), jsonvalue.MustParse("2")}},
	}}
	if got, err := carriedOut(t, t.Context(), store, write); err != nil || got != `"id":2,"sizes":[5]}` {
		t.Error(got, err)
	}
	if text, _ := store.Get("b", "f.json"); text != "[1,2]" {
		t.Error(text)
	}
}

// What goes wrong with the store fails the Map, and what goes wrong with the call is an error.
func TestCarryOutFails(t *testing.T) {
	read := &state.ReadItems{ID: 1, Max: 1, Source: state.ItemSource{
		Resource: "arn:aws:states:::s3:getObject", Arguments: jsonvalue.MustParse(`{"Bucket": "b", "Key": "k"}`), Config: state.ReaderConfig{InputType: "JSON"},
	}}
	for name, test := range map[string]struct {
		store items.ObjectStore
		want  string
	}{
		"no store":  {nil, `"id":1,"failure":{"error":"States.ItemReaderFailed","cause":"The ItemReader has no object store to read from: give the machine one, with asl.WithObjects."}}`},
		"no object": {items.NewMemory("b"), `"id":1,"failure":{"error":"States.ItemReaderFailed"`},
		"a panic":   {&brokenStore{Memory: items.NewMemory("b"), onOpen: func() { panic("x") }}, `"id":1,"failure":{"error":"States.ItemReaderFailed","cause":"The object store panicked."}}`},
		"an exit":   {&brokenStore{Memory: items.NewMemory("b"), onOpen: runtime.Goexit}, `"id":1,"failure":{"error":"States.ItemReaderFailed","cause":"The object store ended its goroutine."}}`},
	} {
		if got, err := carriedOut(t, t.Context(), test.store, read); err != nil || !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := carriedOut(t, ended, items.NewMemory("b"), read); !errors.Is(err, context.Canceled) {
		t.Error("its context has ended:", err)
	}
	if _, err := carriedOut(t, t.Context(), nil, &state.RunTask{}); err == nil || !strings.Contains(err.Error(), "a *state.RunTask neither reads items nor writes results") {
		t.Error("another effect:", err)
	}
}
