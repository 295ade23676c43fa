package asl_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
)

// A distributed Map reads a CSV file, starts an execution for each row, and tolerates that
// one of them fails.
func ExampleWithObjects() {
	m := asl.MustParse(`{"StartAt": "Import", "States": {"Import": {"Type": "Map", "End": true, "ToleratedFailureCount": 1,
	  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "rows.csv"},
	    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
	  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Store", "States": {
	    "Store": {"Type": "Task", "Resource": "store", "End": true}}},
	  "ResultSelector": {"stored.$": "$[?(@.stored)].stored"}}}}`)

	objects := items.NewMemory() // items.NewDir has the files of a directory
	objects.Set("data", "rows.csv", "name\nAda\n\nBob\n")

	type row struct{ Name string }
	store := func(_ context.Context, r row) (map[string]string, error) {
		if r.Name == "" {
			return nil, errors.New("there is no name")
		}
		return map[string]string{"stored": r.Name}, nil
	}
	m, err := m.With(asl.WithObjects(objects), asl.WithTask("Store", asl.Func(store)))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := m.Execute(context.Background(), []byte(`{}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	counts := result.MapRuns()[0].Items
	fmt.Println(string(result.Output), counts.Succeeded, counts.Failed)
	// Output:
	// {"stored":["Ada","Bob"]} 2 1
}

// A program shows how far a distributed Map is.
func ExampleWithMapRunObserver() {
	m := asl.MustParse(`{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
	  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait", "States": {
	    "Wait": {"Type": "Wait", "Seconds": 60, "End": true}}}}}}`)
	_, err := m.Execute(context.Background(), []byte(`[1, 2, 3]`),
		asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))),
		asl.WithMapRunObserver(func(_ *asl.Execution, run asl.MapRun) {
			if run.Status != asl.Running { // it is told at most ten times a second before
				fmt.Println(run.State, run.Status, run.Items.Succeeded, "of", run.Items.Total)
			}
		}))
	fmt.Println(err)
	// Output:
	// Each SUCCEEDED 3 of 3
	// <nil>
}
