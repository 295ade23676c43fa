// Package folder makes a bucket of a folder: what happens to its files are events of S3.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/events"

	"github.com/fsnotify/fsnotify"
)

// Bucket is a folder whose files are the objects of a bucket. It comes from [Open]. The key of
// a file is its path in the folder.
//
// A file that is there when the Bucket is opened is no event. Later it is one when it is
// complete, which is once its size and its time of modification have been steady for 200 ms, and
// again when they change, or another file takes its place; and when it is gone.
// Names that [isObject] refuses and what is no regular file do not count.
type Bucket struct {
	name     string
	path     string
	identity asl.Identity
	logger   *slog.Logger

	root *os.Root

	// Only the goroutine of Run uses these.
	put       func(context.Context, events.Event) error
	watcher   *fsnotify.Watcher
	folders   map[string]bool        // that are watched, by their paths
	known     map[string]fs.FileInfo // files as they were in their last event, or when the Bucket was opened
	waiting   map[string]seen        // files that may have changed
	going     map[string]bool        // files whose event is being made
	ready     []change               // those of them that nobody has begun
	done      chan change
	sequencer int64
	full      bool   // there are more files than may be
	failing   string // why the last event has failed

	stale bool      // all files are to be looked at
	rests time.Time // until when that has time
}

// seen is what a file was when it was looked at, nil for no file, and since when it is that.
type seen struct {
	info  fs.FileInfo
	since time.Time
}

// rest returns how long a file has to be steady.
func (s seen) rest() time.Duration {
	if s.info != nil && s.info.Size() == 0 {
		return steadyEmpty
	}
	return steady
}

// The time that a file has to be steady, also one that is empty and so may not be written yet;
// how often that is looked at; and the time until a file whose event has failed is looked at
// again.
const (
	steady      = 200 * time.Millisecond
	steadyEmpty = time.Second
	often       = 50 * time.Millisecond
	again       = time.Second
)

// busy is which part of the time all files are looked at, at most: one in so many.
const busy = 5

// maxFiles is the most files of a Bucket.
const maxFiles = 100_000

// Open makes the bucket of a name of a folder, which is made if there is none. identity has the
// account and the region of events. The error says that the folder cannot be watched.
func Open(name, path string, identity asl.Identity, logger *slog.Logger) (*Bucket, error) {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	b := &Bucket{
		name: name, path: path, identity: identity, logger: logger.With("bucket", name), root: root,
		known: map[string]fs.FileInfo{}, waiting: map[string]seen{}, going: map[string]bool{}, done: make(chan change),
	}
	err = b.scan(func(key string, info fs.FileInfo) {
		if !b.isFull() {
			b.known[key] = info
		}
	})
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Close ends the watch. It is for a Bucket that Run has ended, or was never called for.
func (b *Bucket) Close() error {
	if b.watcher == nil {
		return b.root.Close()
	}
	return errors.Join(b.watcher.Close(), b.root.Close())
}

// Run puts the events of the bucket until ctx ends; then it returns nil, and what has not been
// put is lost. An event whose put fails is put again. The error says that the folder is gone.
func (b *Bucket) Run(ctx context.Context, put func(context.Context, events.Event) error) error {
	b.put = put
	defer func() { // nobody waits for them then
		for len(b.going) > len(b.ready) {
			delete(b.going, (<-b.done).key)
		}
	}()
	ticker, seldom := time.NewTicker(often), time.NewTicker(again)
	defer ticker.Stop()
	defer seldom.Stop()
	for {
		var tick <-chan time.Time
		if len(b.waiting) > 0 || b.stale {
			tick = ticker.C
		}
		select {
		case <-ctx.Done():
			return nil
		case e := <-b.watcher.Events:
			b.hint(e)
		case err := <-b.watcher.Errors:
			// Some hints may be lost, as when many files change at once.
			b.logger.Warn("all files are looked at, as a change may have been missed", "error", err)
			b.stale = true
		case c := <-b.done:
			b.finish(c)
		case <-seldom.C: // nothing tells that a folder which is open was removed
			if err := b.isThere(); err != nil {
				return err
			}
		case now := <-tick:
			if err := b.lookAgain(now); err != nil {
				return err
			}
		}
		b.begin(ctx)
	}
}

// hint looks at what may have changed.
func (b *Bucket) hint(e fsnotify.Event) {
	name, err := filepath.Rel(b.path, e.Name)
	if err != nil {
		return
	}
	key := filepath.ToSlash(name)
	info, err := b.root.Lstat(name)
	switch {
	case b.folders[key] || err == nil && info.IsDir():
		b.stale = b.stale || e.Op != fsnotify.Write // which is told with what has changed in it
	case !isObject(key):
	case err != nil || !info.Mode().IsRegular():
		b.look(key, nil)
	default:
		b.look(key, info)
	}
}

// look notes what a file is, nil for no file.
func (b *Bucket) look(key string, info fs.FileInfo) {
	was, waits := b.waiting[key]
	switch {
	case waits && same(was.info, info):
	case !waits && !b.going[key] && same(b.known[key], info):
	case !waits && b.known[key] == nil && b.isFull():
	default:
		b.waiting[key] = seen{info, time.Now()}
	}
}

// isFull reports whether no file may be added, and tells that once.
func (b *Bucket) isFull() bool {
	is := len(b.known)+len(b.waiting)+len(b.going) >= maxFiles
	if is && !b.full {
		b.logger.Error("files are left out, as there are too many: move those away that are done", "most", maxFiles)
	}
	b.full = is
	return is
}

// same reports whether a file has not changed.
func same(x, y fs.FileInfo) bool {
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	return x.Size() == y.Size() && x.ModTime().Equal(y.ModTime()) && os.SameFile(x, y)
}

// lookAgain looks at files that may have changed, and finds those that are steady. The error
// says that the folder is gone.
func (b *Bucket) lookAgain(now time.Time) error {
	if b.stale && !now.Before(b.rests) {
		if err := b.lookAtAll(); err != nil {
			return err
		}
	}
	for _, key := range sorted(b.waiting) {
		was := b.waiting[key]
		if now.Sub(was.since) < was.rest() {
			continue
		}
		info, err := b.root.Lstat(filepath.FromSlash(key))
		if err != nil || !info.Mode().IsRegular() {
			info = nil
		}
		switch {
		case !same(was.info, info):
			b.waiting[key] = seen{info, now}
		case b.going[key]: // its event before comes first
		case same(b.known[key], info):
			delete(b.waiting, key)
		default:
			delete(b.waiting, key)
			b.going[key] = true
			b.ready = append(b.ready, change{key: key, info: info})
		}
	}
	return nil
}

// lookAtAll looks at all files. The error says that the folder is gone.
func (b *Bucket) lookAtAll() error {
	if err := b.isThere(); err != nil {
		return err
	}
	began, there := time.Now(), map[string]bool{}
	err := b.scan(func(key string, info fs.FileInfo) {
		there[key] = true
		b.look(key, info)
	})
	if err != nil { // there are too many watches, say: it stays stale
		b.fail(err)
		b.rests = time.Now().Add(again)
		return nil
	}
	b.stale, b.rests = false, time.Now().Add(busy*time.Since(began))
	for _, key := range sorted(b.known) {
		if !there[key] {
			b.look(key, nil)
		}
	}
	return nil
}

// isThere returns an error if the folder is gone, or another one has taken its place.
func (b *Bucket) isThere() error {
	is, err := os.Stat(b.path)
	root, errRoot := b.root.Stat(".")
	if err != nil || errRoot != nil || !os.SameFile(root, is) {
		return fmt.Errorf("the folder %s of the bucket %s is gone", b.path, b.name)
	}
	return nil
}

// fail logs an error, unless it is that of before.
func (b *Bucket) fail(err error) {
	if err.Error() != b.failing {
		b.logger.Error("a change in the folder is no event yet", "error", err)
	}
	b.failing = err.Error()
}
