// Package readme tests that README.md and the other documents tell the truth:
// their code is that of files which are compiled and run, their commands print
// what they say, their links lead somewhere, and each row of the table of what is
// supported names an example or a machine that is run here, and the tables and the index
// leave nothing out.
package readme

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A block in Go, JSON or without a language is the text of the file that the
// comment above it names, or a part of it in whole lines. The Go files belong to
// the examples, whose tests run them. A comment may also be the command that has
// made the block; .ci/conformance and package bench see to these.
func TestBlocksAreFiles(t *testing.T) {
	for _, document := range documents(t) {
		for _, b := range blocks(t, read(t, document)) {
			switch {
			case b.lang == "console" || b.lang == "sh" || strings.HasPrefix(b.source, "go "):
			case b.source == "":
				t.Errorf("%s:%d: the block has no comment that names its file", document, b.line)
			case !strings.Contains("\n"+read(t, b.source), "\n"+b.text):
				t.Errorf("%s:%d: the block is not in %s:\n%s", document, b.line, b.source, b.text)
			case b.lang == "go" && !strings.HasPrefix(b.source, "examples/") && path.Base(b.source) != "example_test.go":
				t.Errorf("%s:%d: the Go code is of no example", document, b.line)
			}
		}
	}
}

// allTests is the README's command for all tests, of which this test is one;
// .ci/run runs it.
const allTests = "go test ./..."

// took matches how long something took, with the spaces before it. It is different each
// time.
var took = regexp.MustCompile(` *\d+(\.\d+)? (ms|s)\b`)

// timeless returns what a command prints without its times and its last line end.
func timeless(text string) string {
	return took.ReplaceAllString(strings.TrimSuffix(text, "\n"), " …")
}

// A console block holds commands, each after "$ ", and what they print. The command asl is
// that of this repository.
func TestCommands(t *testing.T) {
	shell := lookPath(t, "sh")
	// The workspace has the nested modules.
	env := append(withCommand(t), "GOWORK=", "TMPDIR="+t.TempDir())
	found := false
	for _, c := range commands(t) {
		switch {
		case c.text == allTests:
			found = true
			continue
		case needsPython(c.text):
			continue
		}
		run := exec.Command(shell, "-c", c.text)
		run.Dir, run.Env = root(t), env
		got, err := run.CombinedOutput()
		if diff := cmp.Diff(timeless(c.want), timeless(string(got))); diff != "" || err != nil {
			t.Errorf("$ %s: %v\n(-want +got):\n%s", c.text, err, diff)
		}
	}
	if !found {
		t.Errorf("README.md does not say %q", allTests)
	}
}

// documented is a command of a document, and what it prints.
type documented struct{ text, want string }

// commands returns the commands of all documents that need no server; see server_test.go.
func commands(t *testing.T) (all []documented) {
	t.Helper()
	for _, document := range documents(t) {
		if here := commandsOf(t, document); !startsServer(here) {
			all = append(all, here...)
		}
	}
	return all
}

// commandsOf returns the commands of one document.
func commandsOf(t *testing.T, document string) (all []documented) {
	t.Helper()
	for _, b := range blocks(t, read(t, document)) {
		if b.lang != "console" {
			continue
		}
		for _, c := range strings.Split("\n"+b.text, "\n$ ")[1:] {
			text, want, _ := strings.Cut(c, "\n")
			all = append(all, documented{text, strings.TrimSuffix(want, "\n")})
		}
	}
	return all
}

// needsPython reports whether a command runs the handlers of the example, and cannot, as
// there is no Python.
func needsPython(command string) bool {
	_, err := exec.LookPath("python3")
	return err != nil && (strings.Contains(command, "asl run examples/songs") || strings.Contains(command, "asl state examples/songs"))
}

// lookPath finds a program that the test needs.
func lookPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("there is no %s", name)
	}
	return path
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func linksIn(text string) []string {
	var all []string
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// A link whose text is the name of a test leads to the file that has it.
func TestTestsAreThere(t *testing.T) {
	named := regexp.MustCompile(`\[(Test\w+)\]\(([^)\s]+_test\.go)\)`)
	for _, document := range documents(t) {
		for _, m := range named.FindAllStringSubmatch(prose(t, read(t, document)), -1) {
			if file := path.Join(path.Dir(document), m[2]); !strings.Contains(read(t, file), "\nfunc "+m[1]+"(t *testing.T)") {
				t.Errorf("%s: %s has no %s", document, file, m[1])
			}
		}
	}
}

// Links inside the repository lead to files and headings that exist.
func TestLinks(t *testing.T) {
	top := root(t)
	err := filepath.WalkDir(top, func(file string, e fs.DirEntry, err error) error {
		if e != nil && e.Name() == "node_modules" { // of others, where somebody has installed them
			return filepath.SkipDir
		}
		if err != nil || e.IsDir() || filepath.Ext(file) != ".md" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, l := range linksIn(prose(t, string(text))) {
			target, heading, _ := strings.Cut(l, "#")
			if strings.Contains(target, "://") {
				continue
			}
			there := filepath.Join(filepath.Dir(file), filepath.FromSlash(target))
			if target == "" {
				there = file
			}
			if _, err := os.Stat(there); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s leads nowhere", file, l)
			} else if heading != "" && !slices.Contains(headings(t, there), heading) {
				t.Errorf("%s: %s leads to no heading", file, l)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// headings returns the names by which links lead to the headings of a document, as GitHub
// makes them.
func headings(t *testing.T, file string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dropped := regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
	for line := range strings.Lines(prose(t, string(text))) {
		if level := len(line) - len(strings.TrimLeft(line, "#")); level > 0 && line[level] == ' ' {
			name := dropped.ReplaceAllString(strings.ToLower(strings.TrimSpace(line[level:])), "")
			all = append(all, strings.ReplaceAll(name, " ", "-"))
		}
	}
	return all
}
