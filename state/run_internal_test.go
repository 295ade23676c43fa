package state

import (
	"testing"
	"unsafe"
)

// TestSizes: a Run is a large part of what an execution allocates, and its frames of what
// branches and iterations do. Each fills a size class of Go's allocator, which takes eight
// bytes of it for itself; with one more word they take those of the next one.
func TestSizes(t *testing.T) {
	const header = 8
	for _, test := range []struct {
		what        string
		size, class uintptr
	}{
		{"a Run", unsafe.Sizeof(Run{}), 1536},
		{"a block of frames", unsafe.Sizeof([maxFrames]frame{}), 4096},
	} {
		if test.size+header > test.class {
			t.Errorf("%s takes %d bytes, which with %d more do not fit in %d", test.what, test.size, header, test.class)
		}
	}
}
