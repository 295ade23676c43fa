package state

// slab hands out frames for branches and iterations, and allocates them in blocks.
// The first blocks are small, so that a short execution takes no more than it needs;
// what is kept of a block keeps all of it.
type slab struct {
	free []frame
	size int // of the last block
}

const (
	firstBlock = 2
	largeBlock = 16
)

// next returns a frame that nobody has used.
func (s *slab) next() *frame {
	if len(s.free) == 0 {
		s.size = min(max(2*s.size, firstBlock), largeBlock)
		s.free = make([]frame, s.size)
	}
	f := &s.free[0]
	s.free = s.free[1:]
	return f
}
