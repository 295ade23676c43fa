package asl

import (
	"context"
	"runtime"
	"testing"
)

// TestErrComesWithDone checks what package context asks for: whoever is told by Err
// that a context has ended finds Done closed.
func TestErrComesWithDone(t *testing.T) {
	for range 50_000 {
		c := lazyContext{parent: context.Background()}
		done := c.Done()
		early := make(chan bool)
		go func() {
			for c.Err() == nil {
				runtime.Gosched()
			}
			select {
			case <-done:
				early <- false
			default:
				early <- true
			}
		}()
		c.cancel()
		if <-early {
			t.Fatal("Err tells of an end that Done does not know")
		}
	}
}
