package readme

import (
	"os"
	"path/filepath"
	"testing"
)

// root returns the repository's root.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// documents returns the paths of the documents that people read: README.md, and those of
// docs and of the examples.
func documents(t *testing.T) []string {
	t.Helper()
	all := []string{"README.md", "examples/README.md"}
	files, err := os.ReadDir(filepath.Join(root(t), "docs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if filepath.Ext(f.Name()) == ".md" {
			all = append(all, "docs/"+f.Name())
		}
	}
	return all
}

// read returns a file's text by its path from the root.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
