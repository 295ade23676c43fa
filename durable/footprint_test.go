package durable_test

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
)

var waiting = flag.Int("waiting", 2_000, "TestFootprint has that many executions wait at first, and ten times as many in the end")

// raceDetector says that the test was built with -race.
var raceDetector bool

// TestFootprint: an execution that waits in a Memory store takes no more than 1.2 KiB and 1.1
// times its payload.
func TestFootprint(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory for each execution itself")
	}
	for _, payload := range []int{51, 10_000} {
		x, err := durable.New(durable.Memory(), durable.WithMaxAwake(256))
		if err != nil {
			t.Fatal(err)
		}
		wait := machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 360000, "Next": "P"}, "P": {"Type": "Pass", "End": true}}}`)
		if err := x.Register(arnOf+"m", wait); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- x.Run(ctx) }()
		few, many := *waiting, 10**waiting
		if payload > 1_000 {
			few, many = few/10, many/10
		}
		input := []byte(`{"a":"` + strings.Repeat("x", payload-8) + `"}`)
		before := heapOf(t, x, 0, few, input)
		each := (heapOf(t, x, few, many, input) - before) / (many - few)
		t.Logf("payload %d: %d bytes each", payload, each)
		if limit := 1229 + payload*11/10; each > limit {
			t.Errorf("with a payload of %d bytes each of them takes %d, want at most %d", payload, each, limit)
		}
		stop()
		<-ended
	}
}

// heapOf returns the size of the heap when the executions up to one wait.
func heapOf(t *testing.T, x *durable.Executor, from, to int, input []byte) int {
	t.Helper()
	for i := from; i < to; i++ {
		_, err := x.Start(t.Context(), durable.Start{Machine: arnOf + "m", Name: fmt.Sprintf("4d1b1c70-0001-4000-8000-%012d", i), Input: input})
		if err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if x.Idle() {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("they do not come to rest")
		}
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
