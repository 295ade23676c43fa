package items

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Target says where the results of a Map Run are written and in which form. It has the
// fields of a ResultWriter after evaluation. It is safe for concurrent use.
type Target struct {
	Bucket string
	Prefix string // of the keys of all results, without the slash that follows it; may be ""

	// Of WriterConfig. "" stands for a field that is absent.
	Transformation string // NONE (the default), COMPACT or FLATTEN
	OutputType     string // JSON (the default) or JSONL

	MapRunARN string // the results are in a folder with the part of it after the last colon
	Redrive   int    // the number of the Map Run's redrive, 0 for its first attempt
}

// File is a file with results.
type File struct {
	Key  string
	Size int64 // in bytes
}

// folder returns the folder of the results, with the slash after it.
// Step Functions: those of redrive n are in a folder Redrive-n of the first attempt's.
func (t *Target) folder() string {
	folder := t.MapRunARN[strings.LastIndexByte(t.MapRunARN, ':')+1:] + "/"
	if prefix := strings.TrimSuffix(t.Prefix, "/"); prefix != "" {
		folder = prefix + "/" + folder
	}
	if t.Redrive > 0 {
		folder += "Redrive-" + strconv.Itoa(t.Redrive) + "/"
	}
	return folder
}

// check returns an error if nothing can be written.
func (t *Target) check() error {
	switch {
	case t.Bucket == "":
		return writerFailed("The ResultWriter names no Bucket.")
	case !slices.Contains([]string{"", "JSON", "JSONL"}, t.OutputType):
		return writerFailed("The ResultWriter's OutputType %q is neither JSON nor JSONL.", t.OutputType)
	}
	return checkTransformation(t.Transformation)
}

// Write writes one file: SUCCEEDED_n, FAILED_n or PENDING_n, where n is part. A file FAILED
// is for children that have failed, timed out or been aborted, so that all of these
// statuses name it. The same arguments give the same file, so that a part may be written
// again. The error is an *[Error] with the name [WriterFailed], or that of the context.
//
// Step Functions: a file that has no records is not written, except for SUCCEEDED_0 of a
// redrive; a file has at most 5 GB.
func (t Target) Write(
	ctx context.Context, store ObjectStore, of Status, part int, records []Record,
) (File, error) {
	if err := t.check(); err != nil {
		return File{}, err
	}
	switch of {
	case TimedOut, Aborted:
		of = Failed
	case Succeeded, Failed, Pending:
	default:
		return File{}, writerFailed("There is no file for results with the status %q.", of)
	}
	key := fmt.Sprintf("%s%s_%d.json", t.folder(), of, part)
	if t.OutputType == "JSONL" {
		key += "l"
	}
	return t.put(ctx, store, key, t.text(records))
}

func (t *Target) put(ctx context.Context, store ObjectStore, key string, body io.Reader) (File, error) {
	info, err := store.Put(ctx, t.Bucket, key, body)
	if err != nil {
		if ctx.Err() != nil {
			return File{}, ctx.Err()
		}
		return File{}, writerFailed("The results could not be written to s3://%s/%s: %w", t.Bucket, key, err)
	}
	return File{Key: key, Size: info.Size}, nil
}
