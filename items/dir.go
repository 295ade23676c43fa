package items

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Dir is an [ObjectStore] in a folder: a bucket is a folder in it, and an object a file. It
// is safe for concurrent use, also by several processes.
//
// No key leads out of the folder, not by "..", as an absolute path, or by a link. A key that
// is no name of a file is an error, such as "a//b", "a/" or, on Windows, "a:b". Only
// ordinary files are objects. List leaves out links; it reads each file that it lists, to
// compute the entity tag (ETag) of S3, which is the MD5 of a file.
//
// An object is another one if its size or its time of modification is another one.
type Dir struct {
	root    *os.Root
	buckets map[string]*os.Root // if root is nil
}

// NewDir returns the store in a folder, which the caller opens with [os.OpenRoot], and
// closes when the store is not used any more.
func NewDir(root *os.Root) *Dir { return &Dir{root: root} }

// NewFolders returns the store whose buckets are folders anywhere, by the names of the
// buckets. The caller closes them when the store is not used any more.
func NewFolders(buckets map[string]*os.Root) *Dir { return &Dir{buckets: maps.Clone(buckets)} }

// unfinished begins the name of a file that is being written. It is no object.
const unfinished = ".goasl-put-"

// folder returns the folder of a bucket: a root, and what comes before a path in it.
func (d *Dir) folder(bucket string) (root *os.Root, before string, err error) {
	if d.root == nil {
		if root = d.buckets[bucket]; root == nil {
			err = fmt.Errorf("there is no bucket %q: %w", bucket, fs.ErrNotExist)
		}
		return root, "", err
	}
	if !fs.ValidPath(bucket) || strings.Contains(bucket, "/") || bucket == "." {
		err = fmt.Errorf("the bucket %q cannot be a folder", bucket)
	}
	return d.root, bucket + "/", err
}

// name returns the path of an object in a root.
func (d *Dir) name(bucket, key string) (root *os.Root, name string, err error) {
	root, before, err := d.folder(bucket)
	if err != nil {
		return nil, "", err
	}
	name, err = filepath.Localize(before + key)
	if err != nil || !fs.ValidPath(key) || key == "." || strings.Contains("/"+key, "/"+unfinished) {
		return nil, "", fmt.Errorf("the key %q cannot be the name of a file", key)
	}
	return root, name, nil
}

// Open implements [ObjectStore].
func (d *Dir) Open(ctx context.Context, bucket, key string, at Position) (*Object, error) {
	root, name, err := d.name(bucket, key)
	if err != nil {
		return nil, err
	}
	f, info, err := openFile(root, name)
	if err != nil {
		return nil, err
	}
	o := &dirObject{ctx: ctx, file: f, opened: info}
	if at.Version != "" && at.Version != version(info) {
		err = ErrChanged
	}
	if err == nil && at.ETag != "" && at.Version == "" {
		err = o.match(at.ETag)
	}
	if err == nil {
		_, err = f.Seek(max(at.Offset, 0), io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Object{ReadCloser: o, Info: describe(key, info)}, nil
}

// openFile opens an ordinary file. To open another one, a named pipe for instance, may
// take for ever.
func openFile(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is not an ordinary file", name)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// version returns what tells a file from what it was before.
func version(info fs.FileInfo) string {
	return fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size())
}

func describe(key string, info fs.FileInfo) Info {
	return Info{
		Key: key, Version: version(info), StorageClass: "STANDARD",
		Size: info.Size(), Modified: info.ModTime(),
	}
}

// dirObject is an open file.
type dirObject struct {
	ctx    context.Context
	file   *os.File
	opened fs.FileInfo
}

func (o *dirObject) Close() error { return o.file.Close() }

func (o *dirObject) Read(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := o.file.Read(p)
	if info, err := o.file.Stat(); err == nil && version(info) != version(o.opened) {
		return 0, ErrChanged
	}
	return n, err
}

// match returns ErrChanged if the file has another entity tag. It reads the file.
func (o *dirObject) match(etag string) error {
	tag, err := o.etag()
	if err == nil && tag != etag {
		err = ErrChanged
	}
	return err
}

// etag reads the file and returns its entity tag.
func (o *dirObject) etag() (string, error) {
	sum := md5.New()
	if _, err := io.Copy(sum, o); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Put implements [ObjectStore]. It makes the folders in a bucket, but not the bucket. The
// object is there under another name until it is complete and on the disk.
func (d *Dir) Put(ctx context.Context, bucket, key string, body io.Reader) (Info, error) {
	root, name, err := d.name(bucket, key)
	if err != nil {
		return Info{}, err
	}
	if d.root != nil {
		if info, err := root.Stat(bucket); err != nil || !info.IsDir() {
			return Info{}, fmt.Errorf("there is no folder for the bucket %q: %w", bucket, fs.ErrNotExist)
		}
	}
	folder := filepath.Dir(name)
	if err := root.MkdirAll(folder, 0o777); err != nil {
		return Info{}, err
	}
	draft := filepath.Join(folder, unfinished+rand.Text())
	info, err := write(ctx, root, draft, body)
	if err == nil {
		err = root.Rename(draft, name)
	}
	if err != nil {
		return Info{}, errors.Join(err, ignoreMissing(root.Remove(draft)))
	}
	info.Key = key
	return info, nil
}

// write writes a new file.
func write(ctx context.Context, root *os.Root, name string, body io.Reader) (Info, error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return Info{}, err
	}
	sum := md5.New()
	_, err = io.Copy(io.MultiWriter(f, sum), &contextReader{ctx, body})
	if err == nil {
		err = f.Sync()
	}
	stat, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Close()); err != nil {
		return Info{}, err
	}
	info := describe(path.Base(name), stat)
	info.ETag = hex.EncodeToString(sum.Sum(nil))
	return info, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// contextReader reads until the context is done.
type contextReader struct {
	ctx context.Context
	src io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.src.Read(p)
}
