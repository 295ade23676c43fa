package compare

import "testing"

func TestCorpusEqualsItself(t *testing.T) {
	for _, c := range corpus(t) {
		s := specimenOf(t, recordingOf(t, c))
		if d := s.check(t, s.actual(s.events)); d != nil {
			t.Errorf("%s: %v\n%s", c.ID, d, d.Diff())
		}
	}
}
