package jsonata_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// items returns the text of an array of n objects.
func items(n int) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"item %d","price":%d.5,"tags":["a","b"]}`, i, i, i*7919%1000)
	}
	b.WriteByte(']')
	return b.String()
}

// numbers returns the text of an array of n numbers.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",%d", i*7919%1000)
	}
	return "[" + b.String()[1:] + "]"
}

var benchmarks = []struct{ name, source string }{
	{"Field", `$states.input.a.b`},
	{"Object", `{"id": $states.input.a.b, "name": $states.input.name, "sum": 1 + 2, "in": {"x": $states.input.a}}`},
	{"Sum", `$sum($states.input.numbers)`},
	{"Filter", `$states.input.items[price > 500]`},
	{"Concat", `"Hello " & $states.input.name & ", you are number " & $states.input.a.b & "!"`},
	{"Map", `$map($states.input.items, function($v){$v.price * 2})`},
	{"FilterFunction", `$filter($states.input.items, function($v){$v.price > 500})`},
	{"MapFilter", `$map($filter($states.input.items, function($v){$v.price > 500}), function($v){$v.price * 2})`},
	{"Reduce", `$reduce($states.input.items, function($a, $v){$a + $v.price}, 0)`},
	{"Merge", `$merge([$states.input.a, {"x": 1, "y": 2}])`},
	{"Now", `$now()`},
	{"Path", `$states.input.items.price`},
	{"MapObject", `$states.input.items.{"id": id, "label": name & "!"}`},
	{"Group", `$states.input.items{name: price}`},
	{"Sort", `$states.input.items^(price)`},
	{"String", `$string($states.input.items)`},
	{"TailCall", `($f := function($n){$n = 0 ? 0 : $f($n - 1)}; $f(1000))`},
	{"MergeReduce", `$reduce($states.input.items, function($a, $v){$merge([$a, {$v.name: $v.price}])}, {})`},
}

func benchInput(tb testing.TB) jsonvalue.Value {
	v, err := jsonvalue.ParseString(`{"input":{"a":{"b":42},"name":"World","numbers":` + numbers(1000) + `,"items":` + items(1000) + `}}`)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// The input is decoded beforehand, and the whole result is looked at.
func BenchmarkEval(b *testing.B) {
	states := benchInput(b)
	ctx := context.Background()
	env := jsonata.Env{Lookup: func(name string) jsonvalue.Value {
		if name == "states" {
			return states
		}
		return jsonvalue.Value{}
	}}
	for _, bm := range benchmarks {
		x := jsonata.MustCompile(bm.source)
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v, err := x.Eval(ctx, jsonvalue.Value{}, env)
				if err != nil {
					b.Fatal(err)
				}
				if size(v) < 0 {
					b.Fatal("nothing")
				}
			}
		})
	}
}

// size goes over all of a value.
func size(v jsonvalue.Value) int {
	n := 1
	switch v.Kind() {
	case jsonvalue.Array:
		for _, e := range v.Elements() {
			n += size(e)
		}
	case jsonvalue.Object:
		for _, m := range v.Members() {
			n += size(m)
		}
	}
	return n
}

func BenchmarkCompile(b *testing.B) {
	for _, bm := range benchmarks {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := jsonata.Compile(bm.source); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
