package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRecordedPaths(t *testing.T) {
	file := filepath.Join(repository(t), "..", "shared", "jsonpath", "cases.json")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no recorded paths beside the repository")
	}
	var out bytes.Buffer
	if status := run([]string{"jsonpath", "-v", file}, &out, &out); status != passed {
		t.Errorf("status %d\n%s", status, out.String())
	}
}

func TestPathCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	text := `[
		{"n":1,"group":"own","path":"$.a","document":{"a":{"y":1,"x":2.0}},"definite":true,"expected":{"y":1,"x":2.0}},
		{"n":2,"group":"own","path":"$.a","document":{"a":{"y":1,"x":2}},"definite":true,"expected":{"x":2,"y":1}},
		{"n":3,"group":"own","path":"$.a","document":{"a":1},"definite":false,"expected":1},
		{"n":4,"group":"own","path":"$.a","document":{},"expected":1},
		{"n":5,"group":"own","path":"$.a","document":{"a":1},"error":"E: e"},
		{"n":6,"group":"own","path":"$.a","document":{},"error":"E: other words"},
		{"n":7,"group":"aws-evidence","path":"$.a","document":{},"error":"E: other words"}]`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := run([]string{"jsonpath", "-v", file}, &out, &out); status != failed {
		t.Errorf("status %d, want %d", status, failed)
	}
	for _, want := range []string{
		"FAIL own/2 $.a\n    another value\n",
		"FAIL own/3 $.a\n    definite: true, want false\n",
		"FAIL own/4 $.a\n    error ",
		"FAIL own/5 $.a\n    1, want the error E: e\n",
		"FAIL aws-evidence/7 $.a\n    error ",
		"own              2 passed     4 failed\naws-evidence     0 passed     1 failed\n2 passed, 5 failed\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
