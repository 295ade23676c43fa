package jsonvalue

import "slices"

// names finds out which of the open objects of a text have a name twice. It keeps hashes of
// the names. A collision of hashes makes the scanner look for duplicates in an object that
// has none, which costs time and changes nothing.
type names struct {
	hashes []uint64
	starts []int // where each open object's hashes begin
}

// open begins an object inside the current one.
func (s *names) open() { s.starts = append(s.starts, len(s.hashes)) }

// add adds a name to the innermost object.
func (s *names) add(name string) { s.hashes = append(s.hashes, hash(name)) }

// close ends the innermost object and reports whether it has a name twice.
// Sorting keeps that cheap for a million names, and takes no memory.
func (s *names) close() (twice bool) {
	last := len(s.starts) - 1
	mine := s.hashes[s.starts[last]:]
	s.hashes = s.hashes[:s.starts[last]]
	s.starts = s.starts[:last]
	slices.Sort(mine)
	for i := 1; i < len(mine); i++ {
		if mine[i] == mine[i-1] {
			return true
		}
	}
	return false
}

// hash is 64-bit FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
