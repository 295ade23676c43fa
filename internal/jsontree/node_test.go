package jsontree_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, text string) jsontree.Node {
	t.Helper()
	n, err := jsontree.Parse(text, jsonvalue.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// lines describes a node, and the nodes in it: name, kind and text.
func lines(n jsontree.Node) []string {
	line := []string{n.Kind().String(), n.Raw()}
	if n.Name != "" {
		line = append([]string{n.Name}, line...)
	}
	all := []string{strings.Join(line, " ")}
	for _, child := range n.Children() {
		all = append(all, lines(child)...)
	}
	return all
}

func TestNode(t *testing.T) {
	const text = ` {"a": [1, -2.5e3 , true,false], "\u00e9": null, "a":"x\ny" ,"e": {}, "f": []} `
	n := parse(t, text)
	want := []string{
		`object {"a": [1, -2.5e3 , true,false], "\u00e9": null, "a":"x\ny" ,"e": {}, "f": []}`,
		`a array [1, -2.5e3 , true,false]`, `number 1`, `number -2.5e3`, `boolean true`, `boolean false`,
		`é null null`, `a string "x\ny"`, `e object {}`, `f array []`,
	}
	if diff := cmp.Diff(want, lines(n)); diff != "" {
		t.Errorf("the nodes differ (-want +got):\n%s", diff)
	}
	if n.Len() != 5 || n.Pos != 1 || n.NamePos != 1 || n.End() != len(text)-1 {
		t.Errorf("the whole has %d members, is at %d, its name at %d, and ends at %d", n.Len(), n.Pos, n.NamePos, n.End())
	}
	for _, child := range n.Children() {
		if text[child.NamePos] != '"' || !strings.HasPrefix(text[child.Pos:], child.Raw()) || text[child.Pos:child.End()] != child.Raw() {
			t.Errorf("%s is at %d to %d, its name at %d", child.Name, child.Pos, child.End(), child.NamePos)
		}
	}
	numbers := n.Children()[0].Children()
	if numbers[1].NamePos != numbers[1].Pos || !numbers[2].IsTrue() || numbers[3].IsTrue() {
		t.Errorf("the elements are %v", numbers)
	}
	if got := n.Children()[2].Text(); got != "x\ny" {
		t.Errorf("the string is %q", got)
	}
	if got := n.Value().String(); got != jsonvalue.MustParse(text).Compact().String() {
		t.Errorf("the value is %s", got)
	}
}

func TestZeroNode(t *testing.T) {
	var n jsontree.Node
	if n.Kind() != jsonvalue.None || n.Raw() != "" || n.Text() != "" || n.IsTrue() || n.Len() != 0 || n.Children() != nil ||
		n.End() != 0 || n.Value().Exists() || n.Find("/a") != n || n.Inside(3) != 1 {
		t.Errorf("the zero Node is %+v", n)
	}
}

func TestParseErrors(t *testing.T) {
	var syntax *jsonvalue.SyntaxError
	if _, err := jsontree.Parse(`{"a"`, jsonvalue.Limits{}); !errors.As(err, &syntax) {
		t.Errorf("no JSON: %v", err)
	}
	var limit *jsonvalue.LimitError
	if _, err := jsontree.Parse(`[[1]]`, jsonvalue.Limits{Depth: 1}); !errors.As(err, &limit) {
		t.Errorf("too deep: %v", err)
	}
}

func TestFind(t *testing.T) {
	n := parse(t, `{"a": {"b/c": [10, {"~": 11}]}, "": 12}`)
	for pointer, want := range map[string]string{
		"":              n.Raw(),
		"/a/b~1c/0":     "10",
		"/a/b~1c/1/~0":  "11",
		"/":             "12",
		"/a/b~1c/2":     `[10, {"~": 11}]`, // leads nowhere
		"/a/x/y":        `{"b/c": [10, {"~": 11}]}`,
		"/a/b~1c/1/~0/": "11",
	} {
		if got := n.Find(pointer).Raw(); got != want {
			t.Errorf("%q leads to %s, want %s", pointer, got, want)
		}
	}
}

// TestInside looks for the bytes of a string's content in its text.
func TestInside(t *testing.T) {
	n := parse(t, ` "aé\n\u00e9\ud83d\ude00\ud83d\"z"`)
	for content, want := range map[string]string{
		"a":      `aé`,
		"é\n":    `é\n`,
		"\n":     `\n`,
		"é😀":     `\u00e9`,
		"😀":      `\ud83d\ude00`,
		"\ufffd": `\ud83d\"`,
		`"z`:     `\"z`,
		"z":      `z`,
	} {
		offset := strings.Index(n.Text(), content)
		if offset < 0 {
			t.Fatalf("%q is not in %q", content, n.Text())
		}
		if rest := (` "aé\n\u00e9\ud83d\ude00\ud83d\"z"`)[n.Inside(offset):]; !strings.HasPrefix(rest, want) {
			t.Errorf("%q is at %s, want %s", content, rest, want)
		}
	}
	if got := n.Inside(1000); got != n.End()-1 {
		t.Errorf("after the end is %d, want the quote at %d", got, n.End()-1)
	}
}

// FuzzParse compares the nodes of a text with what package jsonvalue reads.
func FuzzParse(f *testing.F) {
	f.Add(`{"a": [1, {"b": "\ud83d\ude00 \ud83d \u0041"}], "c": [[], {}, true, null, -1.5e-3]}`)
	f.Add("\"\xff\"")
	f.Add(`{"a": 1, "a": 2}`)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := jsontree.Parse(text, jsonvalue.Limits{Depth: 1_000})
		if wantErr := jsonvalue.Check(text, jsonvalue.Limits{Depth: 1_000}); (err == nil) != (wantErr == nil) {
			t.Fatalf("the error is %v, want %v", err, wantErr)
		}
		if err == nil {
			compare(t, text, n)
		}
	})
}

func compare(t *testing.T, text string, n jsontree.Node) {
	whole, err := jsonvalue.ParseString(n.Raw())
	if err != nil {
		t.Fatalf("%q is no value: %v", n.Raw(), err)
	}
	if got := n.Value(); !jsonvalue.Equal(got, whole) || text[n.Pos:n.End()] != n.Raw() {
		t.Fatalf("%q at %d is %s, want %s", n.Raw(), n.Pos, got, whole)
	}
	for offset := range len(n.Text()) {
		if at := n.Inside(offset); at <= n.Pos || at >= n.End() {
			t.Fatalf("byte %d of %q is at %d", offset, n.Raw(), at)
		}
	}
	last := map[string]jsontree.Node{}
	for i, child := range n.Children() {
		compare(t, text, child)
		if n.Kind() == jsonvalue.Object {
			last[child.Name] = child
		} else if !jsonvalue.Equal(child.Value(), whole.Index(i)) {
			t.Fatalf("element %d of %s is %s", i, whole, child.Value())
		}
	}
	for name, child := range last {
		if !jsonvalue.Equal(child.Value(), whole.Get(name)) {
			t.Fatalf("the member %q of %s is %s", name, whole, child.Value())
		}
	}
}
