package play

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// Family is an execution with those of its Map Runs, and what they have written.
type Family struct {
	ARNs    []string                     // the execution's, then its children's as they started
	Events  map[string][]jsonvalue.Value // by ARN
	MapRuns []string                     // the ARNs of the Map Runs of the first execution

	Early Answers // some time after the start
	Final Answers

	// Object returns an object that was written.
	Object func(bucket, key string) (body string, ok bool)
}

// Answers are the responses of the service's API. The key is the operation and the ARN
// that it is called with, and for ListExecutions the status filter, with spaces between
// them.
type Answers map[string]jsonvalue.Value

// Children plays a case whose execution starts Map Runs and has no tasks. Early is how
// it is that long after the start.
func Children(c *cases.Case, rebuild statetest.Rebuild, early time.Duration) (Family, error) {
	setup, err := setUp(c, &recorded{})
	if err != nil {
		return Family{}, err
	}
	e, err := newEngine(c, setup, rebuild, func(*call) error { return nil })
	if err != nil {
		return Family{}, err
	}
	f := Family{Events: map[string][]jsonvalue.Value{}, Object: e.maps.store.Get}
	e.driver.After(early, func() { f.Early, err = e.answers() })
	if err := e.driver.Run(); err != nil {
		return f, err
	}
	if err != nil {
		return f, err
	}
	return f, e.addTo(&f)
}

// family returns the execution and its children.
func (e *engine) family() []*statetest.Execution {
	return append([]*statetest.Execution{e.Execution}, e.maps.children...)
}

// addTo adds what there is to say at the end.
func (e *engine) addTo(f *Family) (err error) {
	if !e.driver.Ended() {
		return errors.New("stuck: it waits for something that never comes")
	}
	if f.Final, err = e.answers(); err != nil {
		return err
	}
	if f.Early == nil { // it has ended before
		f.Early = f.Final
	}
	for _, run := range e.Run.MapRuns() {
		f.MapRuns = append(f.MapRuns, run.ARN)
	}
	for _, x := range e.family() {
		arn := x.Run.ARN()
		f.ARNs = append(f.ARNs, arn)
		if f.Events[arn], err = eventsOf(x); err != nil {
			return err
		}
	}
	return nil
}

// answers returns what the service would answer now.
func (e *engine) answers() (Answers, error) {
	a := texts{}
	for _, x := range e.family() {
		d := x.Run.Describe()
		a["DescribeExecution "+d.ARN] = string(d.AppendJSON(nil))
		a["DescribeStateMachineForExecution "+d.ARN] = machineOf(x)
		var list []string
		for _, run := range x.Run.MapRuns() {
			list = append(list, string(run.AppendListItem(nil)))
			a["DescribeMapRun "+run.ARN] = string(run.AppendJSON(nil))
			for _, filter := range []string{"", " RUNNING", " SUCCEEDED", " FAILED", " ABORTED"} {
				a["ListExecutions "+run.ARN+filter] = e.list(run.ARN, strings.TrimSpace(filter))
			}
		}
		a["ListMapRuns "+d.ARN] = `{"mapRuns":[` + strings.Join(list, ",") + `]}`
	}
	return a.parsed()
}

// machineOf returns what the execution says of its machine in
// DescribeStateMachineForExecution.
func machineOf(x *statetest.Execution) string {
	d := x.Run.Describe()
	member := func(name, text string) jsonvalue.Member {
		return jsonvalue.Member{Name: name, Value: jsonvalue.OfString(text)}
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("stateMachineArn", d.Identity.MachineARN()),
		member("name", d.Identity.Machine),
		member("definition", x.Run.Machine().Text()),
		member("roleArn", d.Identity.Role),
		member("mapRunArn", d.MapRun),
		member("label", d.Identity.Label),
	}).String()
}

// list returns the executions of a Map Run with a status, "" for any, the newest first.
func (e *engine) list(mapRun, status string) string {
	names := []string{"executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "mapRunArn"}
	var list []jsonvalue.Value
	for _, x := range e.maps.children {
		d := x.Run.Describe()
		if d.MapRun != mapRun || status != "" && d.Status != state.Status(status) {
			continue
		}
		all := jsonvalue.MustParse(string(d.AppendJSON(nil)))
		var members []jsonvalue.Member
		for _, name := range names {
			if v := all.Get(name); v.Exists() {
				members = append(members, jsonvalue.Member{Name: name, Value: v})
			}
		}
		count := jsonvalue.OfInt(int64(d.RedriveCount))
		members = append(members, jsonvalue.Member{Name: "redriveCount", Value: count})
		if date := all.Get("redriveDate"); date.Exists() {
			members = append(members, jsonvalue.Member{Name: "redriveDate", Value: date})
		}
		list = append(list, jsonvalue.OfObject(members))
	}
	slices.Reverse(list)
	return jsonvalue.OfObject([]jsonvalue.Member{{Name: "executions", Value: jsonvalue.OfArray(list)}}).String()
}

// texts are Answers as texts.
type texts map[string]string

func (t texts) parsed() (Answers, error) {
	a := Answers{}
	for key, text := range t {
		v, err := jsonvalue.ParseString(text)
		if err != nil {
			return nil, err
		}
		a[key] = v
	}
	return a, nil
}
