package state

// frameArena allocates frames in blocks, each twice as large as the one before, up to
// maxFrames. The first frame is a part of it, as each execution needs one.
//
// Measured: a Map whose frames are allocated one by one takes a tenth more time.
type frameArena struct {
	first [1]frame
	free  []frame
	size  int // of the last block
}

// maxFrames is the number of frames in the largest blocks.
const maxFrames = 16

// next returns a new frame.
func (a *frameArena) next() *frame {
	switch {
	case a.size == 0:
		a.size, a.free = 1, a.first[:]
	case len(a.free) == 0:
		a.size = min(2*a.size, maxFrames)
		a.free = make([]frame, a.size)
	}
	f := &a.free[0]
	a.free = a.free[1:]
	return f
}
