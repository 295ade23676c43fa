package lambda_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/lambda"
)

// writeCounter writes a handler that returns a word and how often it was called in its process.
func writeCounter(t *testing.T, dir, word string, age time.Duration) {
	t.Helper()
	file := filepath.Join(dir, "app.py")
	text := fmt.Sprintf("n = 0\ndef count(event, context):\n    global n\n    n += 1\n    return \"%s %%d\" %% n\n", word)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-age)
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
}

// A function keeps its process as long as neither its configuration nor its code changes.
func TestUpdate(t *testing.T) {
	t.Parallel()
	needs(t, "python3")
	dir := t.TempDir()
	writeCounter(t, dir, "old", time.Hour)
	f := lambda.Function{Name: "f", Dir: dir, Handler: "app.count", Timeout: time.Minute}
	other := lambda.Function{Name: "other", URL: "http://127.0.0.1:1"}
	r := newRuntime(t, []lambda.Function{f})
	step := func(want string, changed []string, functions ...lambda.Function) {
		t.Helper()
		got, err := r.Update(functions)
		if diff := cmp.Diff(changed, got); err != nil || diff != "" {
			t.Errorf("error %v; changed (-want +got):\n%s", err, diff)
		}
		if out, err := call(t, r, "f", `{}`); err != nil || string(out) != want {
			t.Errorf("%s, %v; want %s", out, err, want)
		}
	}
	step(`"old 1"`, nil, f)
	step(`"old 2"`, nil, f)
	if err := os.WriteFile(filepath.Join(dir, "data.txt"), []byte("written by a handler"), 0o666); err != nil {
		t.Fatal(err)
	}
	step(`"old 3"`, nil, f)
	step(`"old 4"`, []string{"other"}, f, other)
	writeCounter(t, dir, "new", time.Minute)
	step(`"new 1"`, []string{"f"}, f, other)
	step(`"new 2"`, []string{"other"}, f)
	f.Memory = 256
	step(`"new 1"`, []string{"f"}, f)
	if _, err := r.Update([]lambda.Function{f, {Name: "!"}}); err == nil {
		t.Error("a function with a wrong name is taken")
	}
	step(`"new 2"`, nil, f)
	if changed, err := r.Update(nil); err != nil || !cmp.Equal(changed, []string{"f"}) {
		t.Errorf("%v, %v", changed, err)
	}
	if _, err := r.ResolveTask("f"); err == nil {
		t.Error("a function that is gone is found")
	}
}
