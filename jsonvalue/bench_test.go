package jsonvalue_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/tidwall/gjson"
)

// document returns a compact text of about size bytes, as payloads look:
// orders with short strings, numbers, flags and a little prose.
func document(size int) string {
	var b strings.Builder
	b.WriteString(`{"customer":{"id":"c-1029","name":"Ada Lovelace","vip":true},"orders":[`)
	for i := 0; b.Len() < size-40; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"sku":"AB-%05d","price":%d.%02d,"tags":["new","blue"],"gift":false,"note":"Leave it at the door, please."}`,
			1000+i, i*7, i%90, i%100)
	}
	b.WriteString(`],"state":"OPEN"}`)
	return b.String()
}

var documents = []struct{ name, text string }{
	{"20B", `{"a":1,"b":["x","y"]}`},
	{"10kB", document(10_000)},
	{"256KiB", document(256 << 10)},
}

// BenchmarkRoundTrip reads a payload nobody looks into and copies it out.
func BenchmarkRoundTrip(b *testing.B) {
	for _, d := range documents {
		text := []byte(d.text)
		run := func(name string, f func() error) {
			b.Run(d.name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		buf := make([]byte, 0, len(text))
		run("jsonvalue", func() error {
			v, err := jsonvalue.Parse(text)
			buf = v.Append(buf[:0])
			return err
		})
		run("encoding", func() error {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				return err
			}
			_, err := json.Marshal(v)
			return err
		})
		run("encodingValid", func() error {
			if !json.Valid(text) {
				return fmt.Errorf("invalid")
			}
			return nil
		})
		run("gjsonValid", func() error {
			if !gjson.ValidBytes(text) {
				return fmt.Errorf("invalid")
			}
			return nil
		})
	}
}

// BenchmarkIndented reads a text that has to be brought into canonical form.
func BenchmarkIndented(b *testing.B) {
	var v any
	if err := json.Unmarshal([]byte(document(10_000)), &v); err != nil {
		b.Fatal(err)
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("jsonvalue", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jsonvalue.Parse(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkField parses a document and reads one member of it.
func BenchmarkField(b *testing.B) {
	for _, d := range documents[1:] {
		text := []byte(d.text)
		b.Run(d.name+"/jsonvalue", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v, err := jsonvalue.Parse(text)
				if err != nil || v.Get("customer").Get("vip").Kind() != jsonvalue.Bool {
					b.Fatal(err)
				}
			}
		})
		b.Run(d.name+"/encoding", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var v map[string]any
				if err := json.Unmarshal(text, &v); err != nil {
					b.Fatal(err)
				}
				if _, ok := v["customer"].(map[string]any)["vip"].(bool); !ok {
					b.Fatal("no vip")
				}
			}
		})
	}
}

// BenchmarkWalk looks at every value of a document.
func BenchmarkWalk(b *testing.B) {
	text := []byte(document(10_000))
	b.Run("jsonvalue", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v, err := jsonvalue.Parse(text)
			if err != nil || walk(v) < 100 {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func walk(v jsonvalue.Value) int {
	n := 1
	for _, e := range v.Elements() {
		n += walk(e)
	}
	for _, m := range v.Members() {
		n += walk(m)
	}
	return n
}

// BenchmarkBuild builds an object and encodes it.
func BenchmarkBuild(b *testing.B) {
	b.Run("jsonvalue", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf = jsonvalue.OfObject([]jsonvalue.Member{
				{Name: "id", Value: jsonvalue.OfInt(42)},
				{Name: "name", Value: jsonvalue.OfString("Ada Lovelace")},
				{Name: "vip", Value: jsonvalue.True},
				{Name: "tags", Value: jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfString("a"), jsonvalue.OfString("b")})},
			}).Append(buf[:0])
		}
	})
	b.Run("encoding", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := json.Marshal(map[string]any{
				"id":   42,
				"name": "Ada Lovelace",
				"vip":  true,
				"tags": []any{"a", "b"},
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSet sets a path in a document that is decoded there already, as
// ResultPath does state after state, and encodes nothing.
func BenchmarkSet(b *testing.B) {
	text := document(10_000)
	path := []jsonvalue.Step{{Name: "customer"}, {Name: "status"}}
	b.Run("jsonvalue", func(b *testing.B) {
		v := jsonvalue.MustParse(text)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Set(path, jsonvalue.True); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("jsonvalueFromText", func(b *testing.B) {
		in := []byte(text)
		var buf []byte
		b.ReportAllocs()
		for b.Loop() {
			v, err := jsonvalue.Parse(in)
			if err != nil {
				b.Fatal(err)
			}
			if v, err = v.Set(path, jsonvalue.True); err != nil {
				b.Fatal(err)
			}
			buf = v.Append(buf[:0])
		}
	})
	b.Run("encodingFromText", func(b *testing.B) {
		in := []byte(text)
		b.ReportAllocs()
		for b.Loop() {
			var v map[string]any
			if err := json.Unmarshal(in, &v); err != nil {
				b.Fatal(err)
			}
			v["customer"].(map[string]any)["status"] = true
			if _, err := json.Marshal(v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
