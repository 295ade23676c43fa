package items_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
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
	records := make([]items.Record, 1000)
	for i := range records {
		records[i] = child("5f894d35-ab00-3636-bd58-8677462d9514", items.Succeeded, `{"id":1,"name":"Ada Lovelace"}`, `{"ok":true,"city":"London"}`)
	}
	store, target := items.NewMemory("out"), items.Target{Bucket: "out", MapRunARN: mapRun}
	b.ReportAllocs()
	for n := 0; n < b.N; n += len(records) {
		f, err := target.Write(context.Background(), store, items.Succeeded, 0, records)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(f.Size / int64(len(records)))
	}
}
