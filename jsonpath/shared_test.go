package jsonpath_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns the path of a folder or file of recorded data that lies beside
// the repository, and skips the test where there is none.
func shared(t *testing.T, elem ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("not inside a module")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(append([]string{dir, "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the recorded data is not there: %v", err)
	}
	return path
}
