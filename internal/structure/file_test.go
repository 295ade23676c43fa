package structure

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is the length limit of a file, in lines.
const maxLines = 400

// longer has the files that may be longer, with the reason.
var longer = map[string]string{
	"sfnapi/operations.go": "a table that is generated",
}

// meaningless are names that say nothing.
var meaningless = []string{"util", "utils", "common", "helper", "helpers", "types"}

// eachFile calls f with each file of the repository and its path from the root. It
// leaves out what npm installs.
func eachFile(t *testing.T, f func(name, file string)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		left := e.Name() == ".git" || e.Name() == "node_modules"
		switch {
		case left && e.IsDir():
			return filepath.SkipDir
		case left || e.IsDir(): // in a worktree, .git is a file
			return nil
		}
		name, err := filepath.Rel(top, file)
		f(filepath.ToSlash(name), file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFiles(t *testing.T) {
	unused := map[string]bool{}
	for name := range longer {
		unused[name] = true
	}
	eachFile(t, func(name, file string) {
		for part := range strings.SplitSeq(name, "/") {
			stem, _, _ := strings.Cut(strings.ReplaceAll(part, "_test.go", ".go"), ".")
			if slices.Contains(meaningless, stem) {
				t.Errorf("%s: the name %s says nothing", name, stem)
			}
		}
		if filepath.Ext(name) != ".go" {
			return
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > maxLines {
			if longer[name] == "" {
				t.Errorf("%s has %d lines", name, n)
			}
			delete(unused, name)
		}
	})
	for name := range unused {
		t.Errorf("%s is allowed to be long and is not", name)
	}
}

// unfinished matches comments about work that is not done.
var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func TestComments(t *testing.T) {
	eachFile(t, func(name, file string) {
		if filepath.Ext(name) != ".go" {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range f.Comments {
			if word := unfinished.FindString(group.Text()); word != "" {
				t.Errorf("%s: a comment says %s", name, word)
			}
		}
	})
}

// Every exported identifier and every package has a doc comment; identifiers of a group
// may share the group's.
func TestDocComments(t *testing.T) {
	for _, p := range packages(t) {
		documented := len(p.GoFiles) == 0
		for _, file := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			documented = documented || f.Doc != nil
			for _, id := range undocumented(f) {
				t.Errorf("%s: %s has no doc comment", set.Position(id.Pos()), id.Name)
			}
		}
		if !documented {
			t.Errorf("the package %s has no doc comment", p.name())
		}
	}
}

// undocumented returns the exported identifiers of a file without a doc comment.
func undocumented(f *ast.File) []*ast.Ident {
	var bare []*ast.Ident
	check := func(id *ast.Ident, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if doc != nil {
				return
			}
		}
		if id.IsExported() {
			bare = append(bare, id)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if isForUsers(d) {
				check(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					check(s.Name, d.Doc, s.Doc, s.Comment)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						check(id, d.Doc, s.Doc, s.Comment)
					}
				}
			}
		}
	}
	return bare
}

// isForUsers reports whether a function needs a comment for users. Methods of
// unexported types do not, and neither do String and Error, whose names say enough.
func isForUsers(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	receiver := d.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	switch generic := receiver.(type) {
	case *ast.IndexExpr:
		receiver = generic.X
	case *ast.IndexListExpr:
		receiver = generic.X
	}
	id, ok := receiver.(*ast.Ident)
	return ok && id.IsExported() && d.Name.Name != "String" && d.Name.Name != "Error"
}

func TestUndocumented(t *testing.T) {
	text := `package p

// A has a comment.
type A struct{}

type B[T any] struct{}

func (A) Bare()       {}
func (*B[T]) Bare2()  {}
func (A) String() string { return "" }
func (c) Len() int    { return 0 }

// The group has one.
const (
	C = 1
	D = 2
)

var E, f = 1, 2 // said here

var G = 1
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, id := range undocumented(f) {
		names = append(names, id.Name)
	}
	if got := strings.Join(names, " "); got != "B Bare Bare2 G" {
		t.Errorf("without a comment: %s", got)
	}
}
