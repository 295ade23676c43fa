package items

import (
	"context"
	"io"
	"strings"
)

// athenaFiles is the list of the files that a query of Athena has written. Its manifest is
// a CSV file without a header, with the URI of a file in each row.
type athenaFiles struct {
	spec     Spec // of the ItemReader
	manifest *file
}

// uri is the name of the only column of a manifest that is read.
const uri = "uri"

// listAthena opens the list of the files in a manifest of Athena.
func (r Reader) listAthena(ctx context.Context, of Spec, at *cursor) (list, error) {
	manifest := Spec{Bucket: of.Bucket, Key: of.Key, VersionID: of.VersionID, InputType: "CSV", HeaderLocation: "GIVEN", Headers: []string{uri}}
	start, err := at.orStart(manifest.InputType)
	if err != nil {
		return nil, err
	}
	f, err := r.openFile(ctx, manifest, start)
	if err != nil {
		return nil, err
	}
	return &athenaFiles{spec: of, manifest: f}, nil
}

func (a *athenaFiles) next(ctx context.Context) (Spec, error) {
	for !a.manifest.at.End {
		p, err := a.manifest.page(ctx, 1)
		if err != nil {
			return Spec{}, err
		}
		if len(p.Items) == 0 {
			break
		}
		name := p.Items[0].Get(uri).Text()
		if strings.TrimSpace(name) == "" {
			continue
		}
		bucket, key, ok := cutURI(name)
		if !ok {
			return Spec{}, readerFailed("The manifest %s has %s in row %d, which is no URI of an object, such as s3://bucket/key.",
				p.Source, p.Items[0].Get(uri).Preview(200), a.manifest.at.Items)
		}
		return a.file(bucket, key), nil
	}
	return Spec{}, io.EOF
}

// cutURI returns the parts of the URI of an object.
func cutURI(uri string) (bucket, key string, ok bool) {
	const scheme = "s3://"
	if len(uri) < len(scheme) || !strings.EqualFold(uri[:len(scheme)], scheme) {
		return "", "", false
	}
	bucket, key, _ = strings.Cut(uri[len(scheme):], "/")
	return bucket, key, bucket != "" && key != ""
}

func (a *athenaFiles) file(bucket, key string) Spec { return a.spec.file(bucket, key) }

func (a *athenaFiles) place() cursor { return a.manifest.at }

func (a *athenaFiles) Close() error { return a.manifest.Close() }
