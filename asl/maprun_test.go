package asl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// distributedMap returns a machine with a distributed Map over a task "item".
func distributedMap(fields string) string {
	return `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Label": "L", ` + fields + `
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "item", "End": true}}}}}}`
}

const csvReader = `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "in", "Key": "rows.csv"}, "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}}, `

const toOut = `"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "p"}, "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}}, `

// rows returns a CSV file.
func rows(n int) string {
	var b strings.Builder
	b.WriteString("id,name\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,item %d\n", i, i)
	}
	return b.String()
}

func objects(csv string) *items.Memory {
	store := items.NewMemory("in", "out")
	store.Set("in", "rows.csv", csv)
	return store
}

func TestDistributedMap(t *testing.T) {
	for _, opts := range [][]asl.Option{nil, {asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0)))}} {
		store := objects(rows(3_000))
		var ran atomic.Int64
		m := machine(t, distributedMap(csvReader+toOut), asl.WithObjects(store), asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			ran.Add(1)
			return in, nil
		}))
		r, err := m.Execute(context.Background(), []byte(`{}`), opts...)
		if err != nil {
			t.Fatal(err)
		}
		run := r.MapRuns()[0]
		if ran.Load() != 3_000 || run.Items.Succeeded != 3_000 || run.Status != state.Succeeded {
			t.Errorf("%d tasks, %+v", ran.Load(), run)
		}
		var out struct{ ResultWriterDetails struct{ Bucket, Key string } }
		if err := r.Decode(&out); err != nil {
			t.Fatal(err)
		}
		if manifest, ok := store.Get(out.ResultWriterDetails.Bucket, out.ResultWriterDetails.Key); !ok {
			t.Errorf("there is no manifest: %s", manifest)
		}
	}
}
