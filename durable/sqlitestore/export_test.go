package sqlitestore

// Waits reports whether a call waits for the file.
func Waits(s *Store) bool {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	return len(s.writer.waiting) > 0
}

// Holds returns how many executions the store remembers as claimed.
func Holds(s *Store) int {
	s.holds.mu.Lock()
	defer s.holds.mu.Unlock()
	return len(s.holds.all)
}
