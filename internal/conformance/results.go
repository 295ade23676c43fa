package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// checkResults runs a distributed Map whose only child ends like the one in a published
// file with results, and compares the file byte for byte, but for UUIDs and times.
func (f *find) checkResults(file string, s settings) *failure {
	data, err := f.members()
	if err != nil {
		return because(err)
	}
	record := data.Get(file).Index(0)
	c := &cases.Case{ID: f.ID, Type: "STANDARD", InputText: "[" + record.Get("Input").Text() + "]", Buckets: []string{"results"}}
	definition := writing(record)
	c.DefinitionText, c.Source.Recorded = &definition, f.Recorded
	arn := record.Get("ExecutionArn").Text()
	c.Context = contextOf(arn[:strings.IndexByte(arn, '/')] + ":Execution")
	played, err := play.Children(c, s.rebuild, 0)
	if err != nil {
		return because(err)
	}
	if len(played.ARNs) != 2 {
		return because(errors.New("no child was started"))
	}
	run := played.MapRuns[0]
	body, _ := played.Object("results", run[strings.LastIndexByte(run, ':')+1:]+"/"+file)
	theirs, ours := replacer(appendUUIDs(nil, arn)), replacer(appendUUIDs(nil, played.ARNs[1]))
	want, got := timeless(theirs.Replace(data.Get(file).String())), timeless(ours.Replace(body))
	if want != got {
		return &failure{reason: file, diff: fmt.Sprintf("%s\nwant\n%s", got, want)}
	}
	return nil
}

// writing is a definition with a distributed Map that writes its results. Its children end
// as a record says.
func writing(record jsonvalue.Value) string {
	state := map[string]any{"Type": "Fail", "Error": record.Get("Error").Text(), "Cause": record.Get("Cause").Text()}
	if output := record.Get("Output"); output.Exists() {
		state = map[string]any{"Type": "Pass", "Result": json.RawMessage(output.Text()), "End": true}
	}
	text, err := json.Marshal(state)
	if err != nil {
		return err.Error() // which is no definition
	}
	return `{"StartAt": "M", "States": {"M": {"Type": "Map", "ToleratedFailurePercentage": 100, "End": true,
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "S", "States": {"S": ` + string(text) + `}},
		"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results"}}}}}`
}
