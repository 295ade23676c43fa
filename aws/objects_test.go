package aws_test

import (
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

// bucket makes a bucket in moto, and returns the store.
func bucket(t *testing.T, name string) items.ObjectStore {
	t.Helper()
	url := motoURL(t)
	run(t, url, `{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:createBucket", "Parameters": {"Bucket": "`+name+`"}, "End": true}}}`, `{}`)
	r, err := aws.New(aws.Config{Target: url})
	if err != nil {
		t.Fatal(err)
	}
	return r.Objects()
}

func put(t *testing.T, store items.ObjectStore, bucket, key, text string) items.Info {
	t.Helper()
	info, err := store.Put(t.Context(), bucket, key, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func get(store items.ObjectStore, bucket, key string, at items.Position) (string, items.Info, error) {
	o, err := store.Open(context.Background(), bucket, key, at)
	if err != nil {
		return "", items.Info{}, err
	}
	defer o.Close()
	text, err := io.ReadAll(o)
	return string(text), o.Info, err
}

func TestObjects(t *testing.T) {
	store := bucket(t, "objects")
	const key = "a b/ü+1&x=y"
	was := put(t, store, "objects", key, "hello")
	long := strings.Repeat("0123456789abcdef", 1<<20) + "!" // in three parts
	put(t, store, "objects", "long", long)
	put(t, store, "objects", "empty", "")
	for _, tt := range []struct {
		key, want string
		at        items.Position
	}{
		{key, "hello", items.Position{}},
		{key, "ell", items.Position{Offset: 1, Length: 3}},
		{key, "", items.Position{Offset: 5}},
		{key, "lo", items.Position{Offset: 3, ETag: was.ETag}},
		{"empty", "", items.Position{Length: 1}},
		{"long", long[15<<20:], items.Position{Offset: 15 << 20}},
	} {
		text, info, err := get(store, "objects", tt.key, tt.at)
		if text != tt.want || err != nil || info.Key != tt.key || info.ETag == "" || info.Modified.IsZero() {
			t.Errorf("%s at %+v: %d bytes, %+v, %v", tt.key, tt.at, len(text), info, err)
		}
	}
	put(t, store, "objects", key, "other")
	if _, _, err := get(store, "objects", key, items.Position{ETag: was.ETag}); !errors.Is(err, items.ErrChanged) {
		t.Errorf("for another object: %v", err)
	}
	if _, _, err := get(store, "objects", "none", items.Position{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "S3.NoSuchKeyException: The specified key does not exist. (Service: S3, Status Code: 404, ") {
		t.Errorf("without an object: %v", err)
	}
	if _, err := store.Put(t.Context(), "nobucket", "k", strings.NewReader("x")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "S3.NoSuchBucketException") {
		t.Errorf("without a bucket: %v", err)
	}
	var keys []string
	for after, more := "", true; more; {
		var found []items.Info
		var err error
		if found, more, err = store.List(t.Context(), "objects", "", after, 2); err != nil || len(found) > 2 {
			t.Fatal(found, err)
		}
		for _, o := range found {
			after = o.Key
			keys = append(keys, fmt.Sprint(o.Key, " ", o.Size))
		}
	}
	if want := []string{key + " 5", "empty 0", fmt.Sprint("long ", len(long))}; !slices.Equal(keys, want) {
		t.Errorf("the list is %q", keys)
	}
}

// The version that a source began with is read, whatever has taken its place.
func TestVersions(t *testing.T) {
	store := bucket(t, "versions")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, motoURL(t)+"/versions?versioning", strings.NewReader("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	put(t, store, "versions", "k.jsonl", "1\n2\n")
	of := items.Spec{Resource: "arn:aws:states:::s3:getObject", Bucket: "versions", Key: "k.jsonl", InputType: "JSONL"}
	source, err := items.Open(t.Context(), store, of, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := source.Next(t.Context(), 1)
	source.Close()
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, "versions", "k.jsonl", "3\n4\n")
	if source, err = items.Open(t.Context(), store, of, page.Cursor); err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if page, err = source.Next(t.Context(), 9); err != nil || fmt.Sprint(page.Items) != "[2]" {
		t.Errorf("%v, %v", page.Items, err)
	}
	of.VersionID = "none"
	if _, err := items.Open(t.Context(), store, of, nil); err == nil || !strings.Contains(err.Error(), "could not be opened") {
		t.Errorf("without a version: %v", err)
	}
}

// The sources that are several files, or a list of them, read from S3.
func TestSources(t *testing.T) {
	store := bucket(t, "sources")
	var compressed strings.Builder
	z := gzip.NewWriter(&compressed)
	if _, err := io.WriteString(z, "\"src\",\"a\"\n\"src\",\"b\"\n"); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for key, text := range map[string]string{
		"in/1.jsonl": "1\n2\n", "in/2.jsonl": "3\n", "in/dir/": "", "q.csv": "s3://sources/in/2.jsonl\ns3://sources/in/1.jsonl\n", "list/1.csv.gz": compressed.String(),
		"list/manifest.json": `{"destinationBucket": "arn:aws:s3:::sources", "fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "list/1.csv.gz", "MD5checksum": "` +
			fmt.Sprintf("%x", md5.Sum([]byte(compressed.String()))) + `"}]}`,
	} {
		put(t, store, "sources", key, text)
	}
	for want, of := range map[string]items.Spec{
		"[1 2 3]": {Resource: "s3:listObjectsV2", Prefix: "in/", InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN"},
		"[3 1 2]": {Resource: "s3:getObject", Key: "q.csv", InputType: "JSONL", ManifestType: "ATHENA_DATA"},
		`[{"Bucket":"src","Key":"a"} {"Bucket":"src","Key":"b"}]`: {Resource: "s3:getObject", Key: "list/manifest.json", InputType: "MANIFEST"},
	} {
		of.Bucket = "sources"
		var all []jsonvalue.Value
		for cursor, end := []byte(nil), false; !end; { // opened again after each item
			source, err := items.Open(t.Context(), store, of, cursor)
			if err != nil {
				t.Fatal(err)
			}
			page, err := source.Next(t.Context(), 1)
			source.Close()
			if err != nil {
				t.Fatal(err)
			}
			all, cursor, end = append(all, page.Items...), page.Cursor, page.End
		}
		if got := fmt.Sprint(all); got != want {
			t.Errorf("the items are %s, want %s", got, want)
		}
	}
}

// rows is a distributed Map over a CSV file in a bucket, into which it writes its results.
func rows(t *testing.T, store items.ObjectStore, bucket string, task asl.TaskFunc) *asl.Machine {
	t.Helper()
	m, err := asl.Parse([]byte(`{"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "Label": "rows", "MaxConcurrency": 100,
		"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "` + bucket + `", "Key": "in/rows.csv"},
			"ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Row", "States": {
			"Row": {"Type": "Task", "Resource": "row", "End": true}}},
		"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "` + bucket + `", "Prefix": "out"},
			"WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}}, "End": true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(asl.WithObjects(store), asl.WithTask("Row", task)); err != nil {
		t.Fatal(err)
	}
	return m
}

func csv(n int) string {
	var b strings.Builder
	b.WriteString("n,text\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,\"row, %d\"\n", i, i)
	}
	return b.String()
}

// checkRows checks that the results of a Map have each row once.
func checkRows(t *testing.T, store items.ObjectStore, bucket string, r *asl.Result, n int) {
	t.Helper()
	output, err := jsonvalue.Parse(r.Output)
	if err != nil {
		t.Fatal(err)
	}
	manifest, _, err := get(store, bucket, output.Get("ResultWriterDetails").Get("Key").Text(), items.Position{})
	if err != nil {
		t.Fatal(err)
	}
	files := jsonvalue.MustParse(manifest).Get("ResultFiles").Get("SUCCEEDED")
	seen := map[string]int{}
	for i := range files.Len() {
		text, _, err := get(store, bucket, files.Index(i).Get("Key").Text(), items.Position{})
		if err != nil || int64(len(text)) != mustInt(files.Index(i).Get("Size")) {
			t.Fatal(len(text), files.Index(i), err)
		}
		for line := range strings.Lines(text) {
			seen[jsonvalue.MustParse(line).Get("text").Text()]++
		}
	}
	for i := range n {
		if row := fmt.Sprintf("row, %d", i); seen[row] != 1 {
			t.Errorf("the results have %q %d times", row, seen[row])
		}
	}
	if len(seen) != n {
		t.Errorf("there are %d results", len(seen))
	}
}

func mustInt(v jsonvalue.Value) int64 {
	n, _ := v.Int64()
	return n
}

func echo(_ context.Context, in []byte) ([]byte, error) { return in, nil }

// TestMap: a distributed Map reads 10,000 rows of a CSV file from S3, and writes its results
// there.
func TestMap(t *testing.T) {
	store := bucket(t, "rows")
	put(t, store, "rows", "in/rows.csv", csv(10_000))
	r, err := rows(t, store, "rows", task(echo)).Execute(t.Context(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, store, "rows", r, 10_000)
}

// TestMapAgain: a Map whose process has died goes on from what was saved before, in the same
// file, and has each row once in its results.
func TestMapAgain(t *testing.T) {
	store := bucket(t, "again")
	put(t, store, "again", "in/rows.csv", csv(3_000))
	var ran atomic.Int64
	m := rows(t, store, "again", task(func(_ context.Context, in []byte) ([]byte, error) {
		ran.Add(1)
		return in, nil
	}))
	var saved asl.Saved
	died := errors.New("died")
	save := func(_ context.Context, c *asl.Checkpoint) (err error) {
		switch done := ran.Load(); {
		case done > 2_000:
			return died
		case done > 1_500 && saved.Snapshot == nil:
			saved.Snapshot, err = c.Snapshot()
		}
		return err
	}
	if _, err := m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(save)); !errors.Is(err, died) || saved.Snapshot == nil {
		t.Fatal(err)
	}
	x, err := m.Resume(t.Context(), saved)
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, store, "again", r, 3_000)
}

// An ItemReader that S3 refuses fails the Map, which says why.
func TestMapFails(t *testing.T) {
	store := bucket(t, "fails")
	_, err := rows(t, store, "fails", task(echo)).Execute(t.Context(), []byte(`{}`))
	var failed *asl.Error
	if !errors.As(err, &failed) || failed.Name != "States.ItemReaderFailed" ||
		!strings.HasPrefix(failed.Cause, "The object s3://fails/in/rows.csv could not be opened: s3://fails/in/rows.csv: S3.NoSuchKeyException: The specified key does not exist.") {
		t.Errorf("error: %v", err)
	}
	r, err := aws.New(aws.Config{Targets: map[string]string{"sqs": motoURL(t)}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = rows(t, r.Objects(), "fails", task(echo)).Execute(t.Context(), []byte(`{}`))
	if !errors.As(err, &failed) || !strings.Contains(failed.Cause, "no server was named for the service s3") {
		t.Errorf("without a server: %v", err)
	}
}

// task makes a task of a function of texts.
func task(f func(context.Context, []byte) ([]byte, error)) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) { return f(ctx, in) }
}
