package asl

// callQueue holds calls, first in, first out. It uses its room again, and takes no
// more than some times what it held at most. The zero callQueue is empty.
type callQueue struct {
	row  []*call
	next int // the first one
}

func (q *callQueue) len() int { return len(q.row) - q.next }

func (q *callQueue) push(calls ...*call) {
	if q.next > len(q.row)/2 {
		n := copy(q.row, q.row[q.next:])
		clear(q.row[n:])
		q.row, q.next = q.row[:n], 0
	}
	q.row = append(q.row, calls...)
}

// pop takes the first one out, of which there must be one.
func (q *callQueue) pop() *call {
	c := q.row[q.next]
	q.row[q.next] = nil
	if q.next++; q.next == len(q.row) {
		q.row, q.next = q.row[:0], 0
	}
	return c
}
