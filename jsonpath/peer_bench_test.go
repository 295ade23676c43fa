package jsonpath_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/tidwall/gjson"
)

// BenchmarkPathPeers measures the package beside others in one run. gjson reads
// the text of the document each time; the others have it decoded, unless the name
// says that they begin with the text too. gjson's paths are not compiled.
func BenchmarkPathPeers(b *testing.B) {
	array := items(1000).String()
	for _, c := range []struct{ name, document, path, gjsons string }{
		{"Definite", order, "$.order.customer.name", "order.customer.name"},
		{"Filter1000", array, "$[?(@.total > 50)].id", "#(total>50)#.id"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.Run("goasl", func(b *testing.B) { benchmarkOurs(b, c.path, c.document, nil) })
			b.Run("goasl with gval", func(b *testing.B) { benchmarkOurs(b, c.path, c.document, gval.Filters()) })
			b.Run("PaesslerAG", func(b *testing.B) { benchmarkPaessler(b, c.path, c.document) })
			b.Run("goasl from text", func(b *testing.B) {
				p := jsonpath.MustCompile(c.path)
				text := []byte(c.document)
				run(b, func() error { _, err := p.Query(text); return err })
			})
			b.Run("PaesslerAG from text", func(b *testing.B) { benchmarkPaesslerText(b, c.path, c.document) })
			b.Run("gjson", func(b *testing.B) {
				run(b, func() error {
					if !gjson.Get(c.document, c.gjsons).Exists() {
						b.Fatal("not found")
					}
					return nil
				})
			})
		})
	}
	b.Run("Arithmetic1000", func(b *testing.B) {
		const path = "$[?(@.total * 2 > 100)].id"
		b.Run("goasl with gval", func(b *testing.B) { benchmarkOurs(b, path, array, gval.Filters()) })
		b.Run("PaesslerAG", func(b *testing.B) { benchmarkPaessler(b, path, array) })
	})
	b.Run("Compile", func(b *testing.B) {
		const text = "$.items[?(@.total > 50)].id"
		b.Run("goasl", func(b *testing.B) {
			run(b, func() error { _, err := jsonpath.Compile(text); return err })
		})
		b.Run("goasl with gval", func(b *testing.B) {
			filters := gval.Filters()
			run(b, func() error { _, err := jsonpath.CompileWith(text, filters); return err })
		})
		b.Run("PaesslerAG", func(b *testing.B) {
			run(b, func() error { _, err := oracle.NewEvaluable(text); return err })
		})
	})
}

// run measures f.
func run(b *testing.B, f func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkOurs(b *testing.B, path, document string, filters jsonpath.FilterCompiler) {
	p, err := jsonpath.CompileWith(path, filters)
	if err != nil {
		b.Fatal(err)
	}
	root := jsonvalue.MustParse(document)
	if _, err := p.Eval(root, nil); err != nil { // decodes what is needed
		b.Fatal(err)
	}
	run(b, func() error { _, err := p.Eval(root, nil); return err })
}

func benchmarkPaessler(b *testing.B, path, document string) {
	eval, err := oracle.NewEvaluable(path)
	if err != nil {
		b.Fatal(err)
	}
	var root any
	if err := json.Unmarshal([]byte(document), &root); err != nil {
		b.Fatal(err)
	}
	run(b, func() error { _, err := eval(context.Background(), root); return err })
}

func benchmarkPaesslerText(b *testing.B, path, document string) {
	eval, err := oracle.NewEvaluable(path)
	if err != nil {
		b.Fatal(err)
	}
	run(b, func() error {
		var root any
		if err := json.Unmarshal([]byte(document), &root); err != nil {
			return err
		}
		_, err := eval(context.Background(), root)
		return err
	})
}
