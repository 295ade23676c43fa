package asl_test

import (
	"runtime"
	"testing"
	"time"
)

// noLeak fails the test if it leaves goroutines behind. It is to be called
// before any other clean-up is registered.
func noLeak(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		var after int
		for range 1000 {
			if after = runtime.NumGoroutine(); after <= before {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	})
}
