package asl

import (
	"testing"

	"github.com/goasl/goasl/state"
)

// TestCalls adds and removes calls in an order of its own, with a map beside them.
func TestCalls(t *testing.T) {
	var s calls
	want := map[int64]*call{}
	check := func() {
		t.Helper()
		for id := range int64(60) {
			if got := s.get(id); got != want[id] {
				t.Fatalf("the call of the effect %d is %p, want %p", id, got, want[id])
			}
		}
		if s.waiting != len(want) || len(s.all()) != len(want) || len(s.row) > 2*len(want) {
			t.Fatalf("%d wait, %d are listed, %d are kept; want %d", s.waiting, len(s.all()), len(s.row), len(want))
		}
	}
	add := func(id int64) {
		want[id] = &call{task: &state.RunTask{ID: id}}
		s.add(want[id])
		check()
	}
	remove := func(id int64) {
		s.remove(want[id])
		if !want[id].over {
			t.Fatalf("the call of the effect %d is not over", id)
		}
		delete(want, id)
		check()
	}
	check()
	for id := range int64(50) {
		add(id + 5)
	}
	add(2) // one that comes late
	for i := range int64(50) {
		remove(5 + i*7%50)
	}
	add(58)
	remove(2)
	remove(58)
}
