package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// rowsMap is a machine with a distributed Map over the rows of a file in the bucket data. Its
// results go to the bucket out.
const rowsMap = `{"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "Label": "Rows",
	"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "Parameters": {"Bucket": "data", "Key": "in/rows.csv"}},
	"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Row", "States": {"Row": {"Type": "Pass", "End": true}}},
	"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "results"}, "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}},
	"End": true}}}`

// A distributed Map reads from a folder and writes to another one; what it writes is an event.
func TestServeMap(t *testing.T) {
	t.Parallel()
	dir, out := folderOf(t, map[string]string{
		"rows.json": rowsMap, "a.json": passing, "data/in/rows.csv": "n,text\n1,one\n2,two\n",
		"asl.yaml": "machines: {rows: {definition: rows.json}, a: {definition: a.json}}\nbuckets: {data: data}\n" +
			`rules: {written: {pattern: {source: [aws.s3], detail: {object: {key: [{suffix: manifest.json}]}}}, machine: a}}`,
	}), t.TempDir()
	s := serve(t, nil, dir, "--bucket", "out="+out)
	d := s.ended(s.do("StartExecution", fmt.Sprintf(`{"stateMachineArn": %q}`, arnOf+"rows"))["executionArn"].(string))
	if d["status"] != "SUCCEEDED" || strings.Contains(s.told(), "cannot be run") {
		t.Fatal(d, s.told())
	}
	files, err := filepath.Glob(filepath.Join(out, "results", "*", "SUCCEEDED_0.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || string(text) != "{\"text\":\"one\",\"n\":\"1\"}\n{\"text\":\"two\",\"n\":\"2\"}\n" {
		t.Errorf("the results are %q, %v", text, err)
	}
	if all := s.executions("a", 1, 30*time.Second); len(all) != 1 {
		t.Errorf("for the manifest there are the executions %v\n%s", all, s.told())
	}
}

// A run reads and writes the buckets of the project and of the command line.
func TestRunMap(t *testing.T) {
	t.Parallel()
	dir, out := folderOf(t, map[string]string{
		"rows.json": rowsMap, "data/in/rows.csv": "n,text\n1,one\n2,two\n", "asl.yaml": "machines: {rows: {definition: rows.json}}\nbuckets: {data: data}\n",
	}), filepath.Join(t.TempDir(), "new")
	runAsl(t, "run", dir, "--quiet", "--bucket", "out="+out).wants(t, 0, `"Bucket":"out"`)
	files, err := filepath.Glob(filepath.Join(out, "results", "*", "SUCCEEDED_0.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("the results are %q, %v", text, err)
	}
	runAsl(t, "run", dir, "--quiet").wants(t, 1, "", `there is no bucket "out": name its folder, with --bucket out=FOLDER`)
	runAsl(t, "run", filepath.Join(dir, "rows.json")).wants(t, 4, "", "there is no bucket to read from or to write to: name its folder, with --bucket NAME=FOLDER")
	runAsl(t, "run", dir, "--bucket", "o=x").wants(t, 2, "", "want NAME=FOLDER")
}

// twoRows is a Parquet file with the rows {"n": 1} and {"n": 2}.
const twoRows = "UEFSMRUGFRAVEBX43Yg4TBUEFQAVBBUAFQAVABIcGAQCAAAAGAQBAAAAFgAoBAIAAAAYBAEAAAAAAAABAAAAAgAAABkSABkYBAEAAAAZGAQCAAAAFQAZFgAAGRwWCBV+FgAAABUEGSxIAXIVAgAV" +
	"AhVAFQAYAW4lIkysEyARAAAAFgQZHBkcJgAcFQIZFQAZGAFuFQAWBBZ+Fn4mCDw2ACgEAgAAABgEAQAAAAAZHBUGFQAVAgAAFrQBFRQWhgEVLgAWfhYEGQwWCBZ+FAAAGQwYFGEgdmVyc2lvbiBiKGJ1aWxkIGMpGRwcAAAAiQAAAFBBUjE="

// The server reads Parquet files.
func TestServeParquet(t *testing.T) {
	t.Parallel()
	file, err := base64.StdEncoding.DecodeString(twoRows)
	if err != nil {
		t.Fatal(err)
	}
	dir := folderOf(t, map[string]string{"data/rows.parquet": string(file), "rows.asl.json": `{"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "Label": "Rows",
		"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "PARQUET"}, "Parameters": {"Bucket": "data", "Key": "rows.parquet"}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Row", "States": {"Row": {"Type": "Pass", "End": true}}},
		"End": true}}}`})
	s := serve(t, nil, dir, "--bucket", "data="+filepath.Join(dir, "data"))
	if d := s.ended(s.do("StartExecution", fmt.Sprintf(`{"stateMachineArn": %q}`, arnOf+"rows"))["executionArn"].(string)); d["output"] != `[{"n":1},{"n":2}]` {
		t.Error(d)
	}
}

// Without a bucket of that name the server says what to do, at its start and in the execution.
func TestServeMapWithoutBucket(t *testing.T) {
	t.Parallel()
	s := serve(t, nil, folderOf(t, map[string]string{"rows.asl.json": rowsMap}))
	s.tells("there is no bucket to read from or to write to: name its folder, with --bucket NAME=FOLDER")
	d := s.ended(s.do("StartExecution", fmt.Sprintf(`{"stateMachineArn": %q}`, arnOf+"rows"))["executionArn"].(string))
	// The files that say that nothing was read cannot be written either, which counts.
	if d["error"] != "States.ResultWriterFailed" || !strings.Contains(d["cause"].(string), `there is no bucket "out": name its folder, with --bucket out=FOLDER`) {
		t.Error(d)
	}
}
