package main

import (
	"bufio"
	"context"
	"crypto/md5"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
)

// definition is a distributed Map over a task.
const definition = `{"StartAt": "Map", "States": {"Map": {"Type": "Map", "End": true, "Label": "Map",
  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "in", "Key": "rows.csv"},
    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
  "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "results"}},
  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Task", "States": {
    "Task": {"Type": "Task", "Resource": "task", "End": true}}}}}}`

// runMap executes the machine over the rows of a directory.
func runMap(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	m, err := asl.MustParse(definition).With(asl.WithObjects(items.NewDir(root)), asl.WithTask("Task", task))
	if err != nil {
		return err
	}
	_, err = m.Execute(context.Background(), []byte(`{}`))
	return err
}

// task is what both peers call for a row.
func task(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }

// details say that a payload is there.
type details struct{ Included bool }

// record is what a Map Run writes for an execution.
type record struct {
	ExecutionArn        string
	Input               string
	InputDetails        details
	Name                string
	Output              string
	OutputDetails       details
	RedriveCount        int
	RedriveStatus       string
	RedriveStatusReason string
	StartDate           time.Time
	StateMachineArn     string
	Status              string
	StopDate            time.Time
}

// runLoop does the same without a machine.
func runLoop(dir string) (err error) {
	in, err := os.Open(filepath.Join(dir, "in", "rows.csv"))
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(filepath.Join(dir, "out", "SUCCEEDED_0.json"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	text := bufio.NewWriter(out)
	if err := loop(csv.NewReader(bufio.NewReader(in)), text); err != nil {
		return err
	}
	return text.Flush()
}

func loop(rows *csv.Reader, out *bufio.Writer) error {
	header, err := rows.Read()
	if err != nil {
		return err
	}
	out.WriteByte('[')
	for n := uint64(0); ; n++ {
		row, err := rows.Read()
		if err == io.EOF {
			return out.WriteByte(']')
		}
		if err != nil {
			return err
		}
		line, err := recordOf(header, row, n)
		if err != nil {
			return err
		}
		if n > 0 {
			out.WriteByte(',')
		}
		out.Write(line)
	}
}

// recordOf calls the task for a row, and returns its record.
func recordOf(header, row []string, n uint64) ([]byte, error) {
	item := map[string]string{}
	for i, name := range header {
		item[name] = row[i]
	}
	input, err := json.Marshal(item)
	if err != nil {
		return nil, err
	}
	started := time.Now().UTC().Truncate(time.Millisecond)
	output, err := task(context.Background(), input)
	if err != nil {
		return nil, err
	}
	sum := md5.Sum(binary.BigEndian.AppendUint64(nil, n))
	name := fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:])
	return json.Marshal(record{
		ExecutionArn: "arn:aws:states:us-east-1:000000000000:execution:StateMachine/Map:" + name,
		Input:        string(input), InputDetails: details{true}, Name: name,
		Output: string(output), OutputDetails: details{true},
		RedriveStatus: "NOT_REDRIVABLE", RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
		StartDate: started, StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine/Map",
		Status: "SUCCEEDED", StopDate: time.Now().UTC().Truncate(time.Millisecond),
	})
}

// memory returns how much memory Go has from the system, in bytes.
func memory() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Sys
}
