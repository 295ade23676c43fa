//go:build unix

package sqlitestore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/items"
)

// rows is a distributed Map over a CSV file.
const rows = `{"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "End": true, "Label": "rows", "MaxConcurrency": 40,
	"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "rows.csv"},
		"ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
	"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Row", "States": {
		"Row": {"Type": "Task", "Resource": "row", "End": true}}},
	"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results", "Prefix": "rows"},
		"WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}}}}}`

// registerRows makes an executor know the machine, with the files in a folder.
func registerRows(x *durable.Executor, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	m, err := asl.MustParse(rows).With(asl.WithObjects(items.NewDir(root)),
		asl.WithTask("Row", asl.Func(func(_ context.Context, row struct{ N string }) (string, error) {
			time.Sleep(rand.N(40 * time.Millisecond))
			return "row " + row.N, nil
		})))
	if err != nil {
		return err
	}
	return x.Register(arnOf+"rows", m)
}

func init() {
	roles["rows"] = func(args []string) error {
		x, _, err := executor(args[0])
		if err != nil {
			return err
		}
		if err := registerRows(x, args[0]); err != nil {
			return err
		}
		return x.Run(context.Background())
	}
}

// TestKillMap: a distributed Map over a CSV file whose process is killed at random has the
// result of each row once. With -kills 50 it has 10,000 rows, and is killed ten times.
func TestKillMap(t *testing.T) {
	n := 200 * *kills
	r := newRig(t, 0)
	var csv bytes.Buffer
	csv.WriteString("N\n")
	for i := range n {
		fmt.Fprintln(&csv, i)
	}
	data := filepath.Join(r.dir, "data")
	if err := errors.Join(os.Mkdir(data, 0o700), os.Mkdir(filepath.Join(r.dir, "results"), 0o700), os.WriteFile(filepath.Join(data, "rows.csv"), csv.Bytes(), 0o600), registerRows(r.x, r.dir)); err != nil {
		t.Fatal(err)
	}
	d, err := r.x.Start(t.Context(), durable.Start{Machine: arnOf + "rows"})
	if err != nil {
		t.Fatal(err)
	}
	r.role = "rows"
	w := r.start()
	r.workers = append(r.workers, w)
	killed := 0
	for deadline := time.Now().Add(4 * time.Minute); !r.ended(); r.answerFor(200*time.Millisecond + rand.N(400*time.Millisecond)) {
		if time.Now().After(deadline) {
			t.Fatalf("the Map does not end; log:\n%s", tail(r.lines()))
		}
		if killed < max(*kills/5, 2) {
			killed++
			r.answerFor(leaseTime)
			r.kill(r.workers[0])
			r.workers[0] = r.start()
		}
	}
	r.checkRows(d.ARN, n)
	t.Logf("%d rows, killed %d times", n, killed)
}

func (r *rig) checkRows(arn string, n int) {
	r.Helper()
	is, err := r.x.Describe(r.Context(), arn)
	if err != nil {
		r.Fatal(err)
	}
	if f := is.Failure; f != nil {
		r.Fatalf("it is %s: %s: %v", is.Status, f.Name(), f)
	}
	runs, err := r.x.MapRuns(r.Context(), arn)
	if err != nil || len(runs) != 1 || runs[0].Items.Succeeded != int64(n) || runs[0].Items.Total != int64(n) {
		r.Errorf("Map Runs: %+v, %v, want %d items that succeeded", runs, err, n)
	}
	seen := map[string]int{}
	err = fs.WalkDir(os.DirFS(filepath.Join(r.dir, "results")), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.Contains(path, "SUCCEEDED_") {
			return err
		}
		text, err := os.ReadFile(filepath.Join(r.dir, "results", path))
		for line := range bytes.Lines(text) {
			var result string
			err = errors.Join(err, json.Unmarshal(line, &result))
			seen[result]++
		}
		return err
	})
	if err != nil || len(seen) != n {
		r.Errorf("there are results of %d rows, want %d; %v", len(seen), n, err)
	}
	for result, times := range seen {
		if times != 1 {
			r.Errorf("the result %q is there %d times", result, times)
		}
	}
}
