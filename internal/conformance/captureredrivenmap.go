package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/state"
)

// redrivenMap is what a capture of a redriven Map Run does not say itself. Its definition
// was not captured as a whole, and follows from the histories, the inputs of the executions
// and the names of the files.
type redrivenMap struct {
	execution string         // ARN
	child     string         // the type of the executions of the Map Run
	folder    string         // of the objects that they read, and of the results
	refused   *state.Failure // why the first redrive could redrive none of them
}

var redrivenMaps = map[string]redrivenMap{
	"120-redrive-map-express-children": {
		"arn:aws:states:us-west-2:111111111111:execution:stackd-sfn-redrive-map-5cf3e72d2d-express:express-3-0", "EXPRESS", "express", nil,
	},
	"121-redrive-map-standard-result-files-after-refused-redrive": {
		"arn:aws:states:us-west-2:111111111111:execution:stackd-sfn-redrive-map-5cf3e72d2d-standard:standard-2-0", "STANDARD", "standard",
		state.NewFailure("States.Runtime", "Error contacting AWS Service."),
	},
}

const (
	redrivenRole   = "arn:aws:iam::111111111111:role/stackd-sfn-redrive-map-5cf3e72d2d-role"
	redrivenBucket = "stackd-sfn-redrive-map-5cf3e72d2d"
	redrivenInput  = `{"items": [{"key": "inputs/FOLDER/present", "wait": 0}, {"key": "inputs/FOLDER/missing", "wait": 8}, {"key": "inputs/FOLDER/present", "wait": 30}, {"key": "inputs/FOLDER/present", "wait": 0}, {"key": "inputs/FOLDER/present", "wait": 0}, {"key": "inputs/FOLDER/present", "wait": 0}]}`

	redrivenDefinition = `{"StartAt": "BeforeMap", "States": {
		"BeforeMap": {"Type": "Pass", "Parameters": {"execution.$": "$$.Execution"}, "ResultPath": "$.parentBefore", "Next": "ProbeMap"},
		"ProbeMap": {"Type": "Map", "Label": "ProbeMap", "ItemsPath": "$.items", "MaxConcurrency": 2,
			"ItemSelector": {"item.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index", "parentBefore.$": "$.parentBefore"},
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "CHILD"}, "StartAt":"BeforeTask","States":{"BeforeTask":{"Type":"Pass","Parameters":{"execution.$":"$$.Execution"},"ResultPath":"$.before","Next":"Pause"},"Pause":{"Type":"Wait","SecondsPath":"$.item.wait","Next":"ReadOwnedObject"},"ReadOwnedObject":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"stackd-sfn-redrive-map-5cf3e72d2d","Key.$":"$.item.key"},"ResultPath":"$.object","Next":"AfterTask"},"AfterTask":{"Type":"Pass","Parameters":{"index.$":"$.index","key.$":"$.item.key","parentBefore.$":"$.parentBefore","before.$":"$.before","after.$":"$$.Execution","object.$":"$.object"},"End":true}}},
			"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "stackd-sfn-redrive-map-5cf3e72d2d", "Prefix": "results/FOLDER"}},
			"ResultPath": "$.mapResult", "Next": "AfterMap"},
		"AfterMap": {"Type": "Pass", "Parameters": {"before.$": "$.parentBefore", "mapResult.$": "$.mapResult", "after.$": "$$.Execution"}, "End": true}}}`
)

// checkRedrivenMap plays a capture of a redriven Map Run. It compares the history, the
// responses, and the objects that were written.
func checkRedrivenMap(c *captures.Capture, s settings) *failure {
	of := redrivenMaps[c.ID]
	filled := strings.NewReplacer("FOLDER", of.folder, "CHILD", of.child)
	definition, input := filled.Replace(redrivenDefinition), filled.Replace(redrivenInput)
	present := cases.File{Bucket: redrivenBucket, Key: "inputs/" + of.folder + "/present", Body: "present"}
	missing := cases.File{Bucket: redrivenBucket, Key: "inputs/" + of.folder + "/missing", Body: "missing"}
	e := &cases.Case{ID: c.ID, Type: c.Type, InputText: input, DefinitionText: &definition, Context: contextOf(of.execution), Files: []cases.File{present}}
	e.Context.RoleARN = redrivenRole
	e.Source.Recorded = c.Source.CapturedAt[:len("2006-01-02")]
	if c.Input != "" && c.Input != input {
		return because(errors.New("the input is another one"))
	}
	m := &mapRunCapture{Capture: c, parent: of.execution}
	var err error
	if m.played, err = play.RedrivenMap(e, s.rebuild, missing, of.refused); err != nil {
		return because(err)
	}
	return m.compare()
}

// checkObjectList looks for the objects of a list. Their sizes are compared if they have no
// results: those of tasks were not captured.
func (m *mapRunCapture) checkObjectList() error {
	if m.ObjectList == nil {
		return nil
	}
	var list []struct {
		Bucket, Key string
		Size        int
	}
	if err := json.Unmarshal(m.ObjectList, &list); err != nil {
		return err
	}
	for _, o := range list {
		body, ok := m.object(o.Bucket, o.Key)
		if !ok {
			return fmt.Errorf("%s was not written", o.Key)
		}
		if strings.Contains(o.Key, "PENDING_") && len(body) != o.Size {
			return fmt.Errorf("%s has %d bytes, want %d:\n%s", o.Key, len(body), o.Size, body)
		}
	}
	return nil
}

// resultSize is the size of a file with results of tasks, in a manifest.
var resultSize = regexp.MustCompile(`((?:FAILED|SUCCEEDED)_\d+\.jsonl?","Size":)\d{3,}`)

// sizeless returns a manifest without these sizes.
func sizeless(text string) string { return resultSize.ReplaceAllString(text, "${1}N") }
