package asl

import "testing"

// TestCallQueue checks the order of a queue that is never empty for long, and that
// it does not grow as long as it holds no more.
func TestCallQueue(t *testing.T) {
	var q callQueue
	made := make([]call, 10_000)
	in, out := 0, 0
	for in < len(made) {
		for range min(7, len(made)-in) {
			q.push(&made[in])
			in++
		}
		for q.len() > 3 {
			if q.pop() != &made[out] {
				t.Fatalf("the call at %d is not the first one", out)
			}
			out++
		}
	}
	if q.len() != in-out {
		t.Errorf("%d calls are left, want %d", q.len(), in-out)
	}
	if got := cap(q.row); got > 100 {
		t.Errorf("for 10 calls there is room for %d", got)
	}
	for q.len() > 0 {
		q.pop()
	}
	for _, c := range q.row[:cap(q.row)] {
		if c != nil {
			t.Fatal("a call that was taken out is kept")
		}
	}
}
