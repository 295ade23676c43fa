package state_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
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

// broken are published definitions that Step Functions refuses as they are, and
// why.
var broken = map[string]string{
	"0009": "the name of a state has more than 80 characters",
	"0324": "a state is not an object",
	"0418": "a target does not exist",
	"0424": "a choice rule is empty",
	"0425": "a Map whose language is JSONPath has Arguments",
	"0427": "there is no function States.Default",
}

// TestParsePublishedDefinitions: definitions that run on Step Functions are
// accepted.
func TestParsePublishedDefinitions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "definitions"), "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no definitions", err)
	}
	accepted := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		_, problems := state.Parse(name, text)
		switch number, _, _ := strings.Cut(name, "_"); {
		case problems.Err() == nil && broken[number] != "":
			t.Errorf("%s is accepted, although %s", name, broken[number])
		case problems.Err() == nil:
			accepted++
		case broken[number] != "":
			t.Logf("refused, since %s:\n%v", broken[number], problems)
		default:
			t.Errorf("refused:\n%v", problems)
		}
	}
	t.Logf("%d of %d definitions are accepted", accepted, len(files))
}
