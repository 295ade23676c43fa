package items_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

func TestOpenErrors(t *testing.T) {
	const object, listing = "arn:aws:states:::s3:getObject", "arn:aws:states:::s3:listObjectsV2"
	tests := []struct {
		name string
		of   items.Spec
		want string
	}{
		{"another resource", items.Spec{Resource: "arn:aws:states:::s3:putObject", Bucket: "b", Key: "k"}, `The ItemReader's resource "arn:aws:states:::s3:putObject" is neither s3:getObject nor s3:listObjectsV2.`},
		{"no bucket", items.Spec{Resource: object, Key: "k"}, "The ItemReader names no Bucket."},
		{"no key", items.Spec{Resource: object, Bucket: "b"}, "The ItemReader names no Key."},
		{"MaxItems", items.Spec{Resource: object, Bucket: "b", Key: "k", InputType: "CSV", MaxItems: -1}, "field MaxItems must be positive"},
		{"MaxItems of a listing", items.Spec{Resource: listing, Bucket: "b", MaxItems: -1}, "field MaxItems must be positive"},
		{"contents of an object", items.Spec{Resource: object, Bucket: "b", Key: "k", InputType: "JSON", Transformation: "LOAD_AND_FLATTEN"}, "The ItemReader's Transformation LOAD_AND_FLATTEN needs the resource s3:listObjectsV2."},
		{"a manifest of a listing", items.Spec{Resource: listing, Bucket: "b", InputType: "MANIFEST"}, "The ItemReader reads a manifest, which needs the resource s3:getObject."},
		{"Zstandard", items.Spec{Resource: object, Bucket: "b", Key: "k.csv.zstd", InputType: "CSV"}, "The object s3://b/k.csv.zstd could not be opened: it is a Zstandard file, which this version does not support"},
		{"no InputType", items.Spec{Resource: object, Bucket: "b", Key: "k"}, `The ItemReader's InputType "" is none of CSV, JSON, JSONL and PARQUET.`},
		{"no such object", getObject("CSV", "other"), "The object s3://b/other could not be opened: s3://b/other: file does not exist"},
		{"no such version", items.Spec{Resource: object, Bucket: "b", Key: "k", InputType: "CSV", VersionID: "1"}, "The object s3://b/k could not be opened: s3://b/k: file does not exist"},
		{"no such bucket", items.Spec{Resource: object, Bucket: "c", Key: "k", InputType: "CSV"}, `The object s3://c/k could not be opened: there is no bucket "c": file does not exist`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := items.Open(context.Background(), stored("k", "a"), tt.of, nil)
			e := new(items.Error)
			if !errors.As(err, &e) || e.Name != items.ReaderFailed || e.Cause != tt.want {
				t.Errorf("error: %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := items.Open(context.Background(), stored("k", ""), getObject("CSV", "other"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
}

// files has a file of each form, with the same number of items.
func files() map[string]string {
	const n = 500
	csv, array, object, lines := "id,text\n", "[", `{"data":{`, ""
	random := rand.New(rand.NewSource(1))
	for i := range n {
		text := strings.Repeat("é,x ", random.Intn(200))
		csv += fmt.Sprintf("%d,\"%s\n\"\n", i, text)
		array += fmt.Sprintf(" {\"id\": %d, \"text\": %q} ,", i, text)
		object += fmt.Sprintf("%q: [%d]\n,", text+fmt.Sprint(i), i)
		lines += fmt.Sprintf("[%d, %q]\n\n", i, text)
	}
	return map[string]string{
		"CSV f.csv":        csv,
		"JSON f.json":      strings.TrimSuffix(array, ",") + "]",
		"JSON object.json": strings.TrimSuffix(object, ",") + "}}",
		"JSONL f.jsonl":    lines,
	}
}

// The items are the same whatever the pages are, wherever the source is opened again, and
// however the store gives the text, compressed or not.
func TestPages(t *testing.T) {
	for name, body := range files() {
		form, key, _ := strings.Cut(name, " ")
		for _, compressed := range []bool{false, true} {
			store := stored(key, body)
			of := getObject(form, key)
			if key == "object.json" {
				of.Pointer = "/data"
			}
			if compressed {
				of.Key += ".gz"
				store.Set("b", of.Key, gzipped(t, body))
			}
			want := read(t, store, of, 1<<20, false)
			if len(want) != 500 {
				t.Fatalf("%s: %d items, the last one is %s", name, len(want), want[len(want)-1])
			}
			for _, max := range []int{1, 7, 499, 500} {
				for _, reopen := range []bool{false, true} {
					if diff := cmp.Diff(want, read(t, &slow{Memory: store}, of, max, reopen)); diff != "" {
						t.Errorf("%s in pages of %d, opened again: %t (-want +got):\n%s", of.Key, max, reopen, diff)
					}
				}
			}
		}
	}
}

func gzipped(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// slow is a store whose objects are read in pieces of a few bytes, after which they break
// off if breakAt is not 0.
type slow struct {
	*items.Memory
	breakAt int64
	err     error // after breakAt; nil for an end of the file
}

func (s *slow) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	o, err := s.Memory.Open(ctx, bucket, key, at)
	if err != nil {
		return nil, err
	}
	r := io.Reader(o.ReadCloser)
	if s.breakAt > 0 {
		r = io.LimitReader(r, s.breakAt-at.Offset)
	}
	o.ReadCloser = io.NopCloser(&pieces{src: r, err: s.err})
	return o, nil
}

// pieces reads pieces of 0 to 600 bytes. err is the error at the end, nil for io.EOF.
type pieces struct {
	src io.Reader
	n   int
	err error
}

func (r *pieces) Read(p []byte) (int, error) {
	r.n = (r.n*31 + 7) % 601
	n, err := r.src.Read(p[:min(r.n, len(p))])
	if err == io.EOF && r.err != nil {
		err = r.err
	}
	return n, err
}

// What comes before the place where a file breaks off is read, and no part of an item is.
func TestBrokenOff(t *testing.T) {
	for name, body := range files() {
		form, key, _ := strings.Cut(name, " ")
		of := getObject(form, key)
		if key == "object.json" {
			of.Pointer = "/data"
		}
		whole := read(t, stored(key, body), of, 1<<20, false)
		for _, broken := range []error{nil, io.ErrClosedPipe} {
			store := &slow{Memory: stored(key, body), breakAt: int64(len(body)) * 2 / 3, err: broken}
			got := read(t, store, of, 10, false)
			n := len(got) - 1
			if n < 100 || n > 499 || cmp.Diff(whole[:n], got[:n]) != "" {
				t.Errorf("%s: %d items are not the first ones", key, n)
			}
			want := "the object ends"
			if broken != nil {
				want = broken.Error()
			}
			if !strings.HasPrefix(got[n], readerFailed+"The object s3://b/"+key+" could not be read after item ") || !strings.Contains(got[n], want) {
				t.Errorf("%s: error %s", key, got[n])
			}
		}
	}
}

func TestGzip(t *testing.T) {
	whole := gzipped(t, "1\n2\n")
	tests := []struct{ name, body, want string }{
		{"two files one after the other", whole + gzipped(t, "3\n"), "1\n2\n3"},
		{"no gzip file", "not a gzip file", readerFailed + "The object s3://b/f.jsonl.gz could not be opened: it is not a gzip file: gzip: invalid header"},
		{"nothing", "", readerFailed + "The object s3://b/f.jsonl.gz could not be opened: it is not a gzip file: EOF"},
		{"a part", whole[:len(whole)-4], "1\n2\n" + readerFailed + "The object s3://b/f.jsonl.gz could not be read after item 2, at byte 4: unexpected EOF"},
		{"text after it", whole + "x", "1\n2\n" + readerFailed + "The object s3://b/f.jsonl.gz could not be read after item 2, at byte 4: unexpected EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkRead(t, stored("f.jsonl.gz", tt.body), getObject("JSONL", "f.jsonl.gz"), tt.want)
		})
	}
}

// An object that was written to since the cursor was made is refused.
func TestChanged(t *testing.T) {
	for _, key := range []string{"f.jsonl", "f.jsonl.gz"} {
		body := "1\n2\n3\n"
		if strings.HasSuffix(key, ".gz") {
			body = gzipped(t, body)
		}
		store, of := stored(key, body), getObject("JSONL", key)
		source, err := items.Open(context.Background(), store, of, nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := source.Next(context.Background(), 1)
		if err != nil {
			t.Fatal(err)
		}
		store.Set("b", key, body) // the same text: the same object
		if _, err := items.Open(context.Background(), store, of, page.Cursor); err != nil {
			t.Errorf("error for the same text: %v", err)
		}
		store.Set("b", key, body+" ")
		_, err = items.Open(context.Background(), store, of, page.Cursor)
		want := readerFailed + "The object s3://b/" + key + " could not be opened: s3://b/" + key + ": the object has changed"
		if !errors.Is(err, items.ErrChanged) || err.Error() != want {
			t.Errorf("error: %v", err)
		}
	}
}

func TestNextContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	store := &slow{Memory: stored("f.jsonl", strings.Repeat("1\n", 10_000))}
	source, err := items.Open(context.Background(), store, getObject("JSONL", "f.jsonl"), nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := source.Next(ctx, 100_000); err != context.Canceled {
		t.Errorf("error: %v", err)
	}
	if _, err := items.Open(ctx, store, getObject("JSONL", "f.jsonl"), nil); err != context.Canceled {
		t.Errorf("error of Open: %v", err)
	}
}
