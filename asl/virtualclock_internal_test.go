package asl

import (
	"testing"
	"time"
)

// TestWaitsHold checks that of two waits for one time the first comes first, and
// that one that was reached but given up holds the clock no longer.
func TestWaitsHold(t *testing.T) {
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := NewVirtualClock(epoch)
	c.hold()
	first, stop := c.wait(epoch.Add(time.Minute), 1)
	second, _ := c.wait(epoch.Add(time.Minute), 1)
	low, _ := c.wait(epoch.Add(time.Minute), 0)
	c.release()
	if <-low; len(first) != 0 || len(second) != 0 {
		t.Error("the wait of the lowest rank does not hold the clock")
	}
	c.release()
	if len(first) != 1 || len(second) != 0 {
		t.Errorf("reached: first %d, second %d; want only the first", len(first), len(second))
	}
	stop()
	stop()
	if len(second) != 1 {
		t.Error("the first wait holds the clock although it was given up")
	}
}
