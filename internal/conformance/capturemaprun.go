package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// mapRunCapture is a capture of an execution with Map Runs, and the execution as it was
// played. UUIDs that are other ones each time have the same names in both.
type mapRunCapture struct {
	*captures.Capture
	parent string // ARN
	played play.Family
	theirs *strings.Replacer // of the UUIDs in the capture
	ours   *strings.Replacer
}

// checkMapRun plays a capture of an execution with Map Runs. It compares the histories,
// the responses, and the objects that were written.
func checkMapRun(c *captures.Capture, s settings) *failure {
	m := &mapRunCapture{Capture: c}
	execution, err := m.execution()
	if err != nil {
		return because(err)
	}
	if m.played, err = play.Children(execution, s.rebuild, 2*time.Second); err != nil {
		return because(err)
	}
	return m.compare()
}

// compare compares what was played with the capture.
func (m *mapRunCapture) compare() *failure {
	if len(m.played.MapRuns) == 0 {
		return because(errors.New("no Map Run was started"))
	}
	for _, do := range []func() error{m.name, m.checkHistories, m.checkSteps, m.checkObjects, m.checkObjectList} {
		if err := do(); err != nil {
			return because(err)
		}
	}
	return nil
}

// execution returns the execution of the machine that was called as a case.
func (m *mapRunCapture) execution() (*cases.Case, error) {
	for arn := range m.Histories {
		if !strings.Contains(arn, "/") {
			m.parent = arn
		}
	}
	if m.parent == "" {
		return nil, errors.New("the capture has no history of the first execution")
	}
	e := &cases.Case{ID: m.ID, Type: m.Type, InputText: m.Input, DefinitionText: &m.Definition, Context: contextOf(m.parent)}
	if role := startedRole.FindStringSubmatch(string(m.Histories[m.parent][0])); role != nil {
		e.Context.RoleARN = role[1]
	}
	e.Source.Recorded = m.Source.CapturedAt[:len("2006-01-02")]
	inputs, results, err := m.objects()
	for _, o := range inputs {
		e.Files = append(e.Files, cases.File{Bucket: o.Bucket, Key: o.Key, Body: o.Body, Modified: m.modified()})
	}
	for _, o := range results {
		e.Buckets = append(e.Buckets, o.Bucket)
	}
	return e, err
}

var startedRole = regexp.MustCompile(`"roleArn": ?"([^"]*)"`)

// listed matches the time of an object in a listing, in seconds.
var listed = regexp.MustCompile(`LastModified\\":(\d\.\d+)E9`)

// modified returns when the objects that were read were written, as a listing says.
func (m *mapRunCapture) modified() time.Time {
	for _, events := range m.Histories {
		for _, e := range events {
			if found := listed.FindSubmatch(e); found != nil {
				seconds, _ := strconv.ParseFloat(string(found[1])+"e9", 64) // it is a number
				return time.Unix(int64(seconds), 0)
			}
		}
	}
	return time.Time{}
}

// object is an object of a capture.
type object struct{ Bucket, Key, Direction, Body string }

// objects returns the objects that were read and those that were written.
func (m *mapRunCapture) objects() (inputs, results []object, err error) {
	for _, text := range m.Objects {
		var o object
		if err := json.Unmarshal(text, &o); err != nil {
			return nil, nil, err
		}
		if o.Direction == "input" {
			inputs = append(inputs, o)
		} else {
			results = append(results, o)
		}
	}
	return inputs, results, nil
}

// name finds the UUIDs on both sides, in the same order.
func (m *mapRunCapture) name() error {
	all, err := json.Marshal(m.Capture)
	if err != nil {
		return err
	}
	theirs := appendUUIDs(nil, mapRunARN.FindString(string(all)))
	theirs = appendUUIDs(theirs, m.childARNs()...)
	ours := appendUUIDs(nil, m.played.MapRuns...)
	ours = appendUUIDs(ours, m.played.ARNs[1:]...)
	m.theirs, m.ours = replacer(theirs), replacer(ours)
	return nil
}

var (
	mapRunARN = regexp.MustCompile(`arn:aws:states:[\w-]*:\d*:mapRun:[^"\\]*`)
	uuid      = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// childARNs returns the ARNs of the executions of the Map Run in the order in which they
// started. The longest list has all of them, the newest first.
func (m *mapRunCapture) childARNs() (arns []string) {
	for _, s := range m.Steps {
		var response struct {
			Executions []struct{ ExecutionArn string }
		}
		if json.Unmarshal(s.Response, &response) != nil || len(response.Executions) <= len(arns) {
			continue
		}
		arns = nil
		for _, e := range slices.Backward(response.Executions) {
			arns = append(arns, e.ExecutionArn)
		}
	}
	return arns
}

// appendUUIDs appends the UUIDs in texts that are not among them yet.
func appendUUIDs(list []string, texts ...string) []string {
	for _, text := range texts {
		for _, id := range uuid.FindAllString(text, -1) {
			if !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	return list
}

// replacer replaces each of the UUIDs by its place in the list.
func replacer(ids []string) *strings.Replacer {
	var pairs []string
	for i, id := range ids {
		pairs = append(pairs, id, fmt.Sprintf("UUID %d", i))
	}
	return strings.NewReplacer(pairs...)
}

// value returns a recorded value with the names of UUIDs.
func (m *mapRunCapture) value(text json.RawMessage) (jsonvalue.Value, error) {
	return jsonvalue.ParseString(m.theirs.Replace(string(withoutTimes(text))))
}

// named returns a value of what was played with the names of UUIDs.
func (m *mapRunCapture) named(v jsonvalue.Value) (jsonvalue.Value, error) {
	return jsonvalue.ParseString(m.ours.Replace(v.String()))
}

// arn returns the ARN that was played for a recorded one, "" for none.
func (m *mapRunCapture) arn(recorded string) string {
	for _, arn := range slices.Concat(m.played.ARNs, m.played.MapRuns) {
		if m.ours.Replace(arn) == m.theirs.Replace(recorded) {
			return arn
		}
	}
	return ""
}

// same compares a recorded value with one that was played.
func (m *mapRunCapture) same(recorded json.RawMessage, played jsonvalue.Value) error {
	want, err := m.value(recorded)
	if err != nil {
		return err
	}
	got, err := m.named(played)
	if err != nil {
		return err
	}
	if diff := compare.Values(want, got); diff != "" {
		return errors.New(diff)
	}
	return nil
}

func (m *mapRunCapture) checkHistories() error {
	for _, arn := range slices.Sorted(maps.Keys(m.Histories)) {
		events := m.played.Events[m.arn(arn)]
		for i, text := range m.Histories[arn] {
			e, err := jsonvalue.Parse(text)
			if err != nil {
				return err
			}
			id, _ := e.Get("id").Int64()
			if id < 1 || id > int64(len(events)) {
				return fmt.Errorf("%s: %d events, want event %d", arn, len(events), id)
			}
			if err := m.same(text, events[id-1]); err != nil {
				return fmt.Errorf("%s: event %d: %w", arn, id, err)
			}
			if _, ended := statuses[e.Get("type").Text()]; ended && i == len(m.Histories[arn])-1 && id != int64(len(events)) {
				return fmt.Errorf("%s: %d events, want %d", arn, len(events), id)
			}
		}
	}
	return nil
}

// Steps that are not compared.
const (
	tooSoon   = "immediately after the start" // the service lists a Map Run some time after its start
	byMachine = "by machine: children are not listed"
)

func (m *mapRunCapture) checkSteps() error {
	for _, s := range m.Steps {
		if s.Operation == "StartExecution" || s.Operation == "GetExecutionHistory" || s.Label == tooSoon || s.Label == byMachine {
			continue
		}
		if err := m.checkStep(&s); err != nil {
			return fmt.Errorf("%s, %s: %w", s.Operation, s.Label, err)
		}
	}
	return nil
}

func (m *mapRunCapture) checkStep(s *captures.Step) error {
	var request struct{ ExecutionArn, MapRunArn, StatusFilter string }
	if err := json.Unmarshal(s.Request, &request); err != nil {
		return err
	}
	answers := m.played.Final
	if strings.HasPrefix(s.Label, "2 s later") || strings.Contains(s.Label, "RUNNING") {
		answers = m.played.Early
	}
	key := strings.TrimSpace(s.Operation + " " + m.arn(request.ExecutionArn+request.MapRunArn) + " " + request.StatusFilter)
	answer, ok := answers[key]
	if !ok {
		return errors.New("nothing was played that answers it")
	}
	// An execution does not know the number of items in its input.
	response, err := jsonvalue.Parse(itemCount.ReplaceAll(s.Response, nil))
	if err != nil {
		return err
	}
	switch {
	case strings.Contains(s.Label, "(members read)"):
		answer = common(answer, response)
	case s.Operation == "DescribeStateMachineForExecution": // it has settings of the machine, too
		response = common(response, answer)
	}
	return m.same(response.JSON(), answer)
}

// common returns the members of v that other has, too.
func common(v, other jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		if other.Get(name).Exists() {
			members = append(members, jsonvalue.Member{Name: name, Value: member})
		}
	}
	return jsonvalue.OfObject(members)
}

var itemCount = regexp.MustCompile(`"itemCount": \d+,`)

func (m *mapRunCapture) checkObjects() error {
	_, objects, err := m.objects()
	for _, o := range objects {
		body, ok := m.object(o.Bucket, o.Key)
		if !ok {
			return fmt.Errorf("%s was not written", o.Key)
		}
		want, got := timeless(m.theirs.Replace(o.Body)), timeless(m.ours.Replace(body))
		if redrivenMaps[m.ID].execution != "" {
			want, got = sizeless(want), sizeless(got)
		}
		if want != got {
			return fmt.Errorf("%s:\n%s\nwant\n%s", o.Key, got, want)
		}
	}
	return err
}

// object returns an object that was written for a recorded one.
func (m *mapRunCapture) object(bucket, key string) (body string, ok bool) {
	run := m.played.MapRuns[0]
	return m.played.Object(bucket, uuid.ReplaceAllString(key, run[strings.LastIndexByte(run, ':')+1:]))
}

var resultTime = regexp.MustCompile(`((?:Date|Time)\\*":\\*")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// timeless returns results with other times.
func timeless(text string) string { return resultTime.ReplaceAllString(text, "${1}T") }
