package asl_test

import (
	"context"
	"encoding/json"
	"errors"
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
		noLeak(t)
		store := &brokenStore{Memory: objects(rows(3_000))}
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
		store.wantClosed(t)
		var out struct{ ResultWriterDetails struct{ Bucket, Key string } }
		if err := r.Decode(&out); err != nil {
			t.Fatal(err)
		}
		if manifest, ok := store.Get(out.ResultWriterDetails.Bucket, out.ResultWriterDetails.Key); !ok {
			t.Errorf("there is no manifest: %s", manifest)
		}
	}
}

// failsAt is a task that fails for numbers up to n.
func failsAt(n int) asl.TaskFunc {
	return asl.Func(func(_ context.Context, i int) (int, error) {
		if i <= n {
			return 0, asl.Errorf("Bad", "%d is bad", i)
		}
		return i, nil
	})
}

func TestTolerance(t *testing.T) {
	for fields, want := range map[string]string{
		`"ToleratedFailureCount": 2, `:       "[3,4]",
		`"ToleratedFailurePercentage": 50, `: "[3,4]",
		`"ToleratedFailureCount": 1, `:       "",
		`"ToleratedFailurePercentage": 49, `: "",
		``:                                   "",
	} {
		noLeak(t)
		m := machine(t, distributedMap(fields+`"ResultSelector": {"ok.$": "$[?(@ > 0)]"}, "MaxConcurrency": 1, `), asl.WithTask("T", failsAt(2)))
		r, err := m.Execute(context.Background(), []byte(`[1, 2, 3, 4]`))
		run := r.MapRuns()[0]
		wantAccounted(t, run)
		if want == "" {
			if !errors.Is(err, &asl.Error{Name: "States.ExceedToleratedFailureThreshold"}) || run.Status != state.Failed {
				t.Errorf("%s: %v, %+v", fields, err, run)
			}
			continue
		}
		if err != nil || string(r.Output) != `{"ok":`+want+`}` || run.Items.Failed != 2 || run.Items.Succeeded != 2 {
			t.Errorf("%s: %v, %s, %+v", fields, err, r.Output, run)
		}
	}
}
