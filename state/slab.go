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

// put returns a place that holds x.
func (s *slab) put(x frame) *frame {
	if len(s.free) == 0 {
		s.size = min(max(2*s.size, firstBlock), largeBlock)
		s.free = make([]frame, s.size)
	}
	place := &s.free[0]
	s.free = s.free[1:]
	*place = x
	return place
}
