package structure

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// impureTime are the functions of package time that read the clock or wait.
var impureTime = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}

// impurities returns what a file has that a pure package must not have: goroutines,
// channels, and uses of the clock. TestImports checks the imports.
func impurities(set *token.FileSet, f *ast.File) []string {
	var found []string
	report := func(n ast.Node, what string) {
		found = append(found, fmt.Sprintf("%s: %s", set.Position(n.Pos()), what))
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			report(n, "a goroutine")
		case *ast.SelectStmt, *ast.ChanType, *ast.SendStmt:
			report(n, "a channel")
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(impureTime, n.Sel.Name) {
				report(n, "time."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestPurePackages(t *testing.T) {
	for _, p := range packages(t) {
		if _, isPure := pure[p.name()]; !isPure {
			continue
		}
		for _, file := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range impurities(set, f) {
				t.Error(what)
			}
		}
	}
}

func TestImpurities(t *testing.T) {
	text := `package p
import "time"
var at time.Time
func f() {
	go f()
	c := make(chan int)
	at = time.Now()
	_ = time.Unix(0, 0)
}`
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "p.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := "p.go:5:2: a goroutine\np.go:6:12: a channel\np.go:7:7: time.Now"
	if diff := cmp.Diff(want, strings.Join(impurities(set, f), "\n")); diff != "" {
		t.Errorf("impurities (-want +got):\n%s", diff)
	}
}
