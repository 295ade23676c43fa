package asltest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// nested has a Map, inline or distributed, and a Parallel state, in which tasks have no mocks.
func nested(mode, fields string) *asl.Machine {
	return asl.MustParse(`{"StartAt": "Each", "States": {
		"Each": {"Type": "Map", "ItemsPath": "$.l", "ItemSelector": {"n.$": "$$.Map.Item.Value"}, "ResultPath": "$.r", ` + fields + `
			"Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 60}], "Catch": [{"ErrorEquals": ["Odd"], "Next": "Lost"}], "Next": "Both",
			"ItemProcessor": {"ProcessorConfig": {"Mode": "` + mode + `"` + map[bool]string{true: `, "ExecutionType": "STANDARD"`}[mode == "DISTRIBUTED"] + `}, "StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}},
		"Both": {"Type": "Parallel", "Parameters": {"r.$": "$.r"}, "ResultSelector": {"b.$": "$[1]"}, "End": true, "Branches": [
			{"StartAt": "U", "States": {"U": {"Type": "Task", "Resource": "u", "End": true}}}, {"StartAt": "V", "States": {"V": {"Type": "Task", "Resource": "v", "End": true}}}]},
		"Lost": {"Type": "Fail", "Error": "Lost"}}}`)
}

func TestMockOfAWholeState(t *testing.T) {
	echo := asltest.Do(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return append(append(json.RawMessage(`[0, `), in...), ']'), nil
	})
	for _, mode := range []string{"INLINE", "DISTRIBUTED"} {
		m := nested(mode, "")
		passes(t, func(t testing.TB) {
			asltest.New(t, m).
				Mock("Each", asltest.Fail("Busy", ""), asltest.Return(`["x", "y"]`)).Mock("Both", echo).
				Run(`{"l": [1, 2]}`).
				Path("Each", "Both").
				Output(`{"b": {"r": ["x", "y"]}}`).
				Elapsed(time.Minute)
		})
		passes(t, func(t testing.TB) {
			asltest.New(t, m).Mock("Each", asltest.Fail("Odd", "")).Run(`{"l": []}`).Path("Each", "Lost").Fails("Lost")
		})
		passes(t, func(t testing.TB) { // what the iterations would get
			asltest.New(t, m).Mock("Both", asltest.Return(`[1, 2]`)).
				Mock("Each", asltest.Do(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
					if string(in) != `[{"n":5}]` {
						return nil, errors.New(string(in))
					}
					return json.RawMessage(`[true]`), nil
				})).Run(`{"l": [5]}`).Output(`{"b": 2}`)
		})
	}
}

// Nothing is read, started or written.
func TestMockOfAMapWithFiles(t *testing.T) {
	m := nested("DISTRIBUTED", `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}},
		"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}},`)
	m = asl.MustParse(strings.Replace(m.Text(), `"ItemsPath": "$.l", `, "", 1))
	passes(t, func(t testing.TB) {
		asltest.New(t, m).Mock("Each", asltest.Return(`{"ResultWriterDetails": {"Bucket": "b", "Key": "m"}}`)).Mock("Both", asltest.Return(`[1, {"k": 2}]`)).
			Run(`{}`).Output(`{"b": {"k": 2}}`)
	})
	failsWith(t, func(t testing.TB) { asltest.New(t, m).Mock("Each", asltest.Return(`[]`)).Run(`{}`) }, "the mock of state Each: its ResultWriter makes the result an object")
}

func TestMockOfAWholeStateInAMap(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Both", "States": {
		"Both": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "U", "States": {"U": {"Type": "Task", "Resource": "u", "End": true}}}]}}}}}}`)
	passes(t, func(t testing.TB) {
		asltest.New(t, m).Mock("Both", asltest.Return(`[1]`), asltest.Return(`["second"]`).OnItem(1)).Run(`[7, 8, 9]`).Output(`[[1], ["second"], [1]]`)
	})
	failsWith(t, func(t testing.TB) { asltest.New(t, m).Mock("Both", asltest.Return(`[1]`).OnItem(0)).Run(`[7, 8]`) }, "no response for item 1")
}

// A result that the state cannot have is no result, and what takes time has no place.
func TestMockOfAWholeStateIsChecked(t *testing.T) {
	m := nested("INLINE", "")
	for _, test := range []struct {
		state    string
		response asltest.Response
		says     string
	}{
		{"Each", asltest.Return(`{}`), "the result of a Map state is an array of what its iterations return, and it returns {}"},
		{"Each", asltest.Return(`[1]`), "there are 2 iterations, and it returns an array of 1: [1]"},
		{"Each", asltest.Hang(), "a Map state is answered at once"},
		{"Each", asltest.Return(`[1, 2]`).After(time.Second), "a Map state is answered at once"},
		{"Both", asltest.Callback(0, asltest.Return(`[1, 2]`)), "a Parallel state is answered at once"},
		{"Lost", asltest.Return(`1`), "it is a Fail state, and only Task, Map and Parallel states"},
	} {
		failsWith(t, func(t testing.TB) { asltest.New(t, m).Mock(test.state, test.response).Run(`{"l": [1, 2]}`) }, test.says)
	}
	failsWith(t, func(t testing.TB) {
		asltest.New(t, m).Mock("Each", asltest.Return(`[1, 2]`)).Mock("Both", asltest.Return(`[1, 2, 3]`)).Run(`{"l": [1, 2]}`)
	}, "there are 2 branches, and it returns an array of 3")
}
