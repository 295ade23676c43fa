package items_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

// benchmarkRead reads a file again and again. The time and the allocations are those of an
// item.
func benchmarkRead(b *testing.B, of items.Spec, header, row, footer string) {
	const rows = 10_000
	var body strings.Builder
	body.WriteString(header)
	for i := range rows {
		fmt.Fprintf(&body, row, i)
	}
	store := stored(of.Key, strings.TrimSuffix(body.String(), ",")+footer)
	b.SetBytes(int64(body.Len() / rows))
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; {
		source, err := items.Open(context.Background(), store, of, nil)
		if err != nil {
			b.Fatal(err)
		}
		for page := (items.Page{}); !page.End; n += len(page.Items) {
			if page, err = source.Next(context.Background(), 1000); err != nil {
				b.Fatal(err)
			}
		}
		if err := source.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	benchmarkRead(b, getObject("CSV", "f"), "id,name,street,city,amount,currency\n", "%d,Ada Lovelace,12 St James's Square,London,1815.50,GBP\n", "")
}

func BenchmarkCSVQuoted(b *testing.B) {
	benchmarkRead(b, getObject("CSV", "f"), "id,name,street,city,amount,currency\n", "%d,\"Lovelace, Ada\",\"12 \"\"St James's\"\" Square\",Löndon,1815.50,GBP\n", "")
}

func BenchmarkJSON(b *testing.B) {
	benchmarkRead(b, getObject("JSON", "f"), "[", `{"id":%d,"name":"Ada Lovelace","street":"12 St James's Square","city":"London","amount":1815.50},`, "]")
}

func BenchmarkJSONLines(b *testing.B) {
	benchmarkRead(b, getObject("JSONL", "f"), "", `{"id":%d,"name":"Ada Lovelace","street":"12 St James's Square","city":"London","amount":1815.50}`+"\n", "")
}

func BenchmarkWrite(b *testing.B) {
	file := items.Results{Bucket: "out", Key: "k", Records: make([]jsonvalue.Value, 1000)}
	for i := range file.Records {
		file.Records[i] = jsonvalue.MustParse(`{"Input":"{\"id\":1,\"name\":\"Ada Lovelace\"}","Output":"{\"ok\":true,\"city\":\"London\"}"}`)
	}
	store := items.NewMemory("out")
	b.ReportAllocs()
	for n := 0; n < b.N; n += len(file.Records) {
		size, err := file.Write(context.Background(), store)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(size / int64(len(file.Records)))
	}
}
