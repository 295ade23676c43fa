package jsonpath_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

const order = `{"id": "o-1", "order": {"items": [1, 2, 3], "customer": {"no": 7, "name": "Ada"}, "total": 30.5}, "note": "x"}`

func BenchmarkPathDefinite(b *testing.B) {
	p := jsonpath.MustCompile("$.order.customer.name")
	document := jsonvalue.MustParse(order)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Eval(document, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPathMissing(b *testing.B) {
	p := jsonpath.MustCompile("$.order.customer.age")
	document := jsonvalue.MustParse(order)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Eval(document, nil); err == nil {
			b.Fatal("found")
		}
	}
}

// items returns an array of n objects.
func items(n int) jsonvalue.Value {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `,{"id": "i-%d", "total": %d, "paid": %v}`, i, i%100, i%3 == 0)
	}
	return jsonvalue.MustParse("[" + text.String()[1:] + "]")
}

func BenchmarkPathFilter1000(b *testing.B) {
	p := jsonpath.MustCompile("$[?(@.total > 50 && @.paid == true)].id")
	document := items(1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Eval(document, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPathScan1000(b *testing.B) {
	p := jsonpath.MustCompile("$..id")
	document := items(1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Eval(document, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPathCompile(b *testing.B) {
	for _, text := range []string{"$.order.customer.name", "$.items[?(@.total > 50 && @.paid == true)].id"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := jsonpath.Compile(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
