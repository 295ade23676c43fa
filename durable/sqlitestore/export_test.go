package sqlitestore

// Waits reports whether a call waits for the file.
func Waits(s *Store) bool {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	return len(s.writer.waiting) > 0
}
