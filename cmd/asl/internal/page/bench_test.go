package page_test

import "testing"

// Each part of the page of an execution with 25,000 events.
func BenchmarkParts(b *testing.B) {
	s := newSite(b)
	arn := s.run(b, s.add(b, "many", many), "", numbers(6_245), "")
	s.get(b, 200, execution(arn))
	for _, part := range []string{
		"summary", "iterations", "picture", "moment", "mapruns", "panel&state=One", "panel&state=All", "panel", "view", "view&view=events", "view&view=events&q=pass", "picture&at=9000",
	} {
		b.Run(part, func(b *testing.B) {
			for b.Loop() {
				s.get(b, 200, execution(arn)+"?part="+part)
			}
		})
	}
}
