package state_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/goasl/goasl/"

// harmless are the packages from outside that the step machine and what it
// stands on may import. None of them, as it is used, starts a goroutine, reads a
// clock or a random source, or does I/O.
var harmless = strings.Fields(`bytes cmp container/heap context crypto/hmac crypto/md5 crypto/sha1 crypto/sha256 crypto/sha512
	encoding/base64 encoding/binary encoding/hex encoding/json errors fmt github.com/tidwall/gjson io iter maps math math/big
	math/bits regexp regexp/syntax slices sort strconv strings sync sync/atomic time unicode unicode/utf16 unicode/utf8 unsafe`)

// impure are the functions of harmless packages that are not.
var impure = map[string]string{
	"time": "Now Since Until After AfterFunc Sleep Tick NewTimer NewTicker",
	"fmt":  "Print Println Printf Scan Scanln Scanf",
}

// TestPurity follows the imports of this package through the module.
func TestPurity(t *testing.T) {
	var seen []string
	for todo := []string{"."}; len(todo) > 0; todo = todo[1:] {
		if slices.Contains(seen, todo[0]) {
			continue
		}
		seen = append(seen, todo[0])
		p, err := build.ImportDir(todo[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range p.Imports {
			if inner, ok := strings.CutPrefix(path, module); ok {
				todo = append(todo, filepath.Join("..", inner))
			} else if !slices.Contains(harmless, path) {
				t.Errorf("%s imports %s", p.Name, path)
			}
		}
		for _, file := range p.GoFiles {
			checkPurity(t, filepath.Join(todo[0], file))
		}
	}
	for _, name := range []string{"jsonpath", "intrinsic", "jsonvalue", "history", "diag"} {
		if !slices.Contains(seen, filepath.Join("..", name)) {
			t.Errorf("package %s is not among those that were checked: %v", name, seen)
		}
	}
}

func checkPurity(t *testing.T, file string) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); spec.Name != nil && impure[path] != "" {
			t.Errorf("%s: %s is imported under another name", set.Position(spec.Pos()), path)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
			t.Errorf("%s: a goroutine or a channel", set.Position(n.Pos()))
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && slices.Contains(strings.Fields(impure[x.Name]), n.Sel.Name) {
				t.Errorf("%s: %s.%s", set.Position(n.Pos()), x.Name, n.Sel.Name)
			}
		case *ast.CallExpr:
			if x, ok := n.Fun.(*ast.Ident); ok && (x.Name == "print" || x.Name == "println") {
				t.Errorf("%s: %s", set.Position(n.Pos()), x.Name)
			}
		}
		return true
	})
}
