package jsonata

import "testing"

func TestWalk(t *testing.T) {
	source := `($f := function($v){-$v}; a[b].{c: [d]}^(e){f: g} ~> $f(h, ?) ? i ?: j : |k|l,m|)`
	root, err := parse(source, newConfig(nil))
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	walk(root, func(n node) bool {
		if n, ok := n.(*nameNode); ok {
			names += n.name
		}
		return true
	})
	if names != "abcdefghijklm" {
		t.Errorf("the names are %s", names)
	}
	count := 0
	walk(root, func(node) bool { count++; return false })
	if count != 1 {
		t.Errorf("%d nodes are visited although the first says to leave out the rest", count)
	}
}
