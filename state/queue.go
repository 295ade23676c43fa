package state

// queue holds the frames that can go on, first in, first out.
type queue struct {
	frames []*frame
	head   int
	room   [2]*frame // for frames, at first
}

func (q *queue) len() int { return len(q.frames) - q.head }

func (q *queue) push(f *frame) {
	if q.frames == nil {
		q.frames = q.room[:0]
	}
	q.frames = append(q.frames, f)
	if len(q.frames) == len(q.room)+1 { // they are not there any more
		q.room = [len(q.room)]*frame{}
	}
}

func (q *queue) pop() *frame {
	f := q.frames[q.head]
	q.frames[q.head] = nil
	q.head++
	switch {
	case q.head == len(q.frames): // as is the rule
		q.frames, q.head = q.frames[:0], 0
	case 2*q.head >= len(q.frames): // reuse the room; each frame is moved at most once per push
		n := copy(q.frames, q.frames[q.head:])
		clear(q.frames[n:])
		q.frames, q.head = q.frames[:n], 0
	}
	return f
}

// waiting returns the frames in their order.
func (q *queue) waiting() []*frame { return q.frames[q.head:] }
