package items

import (
	"bytes"
	"context"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// Results are the files that a manifest lists.
//
// Step Functions: the manifest of a redrive lists the files SUCCEEDED of all attempts, the
// oldest first, and the others of this attempt.
type Results struct {
	Failed    []File
	Pending   []File
	Succeeded []File
}

// ManifestKey returns the key of the manifest, with which the state's result says where
// the results are.
func (t Target) ManifestKey() string { return t.folder() + "manifest.json" }

// WriteManifest writes the list of the files, which makes the results complete. Errors are
// those of [Target.Write].
func (t Target) WriteManifest(ctx context.Context, store ObjectStore, list Results) error {
	if err := t.check(); err != nil {
		return err
	}
	_, err := t.put(ctx, store, t.ManifestKey(), bytes.NewReader(t.manifest(list)))
	return err
}

func (t *Target) manifest(list Results) []byte {
	w := members{[]byte{'{'}}
	w.text("DestinationBucket", t.Bucket)
	w.text("MapRunArn", t.MapRunARN)
	w.name("ResultFiles")
	w.dst = append(w.dst, '{')
	w.files("FAILED", list.Failed)
	w.files("PENDING", list.Pending)
	w.files("SUCCEEDED", list.Succeeded)
	return append(w.dst, "}}"...)
}

func (w *members) files(name string, files []File) {
	w.name(name)
	w.dst = append(w.dst, '[')
	for i, f := range files {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.dst = append(w.dst, '{')
		w.text("Key", f.Key)
		w.json("Size", strconv.FormatInt(f.Size, 10))
		w.dst = append(w.dst, '}')
	}
	w.dst = append(w.dst, ']')
}

// Result returns the result of a Map state that writes its results to the target.
func (t Target) Result() jsonvalue.Value {
	details := jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "Bucket", Value: jsonvalue.OfString(t.Bucket)},
		{Name: "Key", Value: jsonvalue.OfString(t.ManifestKey())},
	})
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "MapRunArn", Value: jsonvalue.OfString(t.MapRunARN)},
		{Name: "ResultWriterDetails", Value: details},
	})
}
