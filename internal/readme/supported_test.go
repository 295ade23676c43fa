package readme

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
)

// supportedDocument has the tables of what is supported, and of what is not.
const supportedDocument = "docs/supported.md"

// Each row of what is supported names an example, or a machine that TestMachines
// runs, and each machine is named.
func TestSupportedTable(t *testing.T) {
	document := read(t, supportedDocument)
	named := map[string]bool{}
	for _, r := range tableAfter(t, document, "supported") {
		links := linksOf(supportedDocument, r.cells[2])
		if len(links) == 0 {
			t.Errorf(supportedDocument+":%d: the row names nothing that shows it", r.line)
		}
		for _, l := range links {
			named[l] = true
			if dir, ok := strings.CutPrefix(l, "examples/"); ok && !hasExample(t, dir) {
				t.Errorf(supportedDocument+":%d: %s has no Example", r.line, l)
			}
		}
	}
	for _, r := range tableAfter(t, document, "not supported yet") {
		links, absent := linksOf(supportedDocument, r.cells[2]), absentIn(r.cells[2])
		if len(links)+len(absent) == 0 {
			t.Errorf(supportedDocument+":%d: the row names nothing that shows it", r.line)
		}
		for _, l := range links {
			named[l] = true
		}
		for _, name := range absent {
			if slices.Contains(exported(t, "asl"), name) {
				t.Errorf(supportedDocument+":%d: package asl has %s", r.line, name)
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
				t.Errorf("no row of %s names %s", supportedDocument, name)
			}
		}
	}
}

// The machine of its row calls all functions, and their number is right.
func TestIntrinsicRow(t *testing.T) {
	machine := read(t, "testdata/supported/intrinsic.json")
	for _, name := range intrinsic.Names() {
		if !strings.Contains(machine, name+"(") {
			t.Errorf("the machine does not call %s", name)
		}
	}
	if n := len(intrinsic.Names()); n != 18 {
		t.Errorf("there are %d functions, %s says 18", n, supportedDocument)
	}
}

// Each example is in the list of examples/README.md, and has its definition in a
// file and an Example.
func TestExamplesTable(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range tableAfter(t, read(t, "examples/README.md"), "folder") {
		for _, l := range linksIn(r.cells[0]) {
			listed[l] = true
		}
	}
	folders, err := os.ReadDir(filepath.Join(root(t), "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		name := f.Name()
		definitions, err := filepath.Glob(filepath.Join(root(t), "examples", name, "*.asl.json"))
		switch {
		case !listed[name]:
			t.Errorf("examples/README.md does not list %s", name)
		case err != nil || len(definitions) == 0:
			t.Errorf("examples/%s has no *.asl.json", name)
		case !hasExample(t, name):
			t.Errorf("examples/%s has no Example", name)
		}
	}
}

// Each package for users is in the list of packages, and so are the commands.
func TestPackagesTable(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range tableAfter(t, read(t, "docs/packages.md"), "package") {
		for _, l := range linksIn(r.cells[0]) {
			listed[strings.TrimPrefix(l, "https://pkg.go.dev/github.com/goasl/goasl/")] = true
		}
	}
	ours := regexp.MustCompile(`(^|/)(internal|examples|bench|testdata|docs|servertest|node_modules|\..*)(/|$)`)
	err := filepath.WalkDir(root(t), func(file string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root(t), file)
		name = filepath.ToSlash(name)
		switch {
		case err != nil || name == ".":
			return err
		case e.IsDir() && ours.MatchString(name):
			return filepath.SkipDir
		case path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && !listed[path.Dir(name)]:
			listed[path.Dir(name)] = true // once
			t.Errorf("docs/packages.md does not list %s", path.Dir(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The index of docs leads to each document in it.
func TestIndex(t *testing.T) {
	const index = "docs/README.md"
	listed := linksOf(index, read(t, index))
	for _, document := range documents(t) {
		if strings.HasPrefix(document, "docs/") && document != index && !slices.ContainsFunc(listed, func(l string) bool {
			l, _, _ = strings.Cut(l, "#")
			return l == document
		}) {
			t.Errorf("%s does not lead to %s", index, document)
		}
	}
}

// linksOf returns the targets of the links in a text of a document, from the root.
func linksOf(document, text string) []string {
	all := linksIn(text)
	for i, l := range all {
		if !strings.Contains(l, "://") {
			all[i] = path.Join(path.Dir(document), l)
		}
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
