//go:build unix

package main

import "testing"

// A file without an end is refused before it fills the memory.
func TestEndlessFiles(t *testing.T) {
	file := fileOf(t, "a.json", passing)
	for _, args := range [][]string{
		{"run", "/dev/zero"}, {"run", file, "--input", "@/dev/zero"}, {"run", file, "--mock", "/dev/zero#A"},
		{"history", "/dev/zero"},
	} {
		runAsl(t, args...).wants(t, exitUsage, "", "/dev/zero has more than 128 MB")
	}
}
