package main

import (
	"strings"
	"testing"
)

// TestPeers: each peer runs the same chains to their ends.
func TestPeers(t *testing.T) {
	for _, p := range peers {
		var out strings.Builder
		if err := run(&out, chains{executions: 3, tasks: 2}, 1, p.name); err != nil || strings.TrimSpace(out.String()) == "" {
			t.Errorf("%s: %q, %v", p.name, out.String(), err)
		}
	}
	if err := run(new(strings.Builder), chains{1, 1}, 1, "none"); err == nil {
		t.Error("there is a peer that is none")
	}
}
