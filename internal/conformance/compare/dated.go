package compare

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// A rule changes recordings from before a day to what AWS responds since then. It
// depends on the date only, and does not change what has the present form.
type rule struct {
	before string // ISO date
	apply  func(*Recording, []*event)
}

// rules are the changes of AWS that the recordings show. The day is the first of the
// month of the first recording with the new behaviour, or the first after the last year
// with the old one.
var rules = []rule{
	// Since 2024-12 EvaluationFailed links to the entry into its state. In 2024-11 it
	// linked to the event before the entry.
	{"2024-12-01", linkEvaluation},
	// Since 2024-11 MapStateExited of a distributed Map links to MapRunStarted. Until
	// 2024-08 it linked to MapRunSucceeded.
	{"2024-11-01", linkMapExit},
	// In 2023 the context object of a standard workflow had no RedriveCount.
	{"2024-01-01", addRedriveCount},
	// In 2023 the items of a listing had LastModified before Key.
	{"2024-01-01", orderListing},
	// In 2023, DescribeExecution did not say whether an execution can be redriven.
	{"2024-01-01", addRedriveStatus},
	// In 2023, DescribeMapRun said nothing about redrives.
	{"2024-01-01", addRedriveCounts},
	// In 2020 no event said whether its input or output was truncated.
	{"2021-01-01", addTruncated},
}

// interlude has the recordings of July and August 2024 in which a state was entered
// with the input made compact. All others, older and newer, have the caller's text
// there.
var interlude = []string{
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_map_state_label",         // 2024-07
	"scenarios/test_base_scenarios.py::TestBaseScenarios::test_map_state_result_writer", // 2024-08
}

// modernise applies the rules for the date of a recording.
func modernise(r *Recording, events []*event) {
	for _, rule := range rules {
		if r.Recorded < rule.before {
			rule.apply(r, events)
		}
	}
	if slices.Contains(interlude, r.ID) {
		restoreInput(events)
	}
}

// restoreInput gives the first state the text of the execution's input.
func restoreInput(events []*event) {
	var sent jsonvalue.Value
	for _, e := range events {
		switch {
		case e.kind == "ExecutionStarted":
			sent = e.details.Get("input")
		case e.enters() && e.prev == 0 && sent.Exists():
			e.set("input", sent)
		}
	}
}

func linkMapExit(_ *Recording, events []*event) {
	byID := make(map[int64]*event)
	for _, e := range events {
		byID[e.id] = e
	}
	for _, e := range events {
		before := byID[e.prev]
		if e.kind == "MapStateExited" && before != nil && before.kind == "MapRunSucceeded" {
			e.prev = before.prev
		}
	}
}

func linkEvaluation(_ *Recording, events []*event) {
	for i, e := range events {
		if e.kind != "EvaluationFailed" {
			continue
		}
		for _, entered := range slices.Backward(events[:i]) {
			if entered.enters() && entered.state() == e.details.Get("state").Text() && entered.prev == e.prev {
				e.prev = entered.id
				break
			}
		}
	}
}

func addRedriveCount(r *Recording, events []*event) {
	r.Output = withRedriveCount(r.Output)
	for _, e := range events {
		for member, v := range e.details.Members() {
			if isContainer(v) {
				e.set(member, withRedriveCount(v))
			}
		}
	}
}

// withRedriveCount adds RedriveCount to every object in v that is $$.Execution of a
// standard workflow.
func withRedriveCount(v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.Array:
		var elems []jsonvalue.Value
		for _, elem := range v.Elements() {
			elems = append(elems, withRedriveCount(elem))
		}
		return jsonvalue.OfArray(elems)
	case jsonvalue.Object:
		var members []jsonvalue.Member
		var names []string
		for name, member := range v.Members() {
			members = append(members, jsonvalue.Member{Name: name, Value: withRedriveCount(member)})
			names = append(names, name)
		}
		if strings.Join(names, " ") == "Id Input StartTime Name RoleArn" {
			members = append(members, jsonvalue.Member{Name: "RedriveCount", Value: jsonvalue.OfInt(0)})
		}
		return jsonvalue.OfObject(members)
	}
	return v
}

// listed finds an item of a listing as it was in 2023. The recorder has read the text, put
// a mask in the place of each date, and written it anew, with spaces.
var listed = regexp.MustCompile(`\{"Etag": ("[^"]*"), "LastModified": "(<[^>]*>)", "Key": ("[^"]*"), "Size": (\d+), "StorageClass": ("[^"]*")\}(, )?`)

func orderListing(r *Recording, events []*event) {
	for _, e := range events {
		text := e.details.Get("output").Text()
		if listed.MatchString(text) {
			text = listed.ReplaceAllString(text, `{"Etag":$1,"Key":$3,"LastModified":$2,"Size":$4,"StorageClass":$5}$6`)
			e.set("output", jsonvalue.OfString(strings.ReplaceAll(text, "}, {", "},{")))
			r.Output = jsonvalue.Value{} // which the last event has, too
		}
	}
}

func addTruncated(_ *Recording, events []*event) {
	for _, e := range events {
		for _, payload := range []string{"input", "output"} {
			if e.details.Get(payload).Exists() && !e.details.Get(payload+"Details").Exists() {
				e.set(payload+"Details", jsonvalue.MustParse(`{"truncated":false}`))
			}
		}
	}
}

func addRedriveStatus(r *Recording, _ []*event) {
	d := r.Description
	if !d.Exists() || d.Get("redriveCount").Exists() {
		return
	}
	d = with(d, "redriveCount", jsonvalue.OfInt(0))
	switch status := d.Get("status").Text(); status {
	case "RUNNING", "SUCCEEDED":
		d = with(d, "redriveStatus", jsonvalue.OfString("NOT_REDRIVABLE"))
		d = with(d, "redriveStatusReason", jsonvalue.OfString("Execution is "+status+" and cannot be redriven"))
	default:
		d = with(d, "redriveStatus", jsonvalue.OfString("REDRIVABLE"))
	}
	r.Description = d
}

func addRedriveCounts(r *Recording, _ []*event) {
	d := r.MapRun.Get("describe_map_run")
	if !d.Exists() || d.Get("redriveCount").Exists() {
		return
	}
	d = with(d, "redriveCount", jsonvalue.OfInt(0))
	for _, counts := range []string{"itemCounts", "executionCounts"} {
		for _, name := range []string{"failuresNotRedrivable", "pendingRedrive"} {
			d = with(d, counts, with(d.Get(counts), name, jsonvalue.OfInt(0)))
		}
	}
	r.MapRun = with(r.MapRun, "describe_map_run", d)
}

// set replaces a member of the event's details.
func (e *event) set(member string, v jsonvalue.Value) {
	e.details = with(e.details, member, v)
	e.raw = with(e.raw, e.key, e.details)
}

func with(object jsonvalue.Value, member string, v jsonvalue.Value) jsonvalue.Value {
	changed, err := object.Set([]jsonvalue.Step{{Name: member}}, v)
	if err != nil { // cannot be: object is an object
		return object
	}
	return changed
}
