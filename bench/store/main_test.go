package main

import (
	"testing"
	"time"
)

// TestWorks: both peers do each work, and the store commits as often as it should.
func TestWorks(t *testing.T) {
	for _, w := range works() {
		for _, peer := range []string{ours, bare} {
			values, err := w.measure(peer, time.Nanosecond)
			if err != nil || len(values) != 2 || values[0] <= 0 {
				t.Errorf("%s, %s: %v, %v", w.name, peer, values, err)
			}
		}
	}
}

// TestCommits: each commit is one of the store.
func TestCommits(t *testing.T) {
	w := works()[2]
	s, err := open(t.TempDir()+"/store.db", w, 64)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := w.commit(s, 64); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.rows {
		if r.Seq != 2 {
			t.Errorf("%s has %d commits, want 2", r.ARN, r.Seq)
		}
	}
}

// TestWakes: an execution that was woken is not due, so that none is woken twice.
func TestWakes(t *testing.T) {
	w := works()[3]
	s, err := open(t.TempDir()+"/store.db", w, 300)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := w.wake(s, 300); err != nil {
		t.Error(err)
	}
	if err := w.wake(s, 1); err == nil {
		t.Error("one was woken twice")
	}
}
