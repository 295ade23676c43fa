package folder

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
)

// The objects of the buckets are the files that are events, and nothing else.
func TestObjects(t *testing.T) {
	var buckets []*Bucket
	paths := map[string]string{}
	for _, name := range []string{"one", "two"} {
		paths[name] = filepath.Join(t.TempDir(), "folder")
		b, err := Open(name, paths[name], asl.Identity{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		buckets = append(buckets, b)
	}
	store := Objects(buckets, nil)
	if _, err := store.Put(t.Context(), "two", "days/a.txt", strings.NewReader("hello")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(paths["two"], "days", "a.txt")); err != nil || string(text) != "hello" {
		t.Errorf("the file has %q, %v", text, err)
	}
	for _, name := range []string{".hidden", "b.part", "c.txt", "d~"} {
		if err := os.WriteFile(filepath.Join(paths["two"], name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var keys []string
	for after, more := "", true; more; {
		var found []items.Info
		var err error
		if found, more, err = store.List(t.Context(), "two", "", after, 1); err != nil {
			t.Fatal(err)
		}
		for _, info := range found {
			after = info.Key
			keys = append(keys, after)
		}
	}
	if got := strings.Join(keys, " "); got != "c.txt days/a.txt" {
		t.Errorf("the keys are %s", got)
	}
	o, err := store.Open(t.Context(), "two", "days/a.txt", items.Position{Offset: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if text, err := io.ReadAll(o); err != nil || string(text) != "ello" {
		t.Errorf("the object has %q, %v", text, err)
	}

	// Other buckets are elsewhere.
	memory := items.NewMemory("three")
	memory.Set("three", "a.part", "elsewhere")
	both := items.OwnedBy(Objects(buckets, memory), "123456789012")
	if _, err := both.Open(t.Context(), "three", "a.part", items.Position{}); err != nil {
		t.Error(err)
	}
	if found, _, err := both.List(t.Context(), "three", "", "", 10); len(found) != 1 || err != nil {
		t.Errorf("the other store has %v, %v", found, err)
	}
	if _, err := both.Put(t.Context(), "three", "b", strings.NewReader("b")); err != nil {
		t.Error(err)
	}
	if found, _, err := both.List(t.Context(), "two", "", "", 10); len(found) != 2 || err != nil {
		t.Errorf("the folder has %v, %v", found, err)
	}

	_, openErr := store.Open(t.Context(), "three", "a", items.Position{})
	_, _, listErr := store.List(t.Context(), "three", "", "", 1)
	_, putErr := store.Put(t.Context(), "three", "a", strings.NewReader(""))
	for _, err := range []error{openErr, listErr, putErr} {
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), `there is no bucket "three": name its folder, with --bucket three=FOLDER`) {
			t.Errorf("without a bucket: %v", err)
		}
	}
}
