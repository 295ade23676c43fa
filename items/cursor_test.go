package items_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
)

// A cursor comes from a snapshot, which somebody may have changed.
func TestCursors(t *testing.T) {
	tests := []struct{ name, form, cursor, want string }{
		{"no JSON", "JSONL", "x", "The cursor of the items cannot be read: invalid character 'x' looking for beginning of value"},
		{"another type", "JSONL", `{"items":"1"}`, "The cursor of the items cannot be read: json: cannot unmarshal string into Go struct field cursor.items of type int64"},
		{"another form", "JSONL", `{"form":"CSV"}`, "The cursor of the items does not fit the ItemReader."},
		{"a negative count", "JSONL", `{"form":"JSONL","items":-1}`, "The cursor of the items does not fit the ItemReader."},
		{"a negative offset", "JSONL", `{"form":"JSONL","offset":-1}`, "The cursor of the items does not fit the ItemReader."},
		{"a long header", "CSV", `{"form":"CSV","header":["` + strings.Repeat("x", 10<<10) + `","y"]}`, "The cursor of the items does not fit the ItemReader."},
		{"too long", "CSV", strings.Repeat(" ", 128<<10) + `{}`, "The cursor of the items cannot be read: it is too long"},
		{"a listing", "CSV", `{"form":"LIST"}`, "The cursor of the items does not fit the ItemReader."},
		{"a header with a name twice", "CSV", `{"form":"CSV","offset":2,"header":["a","a"]}`, "CSV headers cannot contain duplicates."},
		{"an empty header", "CSV", `{"form":"CSV","offset":2,"header":[]}`, "The ItemReader gives no CSVHeaders."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := items.Open(context.Background(), stored("f", "1\n2\n"), getObject(tt.form, "f"), []byte(tt.cursor))
			if err == nil || err.Error() != readerFailed+tt.want {
				t.Errorf("error: %v, want %s", err, tt.want)
			}
		})
	}
}

// The cursor of the last page opens a source that has no more items, even if the object is
// not there any more.
func TestLastCursor(t *testing.T) {
	for _, of := range []items.Spec{getObject("CSV", "f"), getObject("JSON", "f"), getObject("JSONL", "f"), listObjects("")} {
		store := stored("f", "[1]\n")
		source, err := items.Open(context.Background(), store, of, nil)
		if err != nil {
			t.Fatal(err)
		}
		var page items.Page
		for !page.End {
			if page, err = source.Next(context.Background(), 10); err != nil {
				t.Fatal(err)
			}
		}
		store.Remove("b", "f")
		if source, err = items.Open(context.Background(), store, of, page.Cursor); err != nil {
			t.Fatal(err)
		}
		if page, err = source.Next(context.Background(), 10); err != nil || len(page.Items) > 0 || !page.End {
			t.Errorf("%s: %d items, end %t, error %v", of.InputType, len(page.Items), page.End, err)
		}
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	}
}
