package jsonpath_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/PaesslerAG/gval"
	paessler "github.com/PaesslerAG/jsonpath"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// The oracle is PaesslerAG/jsonpath with gval's full language in filters, an
// implementation that has nothing in common with this package. Dialects of
// JSONPath differ widely; it and Jayway 2.0.0 have to agree on this class:
//
//   - members, by identifiers after a dot or quoted in brackets, that are there;
//     under a wildcard over arrays they may be missing;
//   - indexes of arrays, in range; under a wildcard over arrays also others;
//   - unions of indexes in range, and slices [i:j] [i:] [:j] [-i:] of arrays;
//   - wildcards;
//   - ..name with members that are there behind it, and ..* at the end;
//   - filters of arrays: a member that is of one type wherever it is there, or the
//     item itself, compared with a literal or a $ path of that type: numbers, or
//     words by all comparisons, booleans by == and !=; regular expressions that
//     match a whole word; several comparisons joined by && and || if all members
//     are there.
//
// Why no more is in it, TestOracleDifferences shows case by case. Names in single
// quotes are translated. Where the oracle walks over Go maps its order is random,
// and results are compared as multisets.
var oracle = gval.Full(paessler.Language())

func TestOracle(t *testing.T) {
	for _, c := range []struct {
		ours, theirs string
		unordered    bool
	}{
		{`$`, `$`, false},
		{`$.name`, `$.name`, false},
		{`$['two words']`, `$["two words"]`, false},
		{`$['a.b']`, `$["a.b"]`, false},
		{`$['']`, `$[""]`, false},
		{`$.rooms['b'].seats`, `$.rooms["b"].seats`, false},
		{`$.grid[0][1]`, `$.grid[0][1]`, false},
		{`$.shelves[0,2].id`, `$.shelves[0,2].id`, false},
		{`$.grid[*]`, `$.grid[*]`, false},
		{`$.grid[*][1]`, `$.grid[*][1]`, false},
		{`$.shelves[*].note`, `$.shelves[*].note`, false},
		{`$.shelves.*.books[*].year`, `$.shelves.*.books[*].year`, false},
		{`$.name[*]`, `$.name[*]`, false},
		{`$.rooms.*.seats`, `$.rooms.*.seats`, true},
		{`$..year`, `$..year`, true},
		{`$..books[*].title`, `$..books[*].title`, true},
		{`$.rooms..*`, `$.rooms..*`, true},
		{`$.shelves[1:].id`, `$.shelves[1:].id`, false},
		{`$.shelves[:2].id`, `$.shelves[:2].id`, false},
		{`$.shelves[-2:].id`, `$.shelves[-2:].id`, false},
		{`$.shelves[2:1].id`, `$.shelves[2:1].id`, false},
		{`$.shelves[0:9].id`, `$.shelves[0:9].id`, false},
		{`$.shelves[?(@.id == 'S2')].note`, `$.shelves[?(@.id == "S2")].note`, false},
		{`$.shelves[?(@.id >= 'S2' && @.id != 'S3')].id`, `$.shelves[?(@.id >= "S2" && @.id != "S3")].id`, false},
		{`$.shelves[0].books[?(@.price < 9.75)].title`, `$.shelves[0].books[?(@.price < 9.75)].title`, false},
		{`$.shelves[*].books[?(@.lent == true)].title`, `$.shelves[*].books[?(@.lent == true)].title`, false},
		{`$.shelves[0].books[?(@.price > $.floors)].title`, `$.shelves[0].books[?(@.price > $.floors)].title`, false},
		{`$.shelves[*].books[?(@.title =~ /.*un.*/)].year`, `$.shelves[*].books[?(@.title =~ "^(?:.*un.*)$")].year`, false},
		{`$.grid[0][?(@ > 1)]`, `$.grid[0][?(@ > 1)]`, false},
	} {
		compare(t, library, c.ours, c.theirs, c.unordered)
	}
}

// TestOracleDifferences has what the two disagree on; it keeps the class honest,
// because a difference that goes away has to be removed here.
func TestOracleDifferences(t *testing.T) {
	for _, c := range []struct{ why, document, ours, want, theirs, theirWant string }{
		{"quotes", `{"ab": 1}`, `$['ab']`, `1`, `$['ab']`, `error`},
		{"quotes", `{"a1": 1}`, `$["a1"]`, `error`, `$["a1"]`, `1`},
		{"names after a dot", `{"a-b": 1, "a": 3}`, `$.a-b`, `1`, `$.a-b`, `error`},
		{"several names", `{"a": 1, "b": 2}`, `$['a','b']`, `{"a":1,"b":2}`, `$["a","b"]`, `[1,2]`},
		{"misses after members", `{"a": {"b": {}}}`, `$.a[*].c`, `error`, `$.a[*].c`, `[]`},
		{"misses after unions", `[[1], []]`, `$[0,1][0]`, `error`, `$[0,1][0]`, `[1]`},
		{"misses after filters", `[{"a": 1}]`, `$[?(@.a == 1)].b`, `error`, `$[?(@.a == 1)].b`, `[]`},
		{"misses after scans", `[{"a": 1}, {"a": {"b": 2}}]`, `$..a.b`, `error`, `$..a.b`, `[2]`},
		{"misses before wildcards", `{"a": 1}`, `$.a.b[*]`, `error`, `$.a.b[*]`, `[]`},
		{"indexes after scans", `[[1], []]`, `$..[0]`, `error`, `$..[0]`, `[[1],1]`},
		{"indexes of objects", `{"0": 1}`, `$[0]`, `error`, `$[0]`, `1`},
		{"names of elements", `[[7]]`, `$[*]['0']`, `[]`, `$[*]["0"]`, `[7]`},
		{"slices of objects", `{}`, `$[0:1]`, `error`, `$[0:1]`, `[]`},
		{"slices that end before the end", `[1, 2, 3]`, `$[:-1]`, `[1,2]`, `$[:-1]`, `[]`},
		{"slices between negative numbers", `[1, 2, 3]`, `$[-2:-1]`, `error`, `$[-2:-1]`, `[2]`},
		{"steps", `[1, 2, 3]`, `$[0:3:2]`, `[1,2,3]`, `$[0:3:2]`, `[1,3]`},
		{"the last element", `[1, 2, 3]`, `$[(@.length-1)]`, `3`, `$[(@.length-1)]`, `error`},
		{"filters of objects", `{"a": {"b": 1}}`, `$[?(@.b == 1)]`, `[]`, `$[?(@.b == 1)]`, `[{"b":1}]`},
		{"filters of scalars", `{"a": 1}`, `$.a[?(@ == 1)]`, `error`, `$.a[?(@ == 1)]`, `[]`},
		{"existence", `[{"a": false}, {"a": "x"}]`, `$[?(@.a)]`, `[{"a":false},{"a":"x"}]`, `$[?(@.a)]`, `[]`},
		{"null", `[{"a": null}]`, `$[?(@.a == 0)]`, `[]`, `$[?(@.a == 0)]`, `[{"a":null}]`},
		{"words as numbers", `[1]`, `$[?(@ == 'x')]`, `error`, `$[?(@ == "x")]`, `[]`},
		{"numbers as words", `["x", "2"]`, `$[?(@ == 2.0)]`, `[]`, `$[?(@ == 2.0)]`, `["2"]`},
		{"arrays", `[[1], [1]]`, `$[?(@ == $[0])]`, `[[1]]`, `$[?(@ == $[0])]`, `[[1],[1]]`},
		{"parts of texts", `["red"]`, `$[?(@ =~ /r/)]`, `[]`, `$[?(@ =~ "r")]`, `["red"]`},
		{"grouping", `[{"a": 1, "b": 2}]`, `$[?((@.a == 1 || @.a == 3) && @.b == 3)]`, `[{"a":1,"b":2}]`, `$[?((@.a == 1 || @.a == 3) && @.b == 3)]`, `[]`},
		{"logic on what is missing", `[{"a": 1}]`, `$[?(@.b == 1 || @.a == 1)]`, `[{"a":1}]`, `$[?(@.b == 1 || @.a == 1)]`, `[]`},
		{"large numbers", `[9007199254740993]`, `$[?(@ == 9007199254740992)]`, `[]`, `$[?(@ == 9007199254740992)]`, `[9007199254740992]`},
	} {
		if got := ourAnswer(c.ours, c.document); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.why, c.ours, got, c.want)
		}
		if got := theirAnswer(c.theirs, c.document); got != c.theirWant {
			t.Errorf("%s: the oracle's %s = %s, want %s", c.why, c.theirs, got, c.theirWant)
		}
		if c.want == c.theirWant {
			t.Errorf("%s: there is no difference in %s", c.why, c.ours)
		}
	}
}

// FuzzOracle draws a small document and a path of the class from the input, and
// compares what the path finds.
func FuzzOracle(f *testing.F) {
	for seed := range uint64(500) {
		var input [256]byte
		random := rand.New(rand.NewPCG(seed, 0))
		for i := range input {
			input[i] = byte(random.Uint32())
		}
		f.Add(input[:64+seed%192])
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		w := drawWalk(input)
		compare(t, w.document.String(), w.ours, w.theirs, w.unordered)
	})
}

// compare evaluates a path with both.
func compare(t *testing.T, document, ours, theirs string, unordered bool) {
	t.Helper()
	p, err := jsonpath.Compile(ours)
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.Query([]byte(document))
	if err != nil {
		t.Fatalf("%s: %v\n%s", ours, err, document)
	}
	answer, err := ask(theirs, document)
	if err != nil {
		t.Fatalf("the oracle's %s: %v\n%s", theirs, err, document)
	}
	got, want := []string{canonical(decode(t, text))}, []string{canonical(answer)}
	if all, ok := answer.([]any); ok && !p.Definite() {
		found, _ := decode(t, text).([]any)
		got, want = canonicals(found), canonicals(all)
		if unordered {
			slices.Sort(got)
			slices.Sort(want)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s = %s\nthe oracle's %s = %s\n%s", ours, got, theirs, want, document)
	}
}

// ask evaluates a path with the oracle.
func ask(path, document string) (any, error) {
	var root any
	if err := json.Unmarshal([]byte(document), &root); err != nil {
		return nil, err
	}
	eval, err := oracle.NewEvaluable(path)
	if err != nil {
		return nil, err
	}
	return eval(context.Background(), root)
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// canonical is the JSON text with sorted members.
func canonical(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

func canonicals(values []any) []string {
	texts := []string{}
	for _, v := range values {
		texts = append(texts, canonical(v))
	}
	return texts
}

func ourAnswer(path, document string) string {
	p, err := jsonpath.Compile(path)
	if err != nil {
		return "error"
	}
	v, err := p.Eval(jsonvalue.MustParse(document), nil)
	if err != nil {
		return "error"
	}
	return v.String()
}

func theirAnswer(path, document string) string {
	v, err := ask(path, document)
	if err != nil {
		return "error"
	}
	return canonical(v)
}
