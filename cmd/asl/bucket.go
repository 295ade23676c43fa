package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	bucketfolder "github.com/goasl/goasl/cmd/asl/internal/folder"
	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/items"
)

// validBucket matches the names that S3 allows.
var validBucket = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

func checkBucket(name string) error {
	if !validBucket.MatchString(name) {
		return errors.New("want a name of 3 to 63 small letters, digits, dots and hyphens")
	}
	return nil
}

// bucket makes a bucket of a folder inside the project. It need not be there yet.
func (f folder) bucket(name, dir string) (server.Bucket, error) {
	if err := checkBucket(name); err != nil {
		return server.Bucket{}, err
	}
	local := filepath.FromSlash(dir)
	_, err := f.Stat(local)
	switch {
	case !filepath.IsLocal(local):
		return server.Bucket{}, fmt.Errorf("the folder %q is outside of %s; name it with --bucket", dir, f.path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return server.Bucket{}, err
	}
	return server.Bucket{Name: name, Folder: filepath.Join(f.path, local)}, nil
}

// withBuckets returns the buckets of a project, or in their places those of the command line.
func (p *project) withBuckets(flags []string) ([]server.Bucket, error) {
	all := slices.Clone(p.buckets)
	for _, value := range flags {
		name, dir, ok := strings.Cut(value, "=")
		if err := checkBucket(name); err != nil || !ok || dir == "" {
			return nil, usage("--bucket %s: want NAME=FOLDER, with a name of 3 to 63 small letters, digits, dots and hyphens", value)
		}
		all = slices.DeleteFunc(all, func(other server.Bucket) bool { return other.Name == name })
		all = append(all, server.Bucket{Name: name, Folder: dir})
	}
	return all, nil
}

// openBuckets returns the object store of an execution, nil if there is none: buckets that are
// folders, which are made if there are none, and others in another store, if that is not nil. The
// caller closes the folders.
func openBuckets(all []server.Bucket, others items.ObjectStore) (store items.ObjectStore, closing func(), err error) {
	folders := map[string]*os.Root{}
	closing = func() {
		for _, root := range folders {
			_ = root.Close() // it is read and written no more
		}
	}
	for _, b := range all {
		err := os.MkdirAll(b.Folder, 0o777)
		if err == nil {
			folders[b.Name], err = os.OpenRoot(b.Folder)
		}
		if err != nil {
			delete(folders, b.Name)
			closing()
			return nil, nil, usage("bucket %s: %w", b.Name, err)
		}
	}
	if len(folders) == 0 && others == nil {
		return nil, closing, nil
	}
	return bucketfolder.NewStore(folders, others), closing, nil
}
