package captures

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	root := folder(t, map[string]string{
		"b/case.json":  `{"id": "b", "kind": "execution", "input": "{ }"}`,
		"a/case.json":  `{"id": "a", "kind": "redrive", "steps": [{"operation": "StartExecution", "http_status": 200}]}`,
		"a/other.json": `no JSON`,
	})
	all, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].ID != "a" || all[0].Steps[0].Operation != "StartExecution" || all[1].Input != "{ }" {
		t.Errorf("got %+v", all)
	}
}

func TestLoadIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		`{"id": "a", "kind": "k", "surprise": 1}`: `unknown field "surprise"`,
		`{"kind": "k"}`: "needs an id and a kind",
		`{`:             "unexpected EOF",
	} {
		if _, err := Load(folder(t, map[string]string{"a/case.json": text})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("there is no such folder, and no error")
	}
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for file, text := range files {
		name := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
