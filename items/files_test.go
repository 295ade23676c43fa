package items_test

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

// flattened is the Spec of the contents of the objects of a listing.
func flattened(inputType string) items.Spec {
	of := listObjects("in/")
	of.InputType, of.Transformation = inputType, "LOAD_AND_FLATTEN"
	return of
}

// manifest is the Spec of the files of a manifest in the bucket b.
func manifest(manifestType, inputType string) items.Spec {
	of := getObject(inputType, "manifest")
	of.ManifestType = manifestType
	return of
}

// bucket returns a store with some objects in the bucket b.
func bucket(objects map[string]string) *items.Memory {
	m := items.NewMemory("b")
	for key, body := range objects {
		m.Set("b", key, body)
	}
	return m
}

func TestFlatten(t *testing.T) {
	with := func(of items.Spec, change func(*items.Spec)) items.Spec {
		change(&of)
		return of
	}
	lines := map[string]string{"in/a.jsonl": "1\n2\n", "in/b.jsonl": "", "in/c.jsonl": "3", "in/d/": "", "in/d/e.jsonl": "\n4\n5\n", "other": "6"}
	tests := []struct {
		name    string
		of      items.Spec
		objects map[string]string
		want    string
	}{
		{"JSON Lines", flattened("JSONL"), lines, "1\n2\n3\n4\n5"},
		{"the first ones", with(flattened("JSONL"), func(of *items.Spec) { of.MaxItems = 3 }), lines, "1\n2\n3"},
		{"one more", with(flattened("JSONL"), func(of *items.Spec) { of.MaxItems = 4 }), lines, "1\n2\n3\n4"},
		{"JSON, of arrays and objects", flattened("JSON"), map[string]string{"in/a": "[1,[2]]", "in/b": `{"x":3,"y":4}`, "in/c": "[5]"}, "1\n[2]\nx 3\ny 4\n5"},
		{"JSON, at a pointer", with(flattened("JSON"), func(of *items.Spec) { of.Pointer = "/p" }), map[string]string{"in/a": `{"p":[1,2]}`, "in/b": `{"q":0,"p":[3]}`}, "1\n2\n3"},
		{"CSV, each file with its own header", flattened("CSV"), map[string]string{"in/a": "x,y\n1,2\n", "in/b": "z\n3\n4\n"}, `
{"x":"1","y":"2"}
{"z":"3"}
{"z":"4"}`},
		{"gzip files beside others", flattened("JSONL"), map[string]string{"in/a": "1\n", "in/b.gz": gzipped(t, "2\n3\n"), "in/c": "4"}, "1\n2\n3\n4"},
		{"a folder with something in it is a file", flattened("JSONL"), map[string]string{"in/x/": "1"}, "1"},
		{"no objects", flattened("CSV"), nil, ""},
		{"a mistake in the second file", flattened("JSONL"), map[string]string{"in/a": "1\n", "in/b": "2\nx\n", "in/c": "3"}, `
1
2
` + readerFailed + `The object s3://b/in/b has a mistake in item 2, which begins at byte 2: invalid JSON at offset 0: unexpected 'x', want a value`},
		{"a file without items", flattened("JSON"), map[string]string{"in/a": "[1]", "in/b": "2"}, "1\n" + readerFailed + "Attempting to map over non-iterable node."},
		{"Zstandard", flattened("CSV"), map[string]string{"in/a.csv.zst": ""}, readerFailed + "The object s3://b/in/a.csv.zst could not be opened: it is a Zstandard file, which this version does not support"},
		{"no InputType", flattened(""), lines, readerFailed + `The ItemReader's InputType "" is none of CSV, JSON, JSONL and PARQUET.`},
		{"a wrong delimiter", with(flattened("CSV"), func(of *items.Spec) { of.Delimiter = "X" }), nil, readerFailed + `The ItemReader's CSVDelimiter "X" is none of COMMA, PIPE, SEMICOLON, SPACE and TAB.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRead(t, bucket(tt.objects), tt.of, tt.want) })
	}
}

func TestAthena(t *testing.T) {
	files := map[string]string{
		"manifest": "s3://b/out/1.gz\n\"s3://c/out/2,3.csv\"\r\n\nS3://b/out/4.csv\n",
		"out/1.gz": gzipped(t, "1|x\n2|\n"), "out/4.csv": "4|z\n", "empty": "", "bad": "s3://b/out/4.csv\ns3://b\n", "lost": "s3://b/none\n",
		"lines": "s3://b/l1\ns3://b/l2", "l1": "[1]\n", "l2": "[2]\n[3]",
	}
	rows := manifest("ATHENA_DATA", "CSV")
	rows.Headers, rows.HeaderLocation, rows.Delimiter = []string{"n", "text"}, "GIVEN", "PIPE"
	at := func(of items.Spec, key string) items.Spec { of.Key = key; return of }
	const fourth = "{\"text\":\"z\",\"n\":\"4\"}\n"
	tests := []struct {
		name string
		of   items.Spec
		want string
	}{
		{"CSV files in two buckets", rows, `
{"text":"x","n":"1"}
{"text":"","n":"2"}
{"text":"y","n":"3"}
` + fourth},
		{"JSON Lines", at(manifest("ATHENA_DATA", "JSONL"), "lines"), "[1]\n[2]\n[3]"},
		{"no files", at(rows, "empty"), ""},
		{"no URI", at(rows, "bad"), fourth + readerFailed + `The manifest s3://b/bad has "s3://b" in row 2, which is no URI of an object, such as s3://bucket/key.`},
		{"no such file", at(rows, "lost"), readerFailed + "The object s3://b/none could not be opened: s3://b/none: file does not exist"},
		{"no manifest", at(rows, "none"), readerFailed + "The object s3://b/none could not be opened: s3://b/none: file does not exist"},
		{"JSON", manifest("ATHENA_DATA", "JSON"), readerFailed + `The ItemReader's InputType "JSON" does not fit the ManifestType ATHENA_DATA.`},
		{"no InputType", manifest("ATHENA_DATA", ""), readerFailed + `The ItemReader's InputType "" is none of CSV, JSON, JSONL and PARQUET.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := bucket(files)
			store.Set("c", "out/2,3.csv", "3|y\n")
			checkRead(t, store, tt.of, tt.want)
		})
	}
}

// inventory returns the objects of an S3 inventory whose files have these rows. A sum of ""
// is the right one.
func inventory(t *testing.T, sum string, rows ...string) map[string]string {
	objects, listed := map[string]string{}, ""
	for i, text := range rows {
		key, body := fmt.Sprintf("data/%d.csv.gz", i), gzipped(t, text)
		objects[key] = body
		is := sum
		if is == "" {
			is = fmt.Sprintf("%x", md5.Sum([]byte(body)))
		}
		listed += fmt.Sprintf(`, {"key": %q, "size": %d, "MD5checksum": %q}`, key, len(body), is)
	}
	objects["manifest"] = `{"sourceBucket": "src", "destinationBucket": "arn:aws:s3:::b", "version": "2016-11-30", "creationTimestamp": "1", ` +
		`"fileFormat": "CSV", "fileSchema": "Bucket, Key, Size", "files": [` + strings.TrimPrefix(listed, ", ") + `]}`
	return objects
}

func TestInventory(t *testing.T) {
	const first, second = "\"src\",\"a\",\"1\"\n\"src\",\"d/\",\"0\"\n", "\"src\",\"b%20c\",\"2\"\n"
	const want = `
{"Bucket":"src","Size":"1","Key":"a"}
{"Bucket":"src","Size":"0","Key":"d/"}
{"Bucket":"src","Size":"2","Key":"b%20c"}`
	whole := inventory(t, "", first, "", second)
	two := manifest("S3_INVENTORY", "")
	two.MaxItems = 2
	tests := []struct {
		name    string
		of      items.Spec
		objects map[string]string
		want    string
	}{
		{"by its ManifestType", manifest("S3_INVENTORY", ""), whole, want},
		{"by its InputType", manifest("", "MANIFEST"), whole, want},
		{"by both", manifest("S3_INVENTORY", "MANIFEST"), whole, want},
		{"the first ones", two, whole, want[:strings.LastIndex(want, "\n")]},
		{"no files", manifest("", "MANIFEST"), inventory(t, ""), ""},
		{"a checksum that is none", manifest("", "MANIFEST"), inventory(t, "?", first, second), want},
		{"another checksum", manifest("", "MANIFEST"), inventory(t, strings.Repeat("0", 32), second), want[strings.LastIndex(want, "\n"):] + "\n" +
			readerFailed + "The object s3://b/data/0.csv.gz could not be read after item 1, at byte 18: its MD5 is " + fmt.Sprintf("%x", md5.Sum([]byte(gzipped(t, second)))) + ", not 00000000000000000000000000000000"},
		{"CSV", manifest("S3_INVENTORY", "CSV"), whole, readerFailed + `The ItemReader's InputType "CSV" does not fit the ManifestType S3_INVENTORY.`},
		{"no manifest", manifest("", "MANIFEST"), nil, readerFailed + "The object s3://b/manifest could not be opened: s3://b/manifest: file does not exist"},
		{"no JSON", manifest("", "MANIFEST"), map[string]string{"manifest": "x"}, readerFailed + "The manifest s3://b/manifest cannot be read: invalid JSON at offset 0: unexpected 'x', want a value"},
		{"no files in it", manifest("", "MANIFEST"), map[string]string{"manifest": "{}"}, readerFailed + "The manifest s3://b/manifest cannot be read: it has no array files, as the manifest of an S3 inventory has"},
		{"a file without a key", manifest("", "MANIFEST"), map[string]string{"manifest": `{"fileFormat":"CSV","fileSchema":"Key","destinationBucket":"b","files":[{}]}`}, readerFailed + "The manifest of the inventory has no key for file 1."},
		{"an inventory in Parquet", manifest("", "MANIFEST"), map[string]string{"manifest": `{"fileFormat":"Parquet","fileSchema":"Key","destinationBucket":"b","files":[]}`}, readerFailed + "The manifest s3://b/manifest cannot be read: its fileFormat is not CSV"},
		{"columns with one name", manifest("", "MANIFEST"), map[string]string{"manifest": `{"fileFormat":"CSV","fileSchema":"Key, Key","destinationBucket":"b","files":[{"key":"manifest"}]}`}, readerFailed + "CSV headers cannot contain duplicates."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRead(t, bucket(tt.objects), tt.of, tt.want) })
	}
}

// An item's source is the file that it is in.
func TestSourceOfFiles(t *testing.T) {
	source, err := items.Open(t.Context(), bucket(map[string]string{"in/a": "1\n2\n", "in/b": "3\n"}), flattened("JSONL"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	var got []string
	for end := false; !end; {
		page, err := source.Next(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(page.Source, page.Items))
		end = page.End
	}
	if want := []string{"s3://b/in/a[1 2]", "s3://b/in/b[3]", "[]"}; cmp.Diff(want, got) != "" {
		t.Errorf("pages %q", got)
	}
}

// A source that is opened again goes on in the file that it was in, whatever has come
// before that one or after it; it does not go on in a file or by a manifest that has
// changed.
func TestFilesChange(t *testing.T) {
	next := func(store items.ObjectStore, of items.Spec, cursor []byte, max int) (items.Page, error) {
		source, err := items.Open(t.Context(), store, of, cursor)
		if err != nil {
			return items.Page{}, err
		}
		defer source.Close()
		return source.Next(t.Context(), max)
	}
	must := func(p items.Page, err error) items.Page {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	store := bucket(map[string]string{"in/a": "1\n", "in/c": "3\n4\n", "in/d": "5\n"})
	page := must(next(store, flattened("JSONL"), nil, 1))
	page = must(next(store, flattened("JSONL"), page.Cursor, 1)) // in the file c
	store.Set("b", "in/b", "2\n")
	rest := must(next(store, flattened("JSONL"), page.Cursor, 10))
	last := must(next(store, flattened("JSONL"), rest.Cursor, 10))
	if got := fmt.Sprint(page.Items, rest.Items, last.Items); got != "[3] [4] [5]" {
		t.Errorf("items %s", got)
	}
	store.Set("b", "in/c", "3\n4\n5\n")
	if _, err := next(store, flattened("JSONL"), page.Cursor, 10); !errors.Is(err, items.ErrChanged) {
		t.Errorf("for another file: %v", err)
	}
	store.Remove("b", "in/c")
	if _, err := next(store, flattened("JSONL"), page.Cursor, 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("for no file: %v", err)
	}

	for _, of := range []items.Spec{manifest("ATHENA_DATA", "JSONL"), manifest("", "MANIFEST")} {
		store := bucket(inventory(t, "", "1\n2\n"))
		if of.InputType == "JSONL" {
			store.Set("b", "manifest", "s3://b/data/0.csv.gz\n")
		}
		page := must(next(store, of, nil, 1))
		body, _ := store.Get("b", "manifest")
		store.Set("b", "manifest", body+"\n")
		if _, err := next(store, of, page.Cursor, 10); !errors.Is(err, items.ErrChanged) {
			t.Errorf("for another manifest: %v", err)
		}
	}
}

// A cursor that somebody has changed is an error.
func TestCursorsOfFiles(t *testing.T) {
	store := bucket(map[string]string{"in/a": "1\n2\n", "manifest": "s3://b/in/a\n"})
	const unfit = "The cursor of the items does not fit the ItemReader."
	tests := []struct {
		of           items.Spec
		cursor, want string
	}{
		{flattened("JSONL"), `{"form":"JSONL"}`, unfit},
		{flattened("JSONL"), `{"form":"LOAD_AND_FLATTEN","list":{"form":"CSV"}}`, unfit},
		{flattened("JSONL"), `{"form":"LOAD_AND_FLATTEN","items":1,"bucket":"b","key":"in/a","file":{"form":"CSV"}}`, unfit},
		{flattened("JSONL"), `{"form":"LOAD_AND_FLATTEN","items":1,"bucket":"b","key":"in/a","file":{"form":"JSONL","items":2}}`, unfit},
		{flattened("JSONL"), `{"form":"LOAD_AND_FLATTEN","items":1,"file":{"form":"JSONL"}}`, `The object s3:/// could not be opened: there is no bucket "": file does not exist`},
		{manifest("ATHENA_DATA", "JSONL"), `{"form":"ATHENA_DATA","list":{"form":"LIST"}}`, unfit},
		{manifest("S3_INVENTORY", ""), `{"form":"S3_INVENTORY","list":{"form":"S3_INVENTORY","items":-1}}`, unfit},
	}
	for _, tt := range tests {
		if _, err := items.Open(t.Context(), store, tt.of, []byte(tt.cursor)); err == nil || err.Error() != readerFailed+tt.want {
			t.Errorf("%s: %v", tt.cursor, err)
		}
	}
}

// The end of the context ends reading between two files.
func TestFilesContext(t *testing.T) {
	store := bucket(map[string]string{"in/a": "1\n", "in/b": "2\n"})
	source, err := items.Open(t.Context(), store, flattened("JSONL"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := source.Next(ctx, 1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := source.Next(ctx, 1); err != context.Canceled {
		t.Errorf("error: %v", err)
	}
}
