package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedFolder finds a folder of recordings beside the repository, or skips.
func sharedFolder(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(repository(t), "..", "shared", name)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("there is no %s beside the repository", folder)
	}
	return folder
}

func TestPublishedDefinitions(t *testing.T) {
	for _, folder := range []string{"definitions", "definitions-2026-11"} {
		var out bytes.Buffer
		if status := run([]string{"parse", "-v", sharedFolder(t, folder)}, &out, &out); status != passed {
			t.Errorf("status %d\n%s", status, out.String())
		}
	}
}

// TestLinters: where the verdict is another one than a linter's, the document
// says why, and nowhere else.
func TestLinters(t *testing.T) {
	results, err := checkFiles([]string{sharedFolder(t, "lint")}, "", checkLinters)
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(filepath.Join(repository(t), "docs", "conformance.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range results {
		for _, r := range f.results {
			if listed := strings.Contains(string(document), "| "+r.id+" |"); listed != (r.failure != nil) {
				t.Errorf("%s: it is in the table of docs/conformance.md: %v; failure: %v", r.id, listed, r.failure)
			}
		}
	}
}

// The definitions that the commands are tried on.
const (
	goodDefinition = `{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`
	badDefinition  = `{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}`
)

func TestParseCommand(t *testing.T) {
	folder := write(t, map[string]string{
		"0001_good.json": goodDefinition,
		"0002_bad.json":  badDefinition,
		"0009_good.json": goodDefinition, // listed as one that is refused
		"0324_bad.json":  badDefinition,  // listed with another place
		"0418_bad.json":  badDefinition,  // listed with this code
		"README.md":      "no definition",
	})
	var out bytes.Buffer
	if status := run([]string{"parse", "-v", folder}, &out, &out); status != failed {
		t.Errorf("status %d, want %d", status, failed)
	}
	for _, want := range []string{
		"FAIL 0002_bad.json\n    refused\n", "FAIL 0009_good.json\n    accepted, although", "FAIL 0324_bad.json\n    refused otherwise",
		"2 passed, 3 failed\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestLintCommand(t *testing.T) {
	folder := write(t, map[string]string{
		"index.tsv":   "file\texpected\tnote\na/1.json\tvalid\t\na/2.json\tinvalid\twhy\na/3.json\tvalid\t [not-json]\nb/4.json\tvalid\t\nb/5.json\tvalid\t\n",
		"a/1.json":    goodDefinition,
		"a/2.json":    goodDefinition,
		"a/3.json":    strings.Replace(goodDefinition, `"Type"`, `"Comment":"\${x}","Type"`, 1),
		"b/4.json":    `"` + strings.ReplaceAll(goodDefinition, `"`, `\"`) + `"`,
		"b/5.json":    badDefinition,
		"b/other.txt": "",
	})
	var out bytes.Buffer
	if status := run([]string{"lint", "-v", folder}, &out, &out); status != failed {
		t.Errorf("status %d, want %d", status, failed)
	}
	for _, want := range []string{
		"FAIL a/2.json\n    accepted, said to be invalid: \"why\"\n", "FAIL b/5.json\n    refused, said to be valid\n",
		"a     2 passed     1 failed\nb     1 passed     1 failed\n3 passed, 2 failed\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// write writes files into a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for file, text := range files {
		name := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
