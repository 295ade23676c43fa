package compare

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// Records are the service's records of an execution besides its history. One that is
// none was not recorded.
type Records struct {
	Description  jsonvalue.Value // of DescribeExecution
	SyncResponse jsonvalue.Value // of StartSyncExecution
	EndEvent     jsonvalue.Value // the last record in the log of an EXPRESS execution
	Log          jsonvalue.Value // an array of records
	MapRun       jsonvalue.Value // of ListMapRuns, and of DescribeMapRun for the first one

	// What was delivered, as texts. Not all of it need have been recorded.
	LogTexts      []string // to CloudWatch Logs
	StatusChanges []string // to EventBridge
}

// named returns the records with their keys in a case.
func (r *Records) named() []namedRecord {
	return []namedRecord{
		{"describe_execution", &r.Description},
		{"sync_response", &r.SyncResponse},
		{"end_event", &r.EndEvent},
		{"log_events", &r.Log},
		{"map_run", &r.MapRun},
	}
}

type namedRecord struct {
	name  string
	value *jsonvalue.Value
}

// recordsOf reads the records of a case.
func recordsOf(e *cases.Expect) (r Records, err error) {
	texts := []json.RawMessage{e.Describe, e.SyncResponse, e.EndEvent, e.LogEvents, e.MapRun}
	for i, record := range r.named() {
		if *record.value, err = parse(texts[i]); err != nil {
			return r, err
		}
	}
	r.LogTexts, r.StatusChanges = e.LogTexts, e.StatusChanges
	return r, nil
}

// records compares the records that were recorded.
func (v *values) records(want, got Records) *Difference {
	actual := got.named()
	for i, w := range want.named() {
		if !w.value.Exists() {
			continue
		}
		if diff := v.api([]string{w.name}, *w.value, *actual[i].value); diff != "" {
			return differ(w.name, diff, *w.value, *actual[i].value)
		}
	}
	if d := delivered("log", want.LogTexts, got.LogTexts); d != nil {
		return d
	}
	if want.LogTexts != nil && len(want.LogTexts) != len(got.LogTexts) {
		return differ("log", fmt.Sprintf("%d records, want %d", len(got.LogTexts), len(want.LogTexts)), jsonvalue.Value{}, jsonvalue.Value{})
	}
	return delivered("status change", want.StatusChanges, got.StatusChanges)
}

// free matches what is another one each time: ids and times.
var free = regexp.MustCompile(`"(id":"[0-9a-f-]{36}|id":"id|time":"[^"]*|event_timestamp":"\d*)"|"(startDate|stopDate)":\d+`)

// delivered looks for each of the recorded texts among the actual ones.
func delivered(what string, want, got []string) *Difference {
	actual := make([]string, len(got))
	for i, text := range got {
		actual[i] = free.ReplaceAllString(text, "")
	}
	for _, text := range want {
		if !slices.Contains(actual, free.ReplaceAllString(text, "")) {
			return differ(what, "there is no such text: "+text, jsonvalue.OfString(text), jsonvalue.OfString(strings.Join(got, "\n")))
		}
	}
	return nil
}

// partialEvents compares events of which only some members were recorded: by the
// event's place in the history, counted from 0, and the members' paths.
func (v *values) partialEvents(want, got []jsonvalue.Value) *Difference {
	for _, w := range want {
		position, ok := w.Get("position").Int64()
		if !ok || position < 0 || position >= int64(len(got)) {
			return differ("partial_events", fmt.Sprintf("%d events, want one at %s", len(got), w.Get("position")), w, jsonvalue.Value{})
		}
		event := got[position]
		for path, member := range w.Members() {
			if path == "position" {
				continue
			}
			if diff := v.part([]string{"events", path}, member, at(event, path)); diff != "" {
				return differ(fmt.Sprintf("event %d", position+1), diff, w, event)
			}
		}
	}
	return nil
}

// at returns the value at a path of names, none if there is none.
func at(v jsonvalue.Value, path string) jsonvalue.Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Get(name)
	}
	return v
}

// part compares the recorded members of details with all of them.
func (v *values) part(place []string, want, got jsonvalue.Value) string {
	if want.Kind() != jsonvalue.Object || got.Kind() != jsonvalue.Object {
		return v.api(place, want, got)
	}
	for name, member := range want.Members() {
		if diff := v.part(append(place[:len(place):len(place)], name), member, got.Get(name)); diff != "" {
			return diff
		}
	}
	return ""
}
