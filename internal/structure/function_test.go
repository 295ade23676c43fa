package structure

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

// maxTypical is the length of a function that nine of ten are no longer than.
const maxTypical = 23

// A function is short enough to be seen as a whole.
func TestFunctionLengths(t *testing.T) {
	var lengths []int
	for _, p := range packages(t) {
		for _, file := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					lengths = append(lengths, set.Position(d.End()).Line-set.Position(d.Pos()).Line+1)
				}
			}
		}
	}
	slices.Sort(lengths)
	n := len(lengths)
	t.Logf("%d functions: half of them have at most %d lines, 9 of 10 at most %d, the longest has %d", n, lengths[n/2], lengths[n*9/10], lengths[n-1])
	if got := lengths[n*9/10]; got > maxTypical {
		t.Errorf("9 of 10 functions have at most %d lines, want at most %d", got, maxTypical)
	}
}
