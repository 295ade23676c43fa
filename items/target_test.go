package items_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

// results are the records of the tests of files.
func results() []items.Record {
	return []items.Record{
		child("a", items.Succeeded, `1`, `[10, {"copy": 10}]`),
		child("b", items.Succeeded, `2`, `[]`),
		child("c", items.Succeeded, `3`, `{"n":20}`),
	}
}

func TestWrite(t *testing.T) {
	recorded := func(records []items.Record) (texts []string) {
		for _, r := range records {
			texts = append(texts, string(r.AppendJSON(nil)))
		}
		return texts
	}
	whole := recorded(results())
	pending := []items.Record{{Status: items.Pending, Input: results()[0].Input}}
	tests := []struct {
		name, transformation, outputType string
		of                               items.Status
		part                             int
		records                          []items.Record
		key, body                        string
	}{
		{"records", "", "", items.Succeeded, 0, results(), "SUCCEEDED_0.json", "[" + strings.Join(whole, ",") + "]"},
		{"records as lines", "NONE", "JSONL", items.Succeeded, 7, results(), "SUCCEEDED_7.jsonl", strings.Join(whole, "\n") + "\n"},
		{"outputs", "COMPACT", "JSON", items.Succeeded, 0, results(), "SUCCEEDED_0.json", `[[10,{"copy":10}],[],{"n":20}]`},
		{"outputs as lines", "COMPACT", "JSONL", items.Succeeded, 0, results(), "SUCCEEDED_0.jsonl", "[10,{\"copy\":10}]\n[]\n{\"n\":20}\n"},
		{"elements of outputs", "FLATTEN", "JSON", items.Succeeded, 0, results(), "SUCCEEDED_0.json", `[10,{"copy":10},{"n":20}]`},
		{"elements of outputs as lines", "FLATTEN", "JSONL", items.Succeeded, 0, results(), "SUCCEEDED_0.jsonl", "10\n{\"copy\":10}\n{\"n\":20}\n"},
		{"no records", "", "", items.Succeeded, 0, nil, "SUCCEEDED_0.json", "[]"},
		{"no records as lines", "", "JSONL", items.Succeeded, 0, nil, "SUCCEEDED_0.jsonl", ""},
		{"what has no output is a record", "FLATTEN", "", items.Pending, 0, pending, "PENDING_0.json", "[" + recorded(pending)[0] + "]"},
		{"aborted", "", "", items.Aborted, 0, nil, "FAILED_0.json", "[]"},
		{"timed out", "", "", items.TimedOut, 0, nil, "FAILED_0.json", "[]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := items.NewMemory("out")
			target := items.Target{
				Bucket: "out", Prefix: "results/today", MapRunARN: mapRun,
				Transformation: tt.transformation, OutputType: tt.outputType,
			}
			for range 2 { // the same part again is the same file
				f, err := target.Write(context.Background(), store, tt.of, tt.part, tt.records)
				if err != nil {
					t.Fatal(err)
				}
				want := items.File{Key: "results/today/8f2c9d4e/" + tt.key, Size: int64(len(tt.body))}
				if f != want {
					t.Errorf("file: %+v, want %+v", f, want)
				}
				body, _ := store.Get("out", f.Key)
				if diff := cmp.Diff(tt.body, body); diff != "" {
					t.Errorf("text (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A file is made piece by piece. Where the pieces begin does not show.
func TestWriteMany(t *testing.T) {
	var records []items.Record
	var want []string
	for range 1000 {
		r := child("a", items.Succeeded, `"`+strings.Repeat("x", len(want))+`"`, `1`)
		records, want = append(records, r), append(want, string(r.AppendJSON(nil)))
	}
	store := items.NewMemory("out")
	f, err := items.Target{Bucket: "out", MapRunARN: mapRun}.Write(context.Background(), store, items.Succeeded, 0, records)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := store.Get("out", f.Key); body != "["+strings.Join(want, ",")+"]" {
		t.Errorf("the file has %d bytes and is wrong", len(body))
	}
}

func TestManifest(t *testing.T) {
	store := items.NewMemory("out")
	target := items.Target{Bucket: "out", Prefix: "p", MapRunARN: mapRun, Redrive: 2}
	err := target.WriteManifest(context.Background(), store, items.Results{
		Failed:    []items.File{{Key: "p/8f2c9d4e/Redrive-2/FAILED_0.json", Size: 814}},
		Succeeded: []items.File{{Key: "p/8f2c9d4e/SUCCEEDED_0.json", Size: 9025}, {Key: "p/8f2c9d4e/Redrive-2/SUCCEEDED_0.json", Size: 2}},
	})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := store.Get("out", "p/8f2c9d4e/Redrive-2/manifest.json")
	want := `{"DestinationBucket":"out","MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:orders/Import:8f2c9d4e","ResultFiles":{"FAILED":[{"Key":"p/8f2c9d4e/Redrive-2/FAILED_0.json","Size":814}],"PENDING":[],"SUCCEEDED":[{"Key":"p/8f2c9d4e/SUCCEEDED_0.json","Size":9025},{"Key":"p/8f2c9d4e/Redrive-2/SUCCEEDED_0.json","Size":2}]}}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
	want = `{"MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:orders/Import:8f2c9d4e","ResultWriterDetails":{"Bucket":"out","Key":"p/8f2c9d4e/Redrive-2/manifest.json"}}`
	if diff := cmp.Diff(want, target.Result().String()); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}

func TestManifestKey(t *testing.T) {
	for prefix, want := range map[string]string{
		"":     "8f2c9d4e/manifest.json",
		"a/b":  "a/b/8f2c9d4e/manifest.json",
		"a/b/": "a/b/8f2c9d4e/manifest.json",
	} {
		if got := (items.Target{Prefix: prefix, MapRunARN: mapRun}).ManifestKey(); got != want {
			t.Errorf("with the prefix %q: %s, want %s", prefix, got, want)
		}
	}
}

func TestTransform(t *testing.T) {
	records := append(results()[:2], failing(child("d", items.Failed, `4`, ""), "Bad", ""))
	failed := string(records[2].AppendJSON(nil))
	tests := []struct{ transformation, want string }{
		// Like the array of a Parallel, the array has the texts of the outputs.
		{"COMPACT", `[[10, {"copy": 10}],[],` + failed + `]`},
		{"FLATTEN", `[10,{"copy":10},` + failed + `]`},
		{"NONE", `[` + string(records[0].AppendJSON(nil)) + `,` + string(records[1].AppendJSON(nil)) + `,` + failed + `]`},
	}
	for _, tt := range tests {
		got, err := items.Transform(tt.transformation, records)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.transformation, diff)
		}
	}
}

func TestTargetErrors(t *testing.T) {
	store := items.NewMemory("out")
	tests := []struct {
		give items.Target
		want string
	}{
		{items.Target{}, "States.ResultWriterFailed: The ResultWriter names no Bucket."},
		{items.Target{Bucket: "out", OutputType: "XML"}, `States.ResultWriterFailed: The ResultWriter's OutputType "XML" is neither JSON nor JSONL.`},
		{items.Target{Bucket: "out", Transformation: "SORT"}, `States.ResultWriterFailed: The ResultWriter's Transformation "SORT" is none of NONE, COMPACT and FLATTEN.`},
		{items.Target{Bucket: "other", MapRunARN: mapRun}, `States.ResultWriterFailed: The results could not be written to s3://other/8f2c9d4e/manifest.json: there is no bucket "other": file does not exist`},
	}
	for _, tt := range tests {
		err := tt.give.WriteManifest(context.Background(), store, items.Results{})
		if err == nil || err.Error() != tt.want {
			t.Errorf("error: %v, want %s", err, tt.want)
		}
		if e := new(items.Error); !errors.As(err, &e) || e.ErrorName() != items.WriterFailed {
			t.Errorf("%v has not the name %s", err, items.WriterFailed)
		}
	}
	if _, err := (items.Target{}).Write(context.Background(), store, items.Failed, 0, nil); err == nil {
		t.Error("a file without a bucket was written")
	}
	if _, err := (items.Target{Bucket: "out"}).Write(context.Background(), store, "RUNNING", 0, nil); err == nil {
		t.Error("a file RUNNING was written")
	}
	if _, err := items.Transform("SORT", nil); err == nil {
		t.Error("there is a transformation SORT")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (items.Target{Bucket: "out"}).WriteManifest(ctx, store, items.Results{}); err != context.Canceled {
		t.Errorf("error after the end of the context: %v", err)
	}
}

// full is a store whose disk is full after some bytes.
type full struct {
	*items.Memory
	bytes int64
}

var errFull = errors.New("no space left on device")

func (f *full) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	r := io.MultiReader(io.LimitReader(body, f.bytes), &breaking{strings.NewReader(""), errFull})
	return f.Memory.Put(ctx, bucket, key, r)
}

// A part that could not be written is written again when there is room.
func TestWriteFull(t *testing.T) {
	store, target := items.NewMemory("out"), items.Target{Bucket: "out", MapRunARN: mapRun}
	records := append(results(), results()...)
	_, err := target.Write(context.Background(), &full{store, 100}, items.Succeeded, 1, records)
	want := "States.ResultWriterFailed: The results could not be written to s3://out/8f2c9d4e/SUCCEEDED_1.json: no space left on device"
	if !errors.Is(err, errFull) || err.Error() != want {
		t.Errorf("error: %v", err)
	}
	if body, ok := store.Get("out", "8f2c9d4e/SUCCEEDED_1.json"); ok {
		t.Errorf("there is a part of the file: %s", body)
	}
	if f, err := target.Write(context.Background(), store, items.Succeeded, 1, records); err != nil || f.Size < 1000 {
		t.Errorf("%d bytes, error %v", f.Size, err)
	}
}
