package items_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

// checkPages checks that reading in pages of any size, with the source opened again after
// each, gives the same items and the same error as reading at once, also if the text comes
// in small pieces.
func checkPages(t *testing.T, of items.Spec, body string, max uint8) {
	t.Helper()
	store := stored(of.Key, body)
	want := read(t, store, of, 1<<20, false)
	for _, reopen := range []bool{false, true} {
		got := read(t, &slow{Memory: store}, of, int(max)+1, reopen)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in pages of %d, opened again: %t: items (-at once +in pages):\n%s", int(max)+1, reopen, diff)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,2\n\"x\n\"\"y\",\\\"z\n", uint8(0), uint8(0))
	f.Add("\uFEFFa|b\r\n1|\r|\"|\r\n\"", uint8(1), uint8(1))
	f.Add("a;a", uint8(2), uint8(2))
	f.Add("\"\n \"\" x\"y\\,\\", uint8(0), uint8(15))
	f.Fuzz(func(t *testing.T, body string, max, mode uint8) {
		of := getObject("CSV", "f")
		of.Delimiter = []string{"COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"}[mode%5]
		if mode&16 != 0 {
			of.Headers = []string{"one", "", "three"}
		}
		of.MaxItems = int64(mode >> 5)
		checkPages(t, of, body, max)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add(`[1,{"a":[2]},"x\"",null]`, "", uint8(0))
	f.Add(` {"a":{"b":[1, 2 ,3]},"c":{}}`, "/a/b", uint8(1))
	f.Add(`[[],[{"x":1}]]`, "/1/0", uint8(2))
	f.Add(`{"a":1,"b":`, "/", uint8(0))
	f.Fuzz(func(t *testing.T, body, pointer string, max uint8) {
		of := getObject("JSON", "f")
		of.Pointer = pointer
		checkPages(t, of, body, max)
	})
}

func FuzzJSONLines(f *testing.F) {
	f.Add("1\n{\"a\":2}\r\n\r[3]\n\n\"x\"", uint8(0))
	f.Add("\uFEFF \n1 2", uint8(3))
	f.Fuzz(func(t *testing.T, body string, max uint8) {
		checkPages(t, getObject("JSONL", "f"), body, max)
	})
}

// FuzzManifest reads the files that any text names, as a manifest of Athena and of an inventory.
func FuzzManifest(f *testing.F) {
	f.Add("s3://b/one\n\"s3://b/two\"\r\ns3://b/one", uint8(0))
	f.Add("s3://b/manifest", uint8(1))
	f.Add(`{"fileFormat":"CSV","fileSchema":"a, b","destinationBucket":"arn:aws:s3:::b","files":[{"key":"one","MD5checksum":"00000000000000000000000000000000"},{"key":"two"}]}`, uint8(2))
	f.Add(`{"files":[{"key":1},[]],"fileSchema":",","fileFormat":"csv","destinationBucket":":"}`, uint8(0))
	f.Fuzz(func(t *testing.T, body string, max uint8) {
		store := stored("manifest", body)
		store.Set("b", "one", "1,2\n3,4\n")
		store.Set("b", "two", "[5]")
		for _, of := range []items.Spec{manifest("ATHENA_DATA", "JSONL"), manifest("S3_INVENTORY", "")} {
			of.MaxItems = 1000
			want := read(t, store, of, 1<<20, false)
			if diff := cmp.Diff(want, read(t, store, of, int(max)+1, true)); diff != "" {
				t.Errorf("%s in pages of %d, opened again (-at once +in pages):\n%s", of.ManifestType, int(max)+1, diff)
			}
		}
	})
}

// FuzzCursor opens sources with any cursor.
func FuzzCursor(f *testing.F) {
	f.Add(`{"form":"CSV","items":2,"offset":4,"header":["a","b"]}`)
	f.Add(`{"form":"JSON","items":1,"offset":2,"object":true}`)
	f.Add(`{"form":"JSONL","items":1,"offset":9999999999}`)
	f.Add(`{"form":"LIST","items":1,"after":"f"}`)
	f.Add(`{"form":"LOAD_AND_FLATTEN","items":1,"list":{"form":"LIST","after":"f"},"bucket":"b","key":"f","file":{"form":"JSONL","items":1,"offset":6}}`)
	f.Add(`{"form":"ATHENA_DATA","items":1,"list":{"form":"CSV","items":1,"offset":9},"bucket":"b","key":"f","file":{"form":"JSONL","items":1,"offset":6}}`)
	f.Add(`{"form":"S3_INVENTORY","items":1,"list":{"form":"S3_INVENTORY","items":1},"bucket":"b","key":"f","file":{"form":"CSV","items":1,"offset":6}}`)
	f.Fuzz(func(t *testing.T, cursor string) {
		store := stored("f", "[1,2]\n{\"a\":3}\n")
		store.Set("b", "f.gz", gzipped(t, "[1,2]\n"))
		store.Set("b", "athena", "s3://b/f\n")
		store.Set("b", "inventory", `{"fileFormat":"CSV","fileSchema":"Key","destinationBucket":"b","files":[{"key":"f"}]}`)
		list := listObjects("")
		flatten, athena, inventory := flattened("JSONL"), manifest("ATHENA_DATA", "JSONL"), manifest("S3_INVENTORY", "")
		athena.Key, inventory.Key = "athena", "inventory"
		for _, of := range []items.Spec{getObject("CSV", "f"), getObject("JSON", "f"), getObject("JSONL", "f"), getObject("JSONL", "f.gz"), list, flatten, athena, inventory} {
			source, err := items.Open(t.Context(), store, of, []byte(cursor))
			if err == nil {
				_, err = source.Next(t.Context(), 10)
				source.Close()
			}
			if err != nil && !strings.HasPrefix(err.Error(), readerFailed) {
				t.Errorf("error: %v", err)
			}
		}
	})
}

// FuzzDirKeys puts an object under any key. What is put is listed under its key and can be
// opened, and nothing else is in the folder.
func FuzzDirKeys(f *testing.F) {
	for _, key := range []string{"a/b", "..", "../b", "/a", "a//b", "a/", ".", "ä\\\n", "a\x00", ".goasl-put-", "b/../../x"} {
		f.Add("b", key)
	}
	f.Add("..", "b/a")
	f.Fuzz(func(t *testing.T, bucket, key string) {
		store, folder := folder(t)
		_, err := store.Put(t.Context(), bucket, key, strings.NewReader("hello"))
		files := leftovers(t, filepath.Dir(folder))
		if err != nil {
			if len(files) > 0 {
				t.Errorf("files after the error %v: %q", err, files)
			}
			return
		}
		if diff := cmp.Diff([]string{bucket + "/" + key}, files); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{key}, list(t, store, "", "", 10)); diff != "" {
			t.Errorf("list (-want +got):\n%s", diff)
		}
		o, err := store.Open(t.Context(), bucket, key, items.Position{Offset: 5})
		if err != nil {
			t.Fatal(err)
		}
		o.Close()
	})
}
