package state

// queue holds the frames that can go on, first in, first out.
type queue struct {
	frames []*frame
	head   int
	buffer [2]*frame // for frames at first
}

func (q *queue) len() int { return len(q.frames) - q.head }

func (q *queue) push(f *frame) {
	if q.frames == nil {
		q.frames = q.buffer[:0]
	}
	q.frames = append(q.frames, f)
	if len(q.frames) == len(q.buffer)+1 { // they have left the buffer
		q.buffer = [len(q.buffer)]*frame{}
	}
}

func (q *queue) pop() *frame {
	f := q.frames[q.head]
	q.frames[q.head] = nil
	q.head++
	switch {
	case q.head == len(q.frames): // as is the rule
		q.frames, q.head = q.frames[:0], 0
	case 2*q.head >= len(q.frames): // each frame is moved at most once per push
		n := copy(q.frames, q.frames[q.head:])
		clear(q.frames[n:])
		q.frames, q.head = q.frames[:n], 0
	}
	return f
}

// waiting returns the frames in their order.
func (q *queue) waiting() []*frame { return q.frames[q.head:] }
