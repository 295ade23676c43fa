package main

import (
	"testing"
	"time"
)

// TestWorks: the peers do each work; only rows of what waits are replaced.
func TestWorks(t *testing.T) {
	for _, w := range works() {
		for _, peer := range []string{ours, inserts, replaces} {
			values, err := w.measure(peer, time.Nanosecond)
			if does := peer != replaces || w.wakes; err != nil || (len(values) == 2 && values[0] > 0) != does {
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
