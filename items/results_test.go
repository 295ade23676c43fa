package items_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

func TestResults(t *testing.T) {
	records := []jsonvalue.Value{jsonvalue.MustParse(`{"a": [1, 2]}`), jsonvalue.OfInt(10), jsonvalue.EmptyArray}
	for _, test := range []struct {
		name    string
		lines   bool
		records []jsonvalue.Value
		want    string
	}{
		{"an array", false, records, `[{"a":[1,2]},10,[]]`},
		{"lines", true, records, "{\"a\":[1,2]}\n10\n[]\n"},
		{"no records", false, nil, "[]"},
		{"no lines", true, nil, ""},
	} {
		store := items.NewMemory("b")
		for range 2 { // the same file again
			size, err := items.Results{Bucket: "b", Key: "k", Lines: test.lines, Records: test.records}.Write(context.Background(), store)
			if body, _ := store.Get("b", "k"); err != nil || body != test.want || size != int64(len(body)) {
				t.Errorf("%s: %q of %d bytes, %v, want %q", test.name, body, size, err, test.want)
			}
		}
	}
}

// TestLongResults: a file is written piece by piece.
func TestLongResults(t *testing.T) {
	records := make([]jsonvalue.Value, 10_000)
	for i := range records {
		records[i] = jsonvalue.OfInt(int64(i))
	}
	store := items.NewMemory("b")
	_, err := items.Results{Bucket: "b", Key: "k", Records: records}.Write(context.Background(), store)
	if body, _ := store.Get("b", "k"); err != nil || body != jsonvalue.OfArray(records).String() {
		t.Errorf("%d bytes were written: %v", len(body), err)
	}
}

func TestManifest(t *testing.T) {
	store := items.NewMemory("b")
	err := items.Manifest{
		Bucket: "b", Key: "x/manifest.json", MapRun: "arn:m",
		Succeeded: []items.File{{"x/SUCCEEDED_0.json", 876}, {"x/SUCCEEDED_1.json", 2}},
	}.Write(context.Background(), store)
	const want = `{"DestinationBucket":"b","MapRunArn":"arn:m","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"x/SUCCEEDED_0.json","Size":876},{"Key":"x/SUCCEEDED_1.json","Size":2}]}}`
	if body, _ := store.Get("b", "x/manifest.json"); err != nil || body != want {
		t.Errorf("%s, %v, want %s", body, err, want)
	}
}

// fullStore is a disk without room.
type fullStore struct{ *items.Memory }

func (fullStore) Put(_ context.Context, _, _ string, body io.Reader) (items.Info, error) {
	_, _ = io.CopyN(io.Discard, body, 10)
	return items.Info{}, errors.New("no space left on device")
}

func TestWriterFails(t *testing.T) {
	for _, test := range []struct {
		store        items.ObjectStore
		bucket, want string
	}{
		{fullStore{items.NewMemory("b")}, "b", "no space left on device"},
		{items.NewMemory("b"), "other", "s3://other/k"},
		{items.NewMemory("b"), "", "names no Bucket"},
	} {
		_, err := items.Results{Bucket: test.bucket, Key: "k"}.Write(context.Background(), test.store)
		e := (*items.Error)(nil)
		if !errors.As(err, &e) || e.Name != items.WriterFailed || !strings.Contains(e.Cause, test.want) {
			t.Errorf("%v, want a %s with %q", err, items.WriterFailed, test.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (items.Results{Bucket: "b", Key: "k"}).Write(ctx, fullStore{items.NewMemory("b")}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the end of the context", err)
	}
}
