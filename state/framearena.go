package state

// frameArena allocates the frames of branches and iterations in blocks. The first
// blocks are small, so that a short execution takes no more than it needs.
type frameArena struct {
	free []frame
	size int // of the last block
}

const (
	firstBlock = 2
	largeBlock = 16
)

// next returns a new frame.
func (a *frameArena) next() *frame {
	if len(a.free) == 0 {
		a.size = min(max(2*a.size, firstBlock), largeBlock)
		a.free = make([]frame, a.size)
	}
	f := &a.free[0]
	a.free = a.free[1:]
	return f
}
