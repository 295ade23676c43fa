package state

import "slices"

// queue holds the frames that can take a turn, first in, first out.
type queue struct {
	frames []*frame
	head   int
}

func (q *queue) len() int { return len(q.frames) - q.head }

func (q *queue) push(f *frame) { q.frames = append(q.frames, f) }

func (q *queue) pop() *frame {
	f := q.frames[q.head]
	q.frames[q.head] = nil
	q.head++
	switch {
	case q.head == len(q.frames): // mostly
		q.frames, q.head = q.frames[:0], 0
	case 2*q.head >= len(q.frames): // each frame is moved at most once per push
		n := copy(q.frames, q.frames[q.head:])
		clear(q.frames[n:])
		q.frames, q.head = q.frames[:n], 0
	}
	return f
}

// pushFront undoes a pop.
func (q *queue) pushFront(f *frame) {
	if q.head == 0 {
		q.frames = slices.Insert(q.frames, 0, f)
		return
	}
	q.head--
	q.frames[q.head] = f
}

// rotate moves the first frame that can take a turn behind the others. It reports false,
// and changes nothing that shows, if there are no others.
func (q *queue) rotate() bool {
	for q.len() > 0 && q.frames[q.head].phase == dead {
		q.pop()
	}
	others := func(f *frame) bool { return f.phase != dead }
	if q.len() < 2 || !slices.ContainsFunc(q.waiting()[1:], others) {
		return false
	}
	q.push(q.pop())
	return true
}

// waiting returns the frames in the order of their turns.
func (q *queue) waiting() []*frame { return q.frames[q.head:] }
