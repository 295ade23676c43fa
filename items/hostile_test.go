package items_test

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
)

// generated is a store with one object: head, then body again and again, then tail. It
// counts what is read of it.
type generated struct {
	items.ObjectStore
	head, body, tail string
	times            int
	read             int64
}

func (g *generated) Open(_ context.Context, _, key string, at items.Position) (*items.Object, error) {
	readers := []io.Reader{strings.NewReader(g.head)}
	for range g.times {
		readers = append(readers, strings.NewReader(g.body))
	}
	r := io.MultiReader(append(readers, strings.NewReader(g.tail))...)
	if _, err := io.CopyN(io.Discard, r, at.Offset); err != nil {
		return nil, err
	}
	size := len(g.head) + g.times*len(g.body) + len(g.tail)
	return &items.Object{ReadCloser: io.NopCloser(&counting{r, &g.read}), Info: items.Info{Key: key, Size: int64(size)}}, nil
}

type counting struct {
	src  io.Reader
	read *int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	*c.read += int64(n)
	return n, err
}

const mega = 1 << 20

// No file makes a source read or allocate much more than an item may have.
func TestHostileFiles(t *testing.T) {
	tooLong := "it is longer than 8388608 bytes"
	tests := []struct {
		name, form, pointer string
		store               generated
		want                string // a part of the error; "" for an end without items
		mostRead            int64
	}{
		{"a line", "JSONL", "", generated{body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"a row", "CSV", "", generated{head: "a\n", body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"a header", "CSV", "", generated{body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"a header of columns", "CSV", "", generated{body: strings.Repeat(",", mega), times: 7, tail: "\n"}, "CSV headers cannot contain duplicates.", 8 * mega},
		{"a quoted field of lines", "CSV", "", generated{head: "a\n\"", body: strings.Repeat("x\n", mega/2), times: 100}, tooLong, 10 * mega},
		{"a row of lines, each of which ends a field", "CSV", "", generated{head: "a\n\"", body: strings.Repeat("\n\",\"", mega/4), times: 100}, tooLong, 10 * mega},
		{"a row of control characters", "CSV", "", generated{head: "a\n", body: strings.Repeat("\x01", mega), times: 7}, "JSON text exceeds 8388608 bytes", 8 * mega},
		{"a string", "JSON", "", generated{head: "[\"", body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"a name", "JSON", "", generated{head: "{\"", body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"a number", "JSON", "", generated{head: "[1", body: strings.Repeat("1", mega), times: 100}, tooLong, 10 * mega},
		{"brackets", "JSON", "", generated{head: "[", body: strings.Repeat("[", mega), times: 100}, tooLong, 10 * mega},
		{"brackets of an item", "JSON", "", generated{head: "[", body: strings.Repeat("[", mega), times: 3, tail: strings.Repeat("]", 3*mega+1)}, "JSON text exceeds 1000 levels", 7 * mega},
		{"brackets before the items", "JSON", "/b", generated{head: "{\"a\":", body: strings.Repeat("[", mega), times: 100}, "ends too early", 101 * mega},
		{"a name before the items", "JSON", "/b", generated{head: "{\"", body: strings.Repeat("x", mega), times: 100}, tooLong, 10 * mega},
		{"members before the items", "JSON", "/b", generated{head: "{", body: strings.Repeat("\"a\":1,", mega/6), times: 10}, "ends too early", 11 * mega},
		{"spaces", "JSON", "", generated{body: strings.Repeat(" ", mega), times: 100, tail: "[]"}, "", 101 * mega},
		{"empty lines", "JSONL", "", generated{body: strings.Repeat("\n", mega), times: 20}, "", 21 * mega},
		{"carriage returns", "JSONL", "", generated{body: strings.Repeat("\r", mega), times: 20}, "", 21 * mega},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := getObject(tt.form, "f")
			of.Pointer = tt.pointer
			before := allocated()
			got := read(t, &tt.store, of, 1000, false)
			switch used := allocated() - before; {
			case tt.want == "" && len(got) > 0, tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("items: %.200s", got)
			case used > 512*mega: // all that was allocated: much less is in use at once
				t.Errorf("%d MiB of memory", used/mega)
			case tt.store.read > tt.mostRead:
				t.Errorf("%d MiB were read", tt.store.read/mega)
			}
		})
	}
}

// allocated returns how many bytes have been allocated.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// A gzip file of 100 KiB with 100 MiB in it is refused after the longest item.
func TestGzipBomb(t *testing.T) {
	store := stored("f.jsonl.gz", gzipped(t, strings.Repeat(" ", 100*mega)))
	before := allocated()
	got := read(t, store, getObject("JSONL", "f.jsonl.gz"), 1000, false)
	if want := "The object s3://b/f.jsonl.gz has a mistake in item 1, which begins at byte 0: it is longer than 8388608 bytes"; len(got) != 1 || got[0] != readerFailed+want {
		t.Errorf("items: %.200s", got)
	}
	if used := allocated() - before; used > 64*mega {
		t.Errorf("%d MiB of memory", used/mega)
	}
}

// A page ends with the item that brings it to 1 MiB, and the longest item is one.
func TestLargeItems(t *testing.T) {
	item := `"` + strings.Repeat("x", 8*mega-2) + `"`
	for form, body := range map[string]string{"JSON": "[" + item + "," + item + "]", "JSONL": item + "\n" + item, "CSV": "a\n" + item[:8*mega-20] + "\"\n" + item[:8*mega-20] + "\""} {
		source, err := items.Open(context.Background(), stored("f", body), getObject(form, "f"), nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			page, err := source.Next(context.Background(), 1000)
			if err != nil || len(page.Items) != 1 || page.Items[0].Size() < 8*mega-20 {
				t.Fatalf("%s: %d items, error %v", form, len(page.Items), err)
			}
		}
	}
	source, err := items.Open(context.Background(), stored("f", strings.Repeat("\"some text\"\n", mega)), getObject("JSONL", "f"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := source.Next(context.Background(), 1<<30); err != nil || len(page.Items) != mega/11+1 {
		t.Errorf("%d items of 11 bytes in a page, error %v", len(page.Items), err)
	}
}
