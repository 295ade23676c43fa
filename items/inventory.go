package items

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// inventoryFiles is the list of the files of an S3 inventory. Its manifest is a JSON text,
// the files are CSV files without a header.
type inventoryFiles struct {
	spec   Spec // of a file, but for its name
	bucket string
	files  jsonvalue.Value // an array
	at     cursor
}

// listInventory opens the list of the files in the manifest of an S3 inventory.
func (r Reader) listInventory(ctx context.Context, of Spec, at *cursor) (list, error) {
	start, err := at.orStart(inventory)
	if err != nil {
		return nil, err
	}
	l := &inventoryFiles{spec: of.file("", ""), at: start}
	l.spec.InputType, l.spec.HeaderLocation = "CSV", "GIVEN"
	t, closer, err := openText(ctx, r.Store, &of, &l.at)
	if err != nil {
		return nil, (&file{spec: of}).unopened(ctx, err)
	}
	defer closer.Close()
	manifest, err := t.rest()
	if err == nil {
		err = l.parse(manifest)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, readerFailed("The manifest %s cannot be read: %w", of.source(), err)
	}
	return l, nil
}

// parse reads the manifest.
// Step Functions: only inventories in CSV are supported.
func (l *inventoryFiles) parse(text []byte) error {
	manifest, err := parseItem(text)
	if err != nil {
		return err
	}
	for _, name := range strings.Split(manifest.Get("fileSchema").Text(), ",") {
		l.spec.Headers = append(l.spec.Headers, strings.TrimSpace(name))
	}
	l.bucket = manifest.Get("destinationBucket").Text()
	l.bucket = l.bucket[strings.LastIndex(l.bucket, ":")+1:]
	l.files = manifest.Get("files")
	switch {
	case l.files.Kind() != jsonvalue.Array:
		return errors.New("it has no array files, as the manifest of an S3 inventory has")
	case !strings.EqualFold(manifest.Get("fileFormat").Text(), "CSV"):
		return errors.New("its fileFormat is not CSV")
	case manifest.Get("fileSchema").Text() == "":
		return errors.New("it has no fileSchema")
	case l.bucket == "":
		return errors.New("it has no destinationBucket")
	}
	return nil
}

func (l *inventoryFiles) next(context.Context) (Spec, error) {
	if l.at.Items >= int64(l.files.Len()) {
		return Spec{}, io.EOF
	}
	key := l.files.Index(int(l.at.Items)).Get("key").Text()
	l.at.Items++
	if key == "" {
		return Spec{}, readerFailed("The manifest of the inventory has no key for file %d.", l.at.Items)
	}
	return l.file(l.bucket, key), nil
}

func isMD5(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == 16
}

// file returns a file with its checksum, if that is known and the file is always read from
// its start, as those of an inventory are, which are gzip files.
func (l *inventoryFiles) file(bucket, key string) Spec {
	of := l.spec.file(bucket, key)
	last := jsonvalue.Value{}
	if n := l.at.Items; n > 0 && n <= int64(l.files.Len()) {
		last = l.files.Index(int(n - 1))
	}
	if sum := last.Get("MD5checksum").Text(); isMD5(sum) && isGzip(key) && last.Get("key").Text() == key {
		of.md5 = strings.ToLower(sum)
	}
	return of
}

func (l *inventoryFiles) place() cursor { return l.at }

func (l *inventoryFiles) Close() error { return nil }
