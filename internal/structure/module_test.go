// Package structure tests the structure of the code: which package may import which,
// that the pure packages are pure, and some rules for files and names.
package structure

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is the root module's path.
const module = "github.com/goasl/goasl"

// pkg is a package as go list describes it.
type pkg struct {
	ImportPath   string
	Dir          string
	Name         string
	Imports      []string
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
}

// name is the package's path from the root, "." for the root itself.
func (p pkg) name() string {
	if p.ImportPath == module {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, module+"/")
}

// packages lists the packages of all modules but those that need a newer Go than
// the one that runs the test.
func packages(t *testing.T) []pkg {
	t.Helper()
	var all []pkg
	for _, dir := range modules(t) {
		if needsNewerGo(t, dir) {
			continue
		}
		d := json.NewDecoder(strings.NewReader(goCommand(t, dir, "list", "-json", "./...")))
		for {
			var p pkg
			err := d.Decode(&p)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p)
		}
	}
	return all
}

// goCommand runs the go command in a module's folder, without the workspace, and
// returns its output.
func goCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = filepath.Join(root(t), filepath.FromSlash(dir))
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, failed.Stderr)
		}
		t.Fatal(err)
	}
	return string(out)
}

// read returns a file's text by its path from the root.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// root returns the repository's root.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
