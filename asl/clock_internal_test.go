package asl

import (
	"testing"
	"time"
)

// TestWaitsHold checks that waits for one time end one after the other, by rank and
// then as they came, and that one that was reached but given up holds the clock no
// longer.
func TestWaitsHold(t *testing.T) {
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := NewVirtualClock(epoch)
	var reached [20]<-chan time.Time
	var stops [20]func()
	c.hold()
	for i := range reached {
		r := rank{order: 1 - int64(i)/10} // the first ten come last
		reached[i], stops[i] = c.wait(epoch.Add(time.Minute), r)
	}
	c.release()
	for n := range reached {
		next := (n + 10) % 20
		for i := range reached {
			if len(reached[i]) > 0 != (i == next) {
				t.Fatalf("after %d waits %d is reached: %v", n, i, len(reached[i]) > 0)
			}
		}
		if n%2 == 0 {
			<-reached[next]
			c.release()
		}
		stops[next]() // does nothing the second time
		stops[next]()
	}
	if c.holds != 0 {
		t.Errorf("%d holds are left", c.holds)
	}
}
