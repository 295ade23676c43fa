package asl

import "slices"

// calls are the calls that wait for their answer, found by their effect's id. Ids
// grow, so that a row in which each new call is the last one takes the place of a
// map. The zero calls holds none.
type calls struct {
	row     []*call // in the order of their ids; some are over
	waiting int     // those that are not
}

func (s *calls) add(c *call) {
	s.waiting++
	i, _ := s.find(c.task.ID)
	s.row = slices.Insert(s.row, i, c)
}

// get returns the call of an effect, or nil if it is over.
func (s *calls) get(id int64) *call {
	if i, found := s.find(id); found && !s.row[i].over {
		return s.row[i]
	}
	return nil
}

func (s *calls) find(id int64) (int, bool) {
	n := len(s.row)
	if n == 0 || s.row[n-1].task.ID < id {
		return n, false
	}
	if s.row[n-1].task.ID == id {
		return n - 1, true
	}
	lo, hi := 0, n
	for lo < hi { // slices.BinarySearchFunc takes three times as long
		if mid := (lo + hi) / 2; s.row[mid].task.ID < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, s.row[lo].task.ID == id
}

// remove forgets a call. The row is tidied when most of it is over.
func (s *calls) remove(c *call) {
	c.over = true
	s.waiting--
	for last := len(s.row) - 1; last >= 0 && s.row[last].over; last-- {
		s.row[last] = nil
		s.row = s.row[:last]
	}
	if len(s.row) > 2*s.waiting {
		s.row = slices.DeleteFunc(s.row, func(c *call) bool { return c.over })
	}
}

// all returns the calls that are not over.
func (s *calls) all() []*call {
	return slices.DeleteFunc(slices.Clone(s.row), func(c *call) bool { return c.over })
}
