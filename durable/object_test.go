package durable_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/durable"
)

// TestObjects: those above have objects of their own, and cannot change those of the package.
func TestObjects(t *testing.T) {
	x, err := durable.New(durable.Memory(), durable.WithSeal(rotated{1}))
	if err != nil {
		t.Fatal(err)
	}
	o := durable.Object{Kind: "machine", Name: "m", Value: []byte("text")}
	if err := x.PutObject(t.Context(), o, 0); err != nil {
		t.Fatal(err)
	}
	if err := x.PutObject(t.Context(), o, 0); !errors.Is(err, durable.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	if got, err := x.Object(t.Context(), "machine", "m"); string(got.Value) != "text" || got.Version != 1 || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := x.Object(t.Context(), "machine", "n"); !errors.Is(err, durable.ErrNotFound) {
		t.Errorf("another one: %v", err)
	}
	if all, err := x.Objects(t.Context(), "machine", "", 10); len(all) != 1 || err != nil {
		t.Errorf("%+v, %v", all, err)
	}
	for _, kind := range []string{"secret", "activity", "activity task", "map run"} {
		if err := x.PutObject(t.Context(), durable.Object{Kind: kind, Name: "x", Value: []byte("1")}, 0); err == nil {
			t.Errorf("one of the kind %q is stored", kind)
		}
	}
}
