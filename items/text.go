package items

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// text is what a file has, read piece by piece. It keeps what was read and is not used
// yet, but never much more than the longest item.
type text struct {
	ctx    context.Context // of the call that reads
	src    io.Reader
	buf    []byte
	start  int // what is not used yet is buf[start:end]
	end    int
	offset int64 // of buf[start] in the text
	noFeed int   // how many of the unused bytes are known to have no line feed
	err    error // after buf[:end]; io.EOF at the end of the text
}

var (
	errTooLong  = fmt.Errorf("it is longer than %d bytes", maxItem)
	errTooLarge = fmt.Errorf("the file has more than %d bytes", int64(maxFile))
)

const pieceSize = 64 << 10

// unused returns what was read and is not used yet. It is valid until the next call.
func (t *text) unused() []byte { return t.buf[t.start:t.end] }

// use passes over n bytes of what is unused.
func (t *text) use(n int) {
	t.start += n
	t.offset += int64(n)
	t.noFeed = max(t.noFeed-n, 0)
}

// more reads more of the text. It returns io.EOF if there is no more, and errTooLong if
// the longest item has been read and was not used.
func (t *text) more() error {
	switch {
	case t.err != nil:
		return t.err
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case t.end-t.start > maxItem:
		return errTooLong
	case t.offset > maxFile:
		t.err = errTooLarge
		return t.err
	}
	t.makeRoom()
	for range 100 {
		n, err := t.src.Read(t.buf[t.end:])
		t.end += n
		t.err = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	t.err = io.ErrNoProgress
	return t.err
}

// makeRoom makes room for a piece after what is unused.
func (t *text) makeRoom() {
	if len(t.buf)-t.end >= pieceSize {
		return
	}
	unused := t.unused()
	if room := len(t.buf) - len(unused); room < pieceSize || room < len(t.buf)/2 {
		t.buf = make([]byte, 2*len(t.buf)+pieceSize)
	}
	t.end = copy(t.buf, unused)
	t.start = 0
}

// line returns the next line, without its end, which is a line feed, a carriage return or
// both. It returns io.EOF if there are no more. The line is valid until the next call.
func (t *text) line() ([]byte, error) {
	searched := 0 // without a carriage return
	for {
		b := t.unused()
		length, width := t.findLine(searched)
		if length < len(b) || t.err == io.EOF && len(b) > 0 {
			t.use(length + width)
			return b[:length], nil
		}
		if searched = len(b); searched > 0 && b[searched-1] == '\r' {
			searched-- // a line feed may follow
		}
		if err := t.more(); err != nil && (err != io.EOF || len(b) == 0) {
			return nil, err
		}
	}
}

// findLine returns the length of the next line, and of the line end after it. If it does
// not see where the line ends, it is all that is unused. The first searched bytes have no
// carriage return.
func (t *text) findLine(searched int) (length, width int) {
	b := t.unused()
	length = len(b)
	if i := bytes.IndexByte(b[t.noFeed:], '\n'); i >= 0 {
		length, width = t.noFeed+i, 1
	}
	t.noFeed = length
	i := bytes.IndexByte(b[searched:length], '\r')
	if i < 0 {
		return length, width
	}
	switch i += searched; {
	case i+1 < length, width == 0 && t.err == io.EOF:
		return i, 1
	case width == 0:
		return length, 0
	}
	return i, 2
}

// skipBOM passes over a byte order mark at the start of the text.
func (t *text) skipBOM() error {
	const mark = "\xEF\xBB\xBF"
	for len(t.unused()) < len(mark) {
		if err := t.more(); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	if bytes.HasPrefix(t.unused(), []byte(mark)) {
		t.use(len(mark))
	}
	return nil
}

// openText opens the object of a source at the place of a cursor, into which it writes
// which state of the object it is.
func openText(ctx context.Context, store ObjectStore, of *Spec, at *cursor) (*text, io.Closer, error) {
	position := at.position(of)
	if !isGzip(of.Key) {
		position.Offset = at.Offset
	}
	o, err := store.Open(ctx, of.Bucket, of.Key, position)
	if err != nil {
		return nil, nil, err
	}
	at.Version, at.ETag = o.Version, o.ETag
	t := &text{ctx: ctx, src: whole(o, of, position.Offset), offset: position.Offset}
	if o.Size > maxFile {
		err = errTooLarge
	} else if isGzip(of.Key) {
		err = t.decompress(at.Offset)
	}
	if err != nil {
		o.Close()
		return nil, nil, err
	}
	return t, o, nil
}

// isGzip reports whether a file is a gzip file, by its name.
func isGzip(key string) bool { return strings.HasSuffix(key, ".gz") || strings.HasSuffix(key, ".gzip") }

// rest returns all that is unused, which may be as long as an item.
func (t *text) rest() ([]byte, error) {
	for {
		if err := t.more(); err == io.EOF {
			return t.unused(), nil
		} else if err != nil {
			return nil, err
		}
	}
}

// decompress makes t the text inside a gzip file, from an offset on. Such a text can only
// be read from the start.
func (t *text) decompress(offset int64) error {
	z, err := gzip.NewReader(t.src)
	if err != nil {
		return fmt.Errorf("it is not a gzip file: %w", err)
	}
	t.src = z
	for t.offset < offset {
		if err := t.more(); err == io.EOF {
			return io.ErrUnexpectedEOF
		} else if err != nil {
			return err
		}
		t.use(int(min(int64(len(t.unused())), offset-t.offset)))
	}
	return nil
}

// wholeReader reads an object and says if that ends too early, or is another one.
type wholeReader struct {
	src  io.Reader
	left int64     // bytes that are to come
	sum  hash.Hash // of what was read; nil if it is not compared
	md5  string
}

// whole returns the reader of an object from an offset on.
func whole(o *Object, of *Spec, offset int64) *wholeReader {
	r := &wholeReader{src: o, left: o.Size - offset}
	if of.md5 != "" && offset == 0 {
		r.sum, r.md5 = md5.New(), of.md5
	}
	return r
}

func (r *wholeReader) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.left -= int64(n)
	if r.sum != nil {
		r.sum.Write(p[:n])
	}
	switch {
	case !errors.Is(err, io.EOF):
	case r.left > 0:
		err = fmt.Errorf("the object ends %d bytes early: %w", r.left, io.ErrUnexpectedEOF)
	case r.sum != nil && hex.EncodeToString(r.sum.Sum(nil)) != r.md5:
		err = fmt.Errorf("its MD5 is %x, not %s", r.sum.Sum(nil), r.md5)
	}
	return n, err
}
