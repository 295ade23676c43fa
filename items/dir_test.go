package items_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

// folder returns a store in a new folder with the bucket b, and the path of the bucket.
func folder(t *testing.T) (*items.Dir, string) {
	t.Helper()
	name := t.TempDir()
	if err := os.Mkdir(filepath.Join(name, "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return items.NewDir(root), filepath.Join(name, "b")
}

// leftovers returns the names in a bucket's folder.
func leftovers(t *testing.T, bucket string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(bucket, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, err = filepath.Rel(bucket, name)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestDirPaths(t *testing.T) {
	store, bucket := folder(t)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"link": outside, "folder": filepath.Dir(outside), "up": ".."} {
		if err := os.Symlink(target, filepath.Join(bucket, name)); err != nil {
			t.Skip(err)
		}
	}
	tests := []struct{ bucket, key string }{
		{"b", ""}, {"b", "."}, {"b", ".."}, {"b", "../b/x"}, {"b", "a/../../x"}, {"b", "/etc/passwd"}, {"b", outside},
		{"b", "a//b"}, {"b", "a/"}, {"b", "a/./b"}, {"b", "a\x00b"}, {"b", ".goasl-put-x"}, {"b", "a/.goasl-put-x/b"},
		{"", "x"}, {".", "b/x"}, {"..", "x"}, {"b/a", "x"}, {"/", "x"}, {"b\x00", "x"},
		{"b", "link"}, {"b", "folder/secret"}, {"b", "up/../../secret"},
	}
	for _, tt := range tests {
		if o, err := store.Open(context.Background(), tt.bucket, tt.key, items.Position{}); err == nil {
			o.Close()
			t.Errorf("the key %q of %q was opened", tt.key, tt.bucket)
		}
		if _, err := store.Put(context.Background(), tt.bucket, tt.key, strings.NewReader("x")); err == nil && tt.key != "link" {
			t.Errorf("the key %q of %q was written", tt.key, tt.bucket)
		}
	}
	if text, err := os.ReadFile(outside); err != nil || string(text) != "secret" {
		t.Errorf("a file outside is %q, error %v", text, err)
	}
	found, _, err := store.List(context.Background(), "b", "", "", 10)
	if err != nil || len(found) != 1 || found[0].Key != "link" { // put in place of the link
		t.Errorf("listed: %v, error %v", found, err)
	}
	for _, name := range []string{"", "..", "b/.."} {
		if _, _, err := store.List(context.Background(), name, "", "", 10); err == nil {
			t.Errorf("the bucket %q was listed", name)
		}
	}
}

func TestDirPut(t *testing.T) {
	store, bucket := folder(t)
	for _, body := range []string{"hello", ""} {
		info, err := store.Put(context.Background(), "b", "x/y z/ü.txt", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		o, err := store.Open(context.Background(), "b", "x/y z/ü.txt", items.Position{Version: info.Version})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(o)
		if string(text) != body || err != nil || o.Size != int64(len(body)) || o.Close() != nil {
			t.Errorf("%q of %d bytes, error %v", text, o.Size, err)
		}
		found, more, err := store.List(context.Background(), "b", "", "", 10)
		if diff := cmp.Diff([]items.Info{info}, found); diff != "" || more || err != nil {
			t.Errorf("list (-put +list):\n%s, error %v", diff, err)
		}
		if body == "hello" && info.ETag != "5d41402abc4b2a76b9719d911017c592" {
			t.Errorf("ETag %s", info.ETag)
		}
	}
	if _, err := store.Put(context.Background(), "c", "x", strings.NewReader("")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error without a bucket: %v", err)
	}
	if _, err := store.Put(context.Background(), "b", "x", strings.NewReader("")); err == nil {
		t.Error("a file was put in place of a folder")
	}
	if _, err := store.Put(context.Background(), "b", "x/y z/ü.txt/z", strings.NewReader("")); err == nil {
		t.Error("a file was put into a file")
	}
	if diff := cmp.Diff([]string{"x/y z/ü.txt"}, leftovers(t, bucket)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// breaking is a body that breaks off.
type breaking struct {
	src io.Reader
	err error
}

func (b *breaking) Read(p []byte) (int, error) {
	n, err := b.src.Read(p)
	if err == io.EOF {
		err = b.err
	}
	return n, err
}

// A body that breaks off leaves the old object, or none.
func TestPutBroken(t *testing.T) {
	dir, bucket := folder(t)
	for name, store := range map[string]items.ObjectStore{"dir": dir, "memory": items.NewMemory("b")} {
		full := &breaking{strings.NewReader(strings.Repeat("x", mega)), io.ErrShortWrite}
		if _, err := store.Put(context.Background(), "b", "new", full); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: error %v", name, err)
		}
		if _, err := store.Put(context.Background(), "b", "old", strings.NewReader("old")); err != nil {
			t.Fatal(err)
		}
		full = &breaking{strings.NewReader("new"), io.ErrShortWrite}
		if _, err := store.Put(context.Background(), "b", "old", full); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: error %v", name, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := store.Put(ctx, "b", "old", strings.NewReader("late")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error after the end of the context: %v", name, err)
		}
		o, err := store.Open(context.Background(), "b", "old", items.Position{Offset: 1})
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(o); string(text) != "ld" || err != nil || o.Close() != nil {
			t.Errorf("%s: old object %q, error %v", name, text, err)
		}
		found, _, err := store.List(context.Background(), "b", "", "", 10)
		if len(found) != 1 || err != nil {
			t.Errorf("%s: listed %v, error %v", name, found, err)
		}
	}
	if diff := cmp.Diff([]string{"old"}, leftovers(t, bucket)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// A file that is written to while it is read, or between two pages, has changed.
func TestDirChanged(t *testing.T) {
	store, bucket := folder(t)
	name := filepath.Join(bucket, "f.jsonl")
	set := func(text string, age time.Duration) {
		t.Helper()
		modified := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(name, []byte(text), 0o666), os.Chtimes(name, modified, modified)); err != nil {
			t.Fatal(err)
		}
	}
	body := strings.Repeat("1\n", 100_000)
	for change, f := range map[string]func(){
		"appended to":                func() { set(body+"2\n", time.Hour) },
		"cut":                        func() { set("1\n", time.Hour) },
		"written with other text":    func() { set(strings.Repeat("2\n", 100_000), time.Minute) },
		"replaced by another file":   func() { os.Remove(name); set(body, time.Minute) },
		"removed":                    func() { os.Remove(name) },
		"replaced by another bucket": func() { os.RemoveAll(bucket) },
	} {
		if err := os.MkdirAll(bucket, 0o777); err != nil {
			t.Fatal(err)
		}
		set(body, time.Hour)
		source, err := items.Open(context.Background(), store, getObject("JSONL", "f.jsonl"), nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := source.Next(context.Background(), 1)
		if err != nil {
			t.Fatal(err)
		}
		first := page.Cursor
		f()
		rest := 0
		for err == nil && !page.End {
			page, err = source.Next(context.Background(), 1000)
			rest += len(page.Items)
		}
		// A file that was opened is whole, even if it is not there any more.
		if inPlace := !strings.HasPrefix(change, "re"); inPlace != errors.Is(err, items.ErrChanged) || !inPlace && rest != 99_999 {
			t.Errorf("%s: %d more items, error %v", change, rest, err)
		}
		source.Close()
		if _, err := items.Open(context.Background(), store, getObject("JSONL", "f.jsonl"), first); err == nil {
			t.Errorf("%s: opened again", change)
		}
	}
}

func TestDirETag(t *testing.T) {
	store, _ := folder(t)
	if _, err := store.Put(context.Background(), "b", "k", strings.NewReader("hello")); err != nil {
		t.Fatal(err)
	}
	o, err := store.Open(context.Background(), "b", "k", items.Position{ETag: "5d41402abc4b2a76b9719d911017c592", Offset: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if text, err := io.ReadAll(o); string(text) != "lo" || err != nil {
		t.Errorf("%q, error %v", text, err)
	}
	for _, at := range []items.Position{{ETag: "0"}, {Version: "0"}} {
		if _, err := store.Open(context.Background(), "b", "k", at); !errors.Is(err, items.ErrChanged) {
			t.Errorf("error for %+v: %v", at, err)
		}
	}
}

// The keys come in the order of their bytes, in pages of any size, from any key on, and
// only those with the prefix. Memory lists in the same way.
func TestDirList(t *testing.T) {
	keys := []string{"a b", "a-b", "a.txt", "a/b.c", "a/b/c", "a/b/d/e", "a/b0", "a0", "b/x/y", "ä/ö"}
	dir, _ := folder(t)
	memory := items.NewMemory("b")
	for _, key := range keys {
		memory.Set("b", key, "x")
		if _, err := dir.Put(context.Background(), "b", key, strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(keys, list(t, dir, "", "", len(keys))); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	for _, prefix := range append(keys, "", "a", "a/", "a/b/", "b/x", "c", "a/b/c/d", "/") {
		for _, after := range append(keys, "", "a", "a/", "a/b/", "a/b/cc", "z", "~") {
			for max := range 4 {
				if diff := cmp.Diff(list(t, memory, prefix, after, max+1), list(t, dir, prefix, after, max+1)); diff != "" {
					t.Errorf("prefix %q, after %q, at most %d: (-memory +dir):\n%s", prefix, after, max+1, diff)
				}
			}
		}
	}
	if _, _, err := dir.List(context.Background(), "c", "", "", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error without a bucket: %v", err)
	}
}

// list returns the keys that a store lists, and "more" if there are others.
func list(t *testing.T, store items.ObjectStore, prefix, after string, max int) []string {
	t.Helper()
	found, more, err := store.List(context.Background(), "b", prefix, after, max)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for _, o := range found {
		keys = append(keys, o.Key)
	}
	if more {
		keys = append(keys, "more")
	}
	return keys
}

// A device is no object, and neither is a folder.
func TestDirSpecialFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /dev")
	}
	root, err := os.OpenRoot("/")
	if err != nil {
		t.Skip(err)
	}
	defer root.Close()
	store := items.NewDir(root)
	if _, err := store.Open(context.Background(), "dev", "null", items.Position{}); err == nil || !strings.HasSuffix(err.Error(), "is not an ordinary file") {
		t.Errorf("error for a device: %v", err)
	}
	if _, err := store.Open(context.Background(), "dev", "shm", items.Position{}); err == nil || !strings.HasSuffix(err.Error(), "is not an ordinary file") {
		t.Errorf("error for a folder: %v", err)
	}
}

// The buckets of a store can be folders anywhere.
func TestFolders(t *testing.T) {
	buckets := map[string]*os.Root{}
	for _, name := range []string{"one", "two"} {
		root, err := os.OpenRoot(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { root.Close() })
		buckets[name] = root
	}
	store := items.NewFolders(buckets)
	for _, key := range []string{"b", "a/c"} {
		if _, err := store.Put(t.Context(), "two", key, strings.NewReader(key)); err != nil {
			t.Fatal(err)
		}
	}
	for bucket, want := range map[string]string{"one": "", "two": "a/c b"} {
		found, more, err := store.List(t.Context(), bucket, "", "", 10)
		var keys []string
		for _, info := range found {
			keys = append(keys, info.Key)
		}
		if got := strings.Join(keys, " "); got != want || more || err != nil {
			t.Errorf("the bucket %s has %s, %t, %v", bucket, got, more, err)
		}
	}
	o, err := store.Open(t.Context(), "two", "a/c", items.Position{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if text, err := io.ReadAll(o); string(text) != "a/c" || err != nil {
		t.Errorf("the object has %q, %v", text, err)
	}
	if _, err := store.Open(t.Context(), "two", "../b", items.Position{}); err == nil {
		t.Error("a key leads out of its bucket")
	}
	if _, _, err := store.List(t.Context(), "three", "", "", 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a bucket: %v", err)
	}
	if _, err := store.Put(t.Context(), "three", "a", strings.NewReader("")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a bucket: %v", err)
	}
}
