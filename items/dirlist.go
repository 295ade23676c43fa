package items

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// List implements [ObjectStore].
func (d *Dir) List(ctx context.Context, bucket, prefix, after string, max int) ([]Info, bool, error) {
	root, before, err := d.folder(bucket)
	if err != nil {
		return nil, false, err
	}
	w := walk{ctx: ctx, dir: d, root: root, before: before, bucket: bucket, prefix: prefix, after: after, max: max}
	if err := w.folder(""); err != nil && err != errEnough {
		return nil, false, err
	}
	return w.found, w.more, nil
}

// walk goes through the folders of a bucket in the order of the keys.
type walk struct {
	ctx                   context.Context
	dir                   *Dir
	root                  *os.Root
	before                string // comes before a key in the root
	bucket, prefix, after string
	max                   int
	found                 []Info
	more                  bool
}

// errEnough ends a walk that has found as much as was asked for.
var errEnough = errors.New("enough")

// folder goes through a folder, whose name ends in a slash unless it is the bucket.
func (w *walk) folder(key string) error {
	names, err := w.names(key)
	if err != nil {
		return err
	}
	for _, name := range names {
		name = key + name
		if strings.HasSuffix(name, "/") {
			err = w.inner(name)
		} else {
			err = w.file(name)
		}
		// What was removed meanwhile is not listed.
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// names returns the names in a folder, those of folders with a slash at the end, in the
// order of the keys in them: "a-b" comes before "a/".
func (w *walk) names(key string) ([]string, error) {
	f, err := w.root.Open(filepath.FromSlash(cmp.Or(w.before+key, ".")))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		switch {
		case e.IsDir():
			names = append(names, e.Name()+"/")
		case e.Type().IsRegular() && !strings.HasPrefix(e.Name(), unfinished):
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// inner goes through a folder in another one, if keys in it may be wanted.
func (w *walk) inner(key string) error {
	mayMatch := strings.HasPrefix(key, w.prefix) || strings.HasPrefix(w.prefix, key)
	if !mayMatch || w.after >= key && !strings.HasPrefix(w.after, key) {
		return nil
	}
	return w.folder(key)
}

// file adds an object, if it is wanted.
func (w *walk) file(key string) error {
	if !strings.HasPrefix(key, w.prefix) || key <= w.after {
		return nil
	}
	if len(w.found) >= w.max {
		w.more = true
		return errEnough
	}
	o, err := w.dir.Open(w.ctx, w.bucket, key, Position{})
	if err != nil {
		return err
	}
	defer o.Close()
	info := o.Info
	if info.ETag, err = o.ReadCloser.(*dirObject).etag(); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	w.found = append(w.found, info)
	return nil
}
