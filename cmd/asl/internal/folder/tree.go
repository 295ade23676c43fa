package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fsnotify/fsnotify"
)

// scan is a look at all files of a Bucket.
type scan struct {
	path    string
	watcher *fsnotify.Watcher
	folders map[string]bool // that it watches
	found   func(key string, info fs.FileInfo)
	left    int   // folders that are left out
	why     error // the last of them is
}

// scan calls found for each file that is an object, and watches all folders anew: which folder a
// watch is of cannot be told after one was moved. The error says that the folder cannot be
// watched.
func (b *Bucket) scan(found func(key string, info fs.FileInfo)) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("%s cannot be watched: %w", b.path, err)
	}
	s := &scan{path: b.path, watcher: w, folders: map[string]bool{}, found: found}
	if err := fs.WalkDir(b.root.FS(), ".", s.visit); err != nil {
		return errors.Join(fmt.Errorf("%s cannot be watched: %w", b.path, err), w.Close())
	}
	if s.left > 0 {
		b.logger.Error("the files of some folders are no events", "folders", s.left, "error", s.why)
	}
	if b.watcher != nil {
		_ = b.watcher.Close() // it is of no use any more
	}
	b.watcher, b.folders = w, s.folders
	return nil
}

// visit is called for each file, and twice for a folder that cannot be read.
func (s *scan) visit(path string, d fs.DirEntry, err error) error {
	if err == nil && !d.IsDir() {
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && isObject(path) { // else it has gone
			s.found(path, info)
		}
		return nil
	}
	if err == nil {
		if path != "." && !isFolder(path) {
			return fs.SkipDir
		}
		s.folders[path] = true
		err = s.watcher.Add(filepath.Join(s.path, filepath.FromSlash(path)))
	}
	if err == nil || path == "." {
		return err
	}
	if !errors.Is(err, fs.ErrNotExist) { // else it has gone
		s.left, s.why = s.left+1, err
	}
	return fs.SkipDir
}

// maxKey is the most bytes of a key. S3: its limit.
const maxKey = 1024

// temporary are the ends of names that files have before they are complete, in lower case.
var temporary = []string{"~", ".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".swp", ".swo", ".swx"}

// isObject reports whether a file of that path can be an object: it has a name that can be a
// key, is not hidden, and is not temporary.
func isObject(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	return isFolder(path) && !strings.HasPrefix(name, "~$") && !(strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#")) &&
		!slices.ContainsFunc(temporary, func(end string) bool { return strings.HasSuffix(name, end) })
}

// isFolder reports whether files in a folder of that path can be objects.
func isFolder(path string) bool {
	return len(path) <= maxKey && utf8.ValidString(path) && !strings.HasPrefix(path, ".") && !strings.Contains(path, "/.")
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
