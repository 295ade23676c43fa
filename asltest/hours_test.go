package asltest_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// hours waits for an hour, and tries again after one, two and four more.
const hours = `{"StartAt": "Wait", "States": {
	"Wait": {"Type": "Wait", "Seconds": 3600, "Next": "Call"},
	"Call": {"Type": "Task", "Resource": "call", "TimeoutSeconds": 3600, "End": true,
		"Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3600, "MaxAttempts": 3}]}}}`

// callHours is one test of hours: the last attempt takes half an hour.
func callHours(t testing.TB, m *asl.Machine) {
	asltest.New(t, m).
		Mock("Call", asltest.Fail("Busy", ""), asltest.Hang(), asltest.Fail("Busy", ""), asltest.Return(`"done"`).After(30*time.Minute)).
		Run(`{}`).
		Calls("Call", 4).
		Output(`"done"`).
		Elapsed(time.Hour + time.Hour + time.Hour + 2*time.Hour + 4*time.Hour + 30*time.Minute)
}

// counter is the system clock, with a count of those who look at it or wait.
type counter struct {
	asl.Clock
	looks, waits atomic.Int64
}

func (c *counter) Now() time.Time {
	c.looks.Add(1)
	return c.Clock.Now()
}

func (c *counter) At(t time.Time) (<-chan time.Time, func()) {
	c.waits.Add(1)
	return c.Clock.At(t)
}

// A thousand tests of hours, many of them at once, never wait on the real clock.
func TestAThousandTestsNeverWait(t *testing.T) {
	real := &counter{Clock: asl.SystemClock()}
	m, err := asl.MustParse(hours).With(asl.WithClock(real))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 50 {
				passes(t, func(t testing.TB) { callHours(t, m) })
			}
		})
	}
	all.Wait()
	if looks, waits := real.looks.Load(), real.waits.Load(); looks != 0 || waits != 0 {
		t.Errorf("%d looks at the real clock and %d waits, want none", looks, waits)
	}
	// The counter counts: without the harness the execution looks at the clock.
	ctx, cancel := context.WithCancel(context.Background())
	x, err := m.Start(ctx, []byte(`{}`))
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	<-x.Done()
	if real.looks.Load() == 0 {
		t.Error("the counter counts nothing")
	}
}

// Inside a bubble any timer of the real clock would make time pass.
func TestAThousandTestsTakeNoTimeOfABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, before := asl.MustParse(hours), time.Now()
		for range 1000 {
			passes(t, func(t testing.TB) { callHours(t, m) })
		}
		if got := time.Since(before); got != 0 {
			t.Errorf("the tests waited for %v", got)
		}
	})
}

// BenchmarkTest is the cost of one test of nine and a half hours.
func BenchmarkTest(b *testing.B) {
	m := asl.MustParse(hours)
	b.ReportAllocs()
	for b.Loop() {
		callHours(b, m)
	}
}
