package lambda

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxCode is how many files of a folder are looked at for changes.
const maxCode = 10_000

// codeEndings are the endings of the files that a language loads.
var codeEndings = map[kind][]string{python: {".py"}, node: {".js", ".mjs", ".cjs"}}

// codeNow returns a text that is another one when the code of the function has changed. It is
// never empty.
func (f *function) codeNow() string {
	if f.URL != "" {
		return "elsewhere"
	}
	h := sha256.New()
	note := func(path string, info fs.FileInfo) {
		fmt.Fprintf(h, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
	}
	if f.kind == executable {
		if info, err := os.Stat(f.entrypoint()); err == nil {
			note("", info)
		}
		return string(h.Sum(nil))
	}
	files := 0
	_ = filepath.WalkDir(f.Dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil: // it was deleted meanwhile, or cannot be read
			return nil
		case d.IsDir() && path != f.Dir && hasNoCode(d.Name()):
			return fs.SkipDir
		case !slices.Contains(codeEndings[f.kind], filepath.Ext(path)):
			return nil
		case files == maxCode:
			return fs.SkipAll
		}
		files++
		if info, err := os.Stat(path); err == nil { // of the file that a link leads to
			note(path, info)
		}
		return nil
	})
	return string(h.Sum(nil))
}

// hasNoCode reports whether a folder has no code that is written by hand.
func hasNoCode(folder string) bool {
	return folder == "node_modules" || folder == "__pycache__" || strings.HasPrefix(folder, ".")
}
