package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTable: each row runs, and the table takes the place of the one before.
func TestTable(t *testing.T) {
	all, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if err := r.measure(1); err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
	}
	file := filepath.Join(t.TempDir(), "document.md")
	if err := os.WriteFile(file, []byte("before\n\n"+mark+"| old |\n|---|\n\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	made := table(all)
	if err := write(file, made); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "before\n\n"+mark+made+"\nafter\n" {
		t.Errorf("the document is %q, %v", got, err)
	}
	if n := strings.Count(made, "\n"); n != len(all)+2 {
		t.Errorf("the table has %d lines", n)
	}
}
