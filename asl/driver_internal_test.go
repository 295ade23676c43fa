package asl

import (
	"testing"
	"unsafe"

	"github.com/goasl/goasl/state"
)

// TestSize: what newDriver allocates is the largest part of a short execution. It fills a
// size class of Go's allocator, which takes eight bytes of it for itself; with one more word
// it takes 384 more.
func TestSize(t *testing.T) {
	const header, class = 8, 2688
	size := unsafe.Sizeof(driver{}) + unsafe.Sizeof(Execution{}) + unsafe.Sizeof(state.Log{})
	if size+header > class {
		t.Errorf("an execution begins with %d bytes, which with %d more do not fit in %d", size, header, class)
	}
}
