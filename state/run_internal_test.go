package state

import (
	"testing"
	"unsafe"
)

// A Run is the largest part of what an execution allocates. Its fields fill a size class of the
// allocator; with one more byte it takes 256 more.
func TestRunSize(t *testing.T) {
	const class = 1792
	if size := unsafe.Sizeof(Run{}); size > class {
		t.Errorf("a Run takes %d bytes; more than %d cost each execution those of the next size class", size, class)
	}
}
