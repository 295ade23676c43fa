package folder

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/goasl/goasl/events"
)

// change is that a file is complete, or gone.
type change struct {
	key       string
	info      fs.FileInfo // nil if it is gone
	sequencer string
	err       error // why there is no event
}

// maxGoing is how many events are made at a time, so that a large file lets others pass.
const maxGoing = 4

// begin makes the events of files that are ready.
func (b *Bucket) begin(ctx context.Context) {
	for len(b.ready) > 0 && len(b.going)-len(b.ready) < maxGoing {
		c := b.ready[0]
		b.ready = b.ready[1:]
		b.sequencer = max(b.sequencer+1, time.Now().UnixNano())
		c.sequencer = fmt.Sprintf("%018X", b.sequencer)
		go func() {
			c.err = b.send(ctx, c)
			b.done <- c
		}()
	}
}

// errChanged says that a file was not complete.
var errChanged = errors.New("the file has changed")

// send makes and puts the event of a change.
func (b *Bucket) send(ctx context.Context, c change) error {
	o := events.Object{
		Bucket: b.name, Key: c.key, Sequencer: c.sequencer, Time: time.Now(), Account: b.identity.Account, Region: b.identity.Region,
	}
	put := context.WithoutCancel(ctx) // what was begun is done
	if c.info == nil {
		return b.put(put, events.ObjectDeleted(o, false))
	}
	o.Size = c.info.Size()
	var err error
	if o.ETag, err = b.sum(ctx, c); err != nil {
		return err
	}
	return b.put(put, events.ObjectCreated(o))
}

// sum returns the MD5 sum of a file, as S3 has it as the ETag of an object that came in one part.
func (b *Bucket) sum(ctx context.Context, c change) (string, error) {
	// A pipe that has taken the place of the file must not be waited for.
	f, err := b.root.OpenFile(filepath.FromSlash(c.key), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := md5.New()
	for _, read := range []bool{true, false} {
		if info, err := f.Stat(); err != nil || !same(info, c.info) {
			return "", errors.Join(errChanged, err)
		}
		if !read {
			break
		}
		if _, err := io.Copy(sum, reader{ctx, f}); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// reader reads until ctx ends.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// finish notes what has become of a change.
func (b *Bucket) finish(c change) {
	delete(b.going, c.key)
	_, waits := b.waiting[c.key]
	switch {
	case c.err == nil && c.info == nil:
		b.failing = ""
		delete(b.known, c.key)
	case c.err == nil:
		b.failing = ""
		b.known[c.key] = c.info
	case errors.Is(c.err, errChanged), errors.Is(c.err, fs.ErrNotExist):
		if !waits {
			b.waiting[c.key] = seen{since: time.Now()} // it is looked at again
		}
	case errors.Is(c.err, fs.ErrPermission): // when it can be read, that is a change
		b.logger.Error("a file is no event, as it cannot be read", "key", strconv.QuoteToGraphic(c.key), "error", c.err)
	default:
		b.fail(c.err)
		if !waits {
			b.waiting[c.key] = seen{c.info, time.Now().Add(again)}
		}
	}
}
