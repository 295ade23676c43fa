package items_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

// digits is a table whose rows are digits: the text "12" has the rows {"n":1} and {"n":2}.
type digits struct {
	file io.ReaderAt
	row  int64
}

func openDigits(file io.ReaderAt, size, row int64) (items.Table, error) {
	first := make([]byte, 1)
	if _, err := file.ReadAt(first, 0); err != nil {
		return nil, err
	}
	if first[0] == 'x' {
		return nil, errors.New("no table")
	}
	return &digits{file, row}, nil
}

func (d *digits) Next() (jsonvalue.Value, error) {
	digit := make([]byte, 1)
	if _, err := d.file.ReadAt(digit, d.row); err != nil {
		return jsonvalue.Value{}, err
	}
	if digit[0] < '0' || digit[0] > '9' {
		return jsonvalue.Value{}, fmt.Errorf("no digit %q", digit)
	}
	d.row++
	return jsonvalue.MustParse(fmt.Sprintf(`{"n": %s}`, digit)), nil
}

func (d *digits) Close() error { return nil }

// readTable is read with a reader of tables.
func readTable(t *testing.T, store items.ObjectStore, of items.Spec, max int) string {
	t.Helper()
	reader := items.Reader{Store: store, Parquet: openDigits}
	var lines []string
	for cursor, end := []byte(nil), false; !end; {
		source, err := reader.Open(t.Context(), of, cursor)
		if err != nil {
			return strings.Join(append(lines, err.Error()), "\n")
		}
		page, err := source.Next(t.Context(), max)
		source.Close()
		if err != nil {
			return strings.Join(append(lines, err.Error()), "\n")
		}
		for _, item := range page.Items {
			lines = append(lines, item.String())
		}
		cursor, end = page.Cursor, page.End
	}
	return strings.Join(lines, "\n")
}

func TestTable(t *testing.T) {
	first := getObject("PARQUET", "f")
	first.MaxItems = 1
	version := getObject("PARQUET", "f")
	version.VersionID = "1"
	tests := []struct {
		name, body string
		of         items.Spec
		want       string
	}{
		{"rows", "123", getObject("PARQUET", "f"), "{\"n\":1}\n{\"n\":2}\n{\"n\":3}"},
		{"the first row", "123", first, `{"n":1}`},
		{"a mistake", "1x", getObject("PARQUET", "f"), "{\"n\":1}\n" + readerFailed + `The object s3://b/f has a mistake in item 2: no digit "x"`},
		{"no table", "x", getObject("PARQUET", "f"), readerFailed + "The object s3://b/f has a mistake before its first item: no table"},
		{"no object", "1", getObject("PARQUET", "g"), readerFailed + "The object s3://b/g could not be opened: s3://b/g: file does not exist"},
		{"no version", "1", version, readerFailed + "The object s3://b/f could not be opened: s3://b/f: file does not exist"},
	}
	for _, tt := range tests {
		for _, max := range []int{1, 2, 10} {
			if got := readTable(t, stored("f", tt.body), tt.of, max); got != tt.want {
				t.Errorf("%s, in pages of %d: %s", tt.name, max, got)
			}
		}
	}
	store := bucket(map[string]string{"in/a": "12", "in/b": "3"})
	if got := readTable(t, store, flattened("PARQUET"), 10); got != "{\"n\":1}\n{\"n\":2}\n{\"n\":3}" {
		t.Errorf("in files: %s", got)
	}
	want := readerFailed + "The ItemReader reads a Parquet file, and the machine has no reader for it: give it one, with asl.WithParquet."
	if _, err := items.Open(t.Context(), store, getObject("PARQUET", "f"), nil); err == nil || err.Error() != want {
		t.Errorf("without a reader: %v", err)
	}
}

// A table that changes while it is read is an error, and so is one that is too large or
// cannot be read.
func TestTableChanges(t *testing.T) {
	store := stored("f", "12")
	reader := items.Reader{Store: store, Parquet: openDigits}
	source, err := reader.Open(t.Context(), getObject("PARQUET", "f"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	store.Set("b", "f", "22")
	_, err = source.Next(t.Context(), 10)
	want := readerFailed + "The object s3://b/f could not be read after item 0: s3://b/f: the object has changed"
	if !errors.Is(err, items.ErrChanged) || err.Error() != want {
		t.Errorf("error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader.Open(ctx, getObject("PARQUET", "f"), nil); err != context.Canceled {
		t.Errorf("error: %v", err)
	}

	large := &generated{body: "1", times: 1}
	short := items.Reader{Store: &sized{large, 10}, Parquet: openDigits}
	if source, err = short.Open(t.Context(), getObject("PARQUET", "f"), nil); err != nil {
		t.Fatal(err)
	}
	page, err := source.Next(t.Context(), 10)
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%v, %v", page.Items, err)
	}
	if _, err = source.Next(t.Context(), 10); err == nil || !strings.Contains(err.Error(), "could not be read after item 1: 1 bytes from 1 on: ") {
		t.Errorf("a file that is too short: %v", err)
	}
}

// sized is a store whose objects seem to have a size.
type sized struct {
	items.ObjectStore
	size int64
}

func (s *sized) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	o, err := s.ObjectStore.Open(ctx, bucket, key, at)
	if err == nil {
		o.Size = s.size
	}
	return o, err
}

// A file of more than 10 GiB is refused, in any form.
func TestLargeFile(t *testing.T) {
	for _, form := range []string{"CSV", "JSON", "JSONL", "PARQUET"} {
		reader := items.Reader{Store: &sized{stored("f", "1"), 10<<30 + 1}, Parquet: openDigits}
		_, err := reader.Open(t.Context(), getObject(form, "f"), nil)
		if err == nil || err.Error() != readerFailed+"The object s3://b/f could not be opened: the file has more than 10737418240 bytes" {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// owned is a store whose buckets belong to an account.
type owned struct {
	items.ObjectStore
	asked *[]string
}

func (o owned) OwnedBy(account string) items.ObjectStore {
	*o.asked = append(*o.asked, account)
	return o.ObjectStore
}

// The expected owner of a bucket is handed on to a store that knows owners.
func TestOwner(t *testing.T) {
	var asked []string
	store := owned{stored("f", "1"), &asked}
	of := getObject("JSONL", "f")
	checkRead(t, store, of, "1")
	if len(asked) > 0 {
		t.Errorf("asked for %q", asked)
	}
	of.Owner = "123456789012"
	if read(t, store, of, 1, false); strings.Join(asked, "") != of.Owner {
		t.Errorf("asked for %q", asked)
	}
	checkRead(t, stored("f", "1"), of, "1")
}
