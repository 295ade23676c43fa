package state_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared finds a folder of test data beside the repository, or skips the test.
func shared(t testing.TB, path ...string) string {
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
			t.Fatal("there is no go.mod above the package")
		}
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, path...)...)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("%s is not here", folder)
	}
	return folder
}
