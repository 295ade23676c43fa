// Package readme tests that README.md and the other documents tell the truth:
// their code is that of files which are compiled and run, their commands print
// what they say, their links lead somewhere, and each row of the table of what is
// supported names an example or a machine that is run here.
package readme

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"

	"github.com/google/go-cmp/cmp"
)

// runnable are the documents whose code and commands are checked.
var runnable = []string{"README.md", "docs/testing.md", "docs/durable.md", "docs/graph.md", "docs/command.md", "docs/events.md", "docs/templates.md"}

// A block in Go, JSON or without a language is the text of the file that the
// comment above it names, or a part of it in whole lines. The Go files belong to
// the examples, whose tests run them.
func TestBlocksAreFiles(t *testing.T) {
	for _, document := range append(slices.Clone(runnable), serverDocument) {
		for _, b := range blocks(t, read(t, document)) {
			switch {
			case b.lang == "console" || b.lang == "sh":
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

// A console block holds commands, each after "$ ", and what they print. The command asl is
// that of this repository.
func TestCommands(t *testing.T) {
	shell := lookPath(t, "sh")
	tools := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(tools, "asl"), ".")
	build.Dir = filepath.Join(root(t), "cmd", "asl")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	// The workspace has the nested modules.
	env := append(os.Environ(), "PATH="+tools+string(os.PathListSeparator)+os.Getenv("PATH"), "GOWORK=", "TMPDIR="+tools)
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
		want, text := took.ReplaceAllString(c.want, " …"), took.ReplaceAllString(strings.TrimSuffix(string(got), "\n"), " …")
		if diff := cmp.Diff(want, text); diff != "" || err != nil {
			t.Errorf("$ %s: %v\n(-want +got):\n%s", c.text, err, diff)
		}
	}
	if !found {
		t.Errorf("README.md does not say %q", allTests)
	}
}

// documented is a command of a document, and what it prints.
type documented struct{ text, want string }

// commands returns the commands of all documents.
func commands(t *testing.T) (all []documented) {
	t.Helper()
	for _, document := range runnable {
		all = append(all, commandsOf(t, document)...)
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

// Each row of what is supported names an example, or a machine that TestMachines
// runs, and each machine is named.
func TestSupportedTable(t *testing.T) {
	document := read(t, "README.md")
	named := map[string]bool{}
	for _, r := range tableAfter(t, document, "supported") {
		links := linksIn(r.cells[2])
		if len(links) == 0 {
			t.Errorf("README.md:%d: the row names nothing that shows it", r.line)
		}
		for _, l := range links {
			named[l] = true
			if dir, ok := strings.CutPrefix(l, "examples/"); ok && !hasExample(t, dir) {
				t.Errorf("README.md:%d: %s has no Example", r.line, l)
			}
		}
	}
	for _, r := range tableAfter(t, document, "not supported yet") {
		links, absent := linksIn(r.cells[2]), absentIn(r.cells[2])
		if len(links)+len(absent) == 0 {
			t.Errorf("README.md:%d: the row names nothing that shows it", r.line)
		}
		for _, l := range links {
			named[l] = true
		}
		for _, name := range absent {
			if slices.Contains(exported(t, "asl"), name) {
				t.Errorf("README.md:%d: package asl has %s", r.line, name)
			}
		}
	}
	for _, folder := range []string{"supported", "unsupported"} {
		files, err := os.ReadDir(filepath.Join(root(t), "testdata", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if name := path.Join("testdata", folder, f.Name()); !named[name] {
				t.Errorf("no row of README.md names %s", name)
			}
		}
	}
}

// The machine of the README's row calls all functions, and their number is right.
func TestIntrinsicRow(t *testing.T) {
	machine := read(t, "testdata/supported/intrinsic.json")
	for _, name := range intrinsic.Names() {
		if !strings.Contains(machine, name+"(") {
			t.Errorf("the machine does not call %s", name)
		}
	}
	if n := len(intrinsic.Names()); n != 18 {
		t.Errorf("there are %d functions, README.md says 18", n)
	}
}

// Each example is in the README's list of examples, and has its definition in a
// file and an Example.
func TestExamplesTable(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range tableAfter(t, read(t, "README.md"), "folder") {
		for _, l := range linksIn(r.cells[0]) {
			listed[strings.TrimPrefix(l, "examples/")] = true
		}
	}
	folders, err := os.ReadDir(filepath.Join(root(t), "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		name := f.Name()
		definitions, err := filepath.Glob(filepath.Join(root(t), "examples", name, "*.asl.json"))
		switch {
		case !listed[name]:
			t.Errorf("README.md does not list examples/%s", name)
		case err != nil || len(definitions) == 0:
			t.Errorf("examples/%s has no *.asl.json", name)
		case !hasExample(t, name):
			t.Errorf("examples/%s has no Example", name)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func linksIn(text string) []string {
	var all []string
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

var code = regexp.MustCompile("`([^`]+)`")

// absentIn returns the identifiers after "no" in a cell.
func absentIn(cell string) []string {
	_, list, ok := strings.Cut(" "+cell, " no ")
	if !ok {
		return nil
	}
	var names []string
	for _, m := range code.FindAllStringSubmatch(list, -1) {
		names = append(names, m[1])
	}
	return names
}

// Links inside the repository lead to files that exist.
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
			target, _, _ := strings.Cut(l, "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), filepath.FromSlash(target))); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s leads nowhere", file, l)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hasExample reports whether an example's folder has an Example that prints what
// it says.
func hasExample(t *testing.T, folder string) bool {
	t.Helper()
	text := read(t, path.Join("examples", folder, "example_test.go"))
	return strings.Contains(text, "\nfunc Example") && strings.Contains(text, "// Output:")
}

// exported returns the exported names of a package, methods without their type.
func exported(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names = append(names, d.Name.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names = append(names, s.Name.Name)
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names = append(names, n.Name)
						}
					}
				}
			}
		}
	}
	return names
}
