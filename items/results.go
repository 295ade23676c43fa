package items

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// Results is a file with results of a Map Run.
type Results struct {
	Bucket string
	Key    string
	Lines  bool // JSON Lines, and not a JSON array

	// Records are the elements of the array, or the lines. They are written compact.
	Records []jsonvalue.Value
}

// Write writes the file, and returns its length in bytes. The same file may be written
// again. The error is an *[Error] with the name [WriterFailed], or that of the context.
func (r Results) Write(ctx context.Context, store ObjectStore) (size int64, err error) {
	return put(ctx, store, r.Bucket, r.Key, &resultText{left: r.Records, isLines: r.Lines})
}

func put(ctx context.Context, store ObjectStore, bucket, key string, body io.Reader) (int64, error) {
	if bucket == "" {
		return 0, writerFailed("The ResultWriter names no Bucket.")
	}
	info, err := store.Put(ctx, bucket, key, body)
	switch {
	case err != nil && ctx.Err() != nil: // what fails because the caller has stopped is no failure of the Map
		return 0, ctx.Err()
	case err != nil:
		return 0, writerFailed("The results could not be written to s3://%s/%s: %w", bucket, key, err)
	}
	return info.Size, nil
}

// resultText is the text of a file with results. It is made while it is read.
type resultText struct {
	left        []jsonvalue.Value // not made into text yet
	isLines     bool
	begun, done bool
	text        []byte // made, and read up to
	read        int
}

func (r *resultText) Read(p []byte) (int, error) {
	for r.read == len(r.text) {
		if r.done {
			return 0, io.EOF
		}
		r.more()
	}
	n := copy(p, r.text[r.read:])
	r.read += n
	return n, nil
}

// more makes text of some records.
func (r *resultText) more() {
	const enough = 32 << 10
	r.text, r.read = r.text[:0], 0
	if !r.begun && !r.isLines {
		r.text = append(r.text, '[')
	}
	for len(r.left) > 0 && len(r.text) < enough {
		if r.begun && !r.isLines {
			r.text = append(r.text, ',')
		}
		r.begun = true
		r.text = r.left[0].Compact().Append(r.text)
		if r.isLines {
			r.text = append(r.text, '\n')
		}
		r.left = r.left[1:]
	}
	if r.done = len(r.left) == 0; r.done && !r.isLines {
		r.text = append(r.text, ']')
	}
}

// Manifest is the list of the files with the results of a Map Run.
//
// Step Functions: after a redrive it lists the files with successes of all attempts, the
// oldest first, and the others of the last attempt.
type Manifest struct {
	Bucket string
	Key    string
	MapRun string // the ARN

	Failed    []File
	Pending   []File
	Succeeded []File
}

// File is a file with results.
type File struct {
	Key  string
	Size int64 // in bytes
}

// Write writes the manifest, which makes the results complete. Errors are those of
// [Results.Write].
func (m Manifest) Write(ctx context.Context, store ObjectStore) error {
	_, err := put(ctx, store, m.Bucket, m.Key, bytes.NewReader(m.text()))
	return err
}

func (m *Manifest) text() []byte {
	dst := jsonvalue.AppendString([]byte(`{"DestinationBucket":`), m.Bucket)
	dst = jsonvalue.AppendString(append(dst, `,"MapRunArn":`...), m.MapRun)
	dst = appendFiles(append(dst, `,"ResultFiles":{"FAILED":`...), m.Failed)
	dst = appendFiles(append(dst, `,"PENDING":`...), m.Pending)
	dst = appendFiles(append(dst, `,"SUCCEEDED":`...), m.Succeeded)
	return append(dst, "}}"...)
}

func appendFiles(dst []byte, files []File) []byte {
	dst = append(dst, '[')
	for i, f := range files {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = jsonvalue.AppendString(append(dst, `{"Key":`...), f.Key)
		dst = strconv.AppendInt(append(dst, `,"Size":`...), f.Size, 10)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}
