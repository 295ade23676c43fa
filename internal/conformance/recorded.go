package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/sfnapi"
)

// recordedList has a line for each find: its name, how it is played, and the reason if it
// is not, with tabs between them.
//
//go:embed recorded.tsv
var recordedList string

// ways are the ways to play a find. arg is the text after the name of the way.
var ways = map[string]func(f *find, arg string, s settings) *failure{
	"history": asCase((*find).history),
	"events":  asCase((*find).someEvents),
	"types":   asCase((*find).types),
	"log":     asCase((*find).log),
	"end":     asCase((*find).end),
	"refused": asCase((*find).refused),
	"fields":  (*find).checkFields,
	"results": func(f *find, file string, s settings) *failure {
		return s.each(func(s settings) *failure { return f.checkResults(file, s) })
	},
}

// unplayed is the way of a find that is not played.
const unplayed = "-"

// runRecorded runs published responses of the service.
func runRecorded(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("recorded", flag.ContinueOnError)
	rebuild := rebuildFlags(flags)
	return runFiles(flags, args, out, diagnostics, func(paths []string, id *regexp.Regexp) (report, error) {
		s, err := rebuild()
		if err != nil {
			return nil, err
		}
		list, err := readRecordedList(recordedList)
		if err != nil {
			return nil, err
		}
		finds, err := loadFinds(paths...)
		if err != nil {
			return nil, err
		}
		return checkFinds(finds, list, id, s), nil
	})
}

// treatment is a line of the list.
type treatment struct {
	way, arg, reason string
}

func readRecordedList(text string) (map[string]treatment, error) {
	list := map[string]treatment{}
	for line := range strings.Lines(text) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(part) != 3 {
			return nil, fmt.Errorf("the list of recordings has the line %q", line)
		}
		way, arg, _ := strings.Cut(part[1], " ")
		if ways[way] == nil && (way != unplayed || part[2] == "") {
			return nil, fmt.Errorf("the list of recordings has the way %q", part[1])
		}
		list[part[0]] = treatment{way, arg, part[2]}
	}
	return list, nil
}

// checkFinds runs the finds whose id matches, in groups by topic.
func checkFinds(finds []*find, list map[string]treatment, id *regexp.Regexp, s settings) report {
	var r report
	groups := map[string]int{}
	for _, f := range finds {
		if id.MatchString(f.ID) {
			r = r.add(groups, f.Topic, checkFind(f, list, s))
		}
	}
	return r
}

func checkFind(f *find, list map[string]treatment, s settings) result {
	res := result{id: f.ID}
	switch t, listed := list[f.ID]; {
	case !listed:
		res.failure = because(errors.New("recorded.tsv does not say what to do with it"))
	case t.way == unplayed:
		res.skipped = t.reason
	default:
		res.failure = ways[t.way](f, t.arg, s)
	}
	return res
}

// asCase plays a find as a case.
func asCase(make func(f *find, arg string) (*cases.Case, error)) func(*find, string, settings) *failure {
	return func(f *find, arg string, s settings) *failure {
		c, err := make(f, arg)
		if err != nil {
			return because(err)
		}
		return s.each(func(s settings) *failure { return checkCase(c, s) })
	}
}

// history returns a case with a whole history, or with its beginning up to the event
// with the id last.
func (f *find) history(last string) (*cases.Case, error) {
	var data struct{ Events []json.RawMessage }
	if err := json.Unmarshal(f.Data, &data); err != nil {
		return nil, err
	}
	events, err := unmasked(data.Events)
	if err != nil {
		return nil, err
	}
	c := f.execution()
	c.Context = contextOf(string(ownARN.Find(f.Data)))
	if last == "" {
		c.InputText = ""
		return c, addHistory(c, events)
	}
	n, err := strconv.Atoi(last)
	if err != nil {
		return nil, err
	}
	return c, addBeginning(c, events, n)
}

// someEvents returns a case with one or more of the history's last events, which are a
// member of the data.
func (f *find) someEvents(member string) (*cases.Case, error) {
	data, err := f.members()
	if err != nil {
		return nil, err
	}
	events := []jsonvalue.Value{data.Get(member)}
	if events[0].Kind() == jsonvalue.Array {
		list := events[0]
		events = nil
		for _, e := range list.Elements() {
			events = append(events, e)
		}
	}
	c := f.execution()
	c.Expect.PartialEvents = partial(events).JSON()
	for _, e := range events {
		if status, ended := statuses[e.Get("type").Text()]; ended {
			c.Expect.Status = status
			addFailure(c, e.Get("executionFailedEventDetails"))
		}
	}
	return c, nil
}

// types returns a case with the types of all events, the names of the states, and the
// links.
func (f *find) types(string) (*cases.Case, error) {
	data, err := f.members()
	if err != nil {
		return nil, err
	}
	var events []jsonvalue.Value
	for i, e := range data.Get("events").Elements() {
		kind, state, _ := strings.Cut(e.Index(1).Text(), " ")
		members := []jsonvalue.Member{
			{Name: "id", Value: e.Index(0)},
			{Name: "type", Value: jsonvalue.OfString(kind)},
			{Name: "previousEventId", Value: data.Get("previous_ids_asserted_in_the_emulators_test").Index(i)},
		}
		if state != "" {
			members = append(members, jsonvalue.Member{Name: "stateEnteredEventDetails.name", Value: jsonvalue.OfString(state)})
		}
		events = append(events, jsonvalue.OfObject(members))
	}
	c := f.execution()
	c.Expect.PartialEvents, c.Expect.Status = partial(events).JSON(), "FAILED"
	c.Expect.Error, c.Expect.Cause = json.RawMessage(`"States.Runtime"`), data.Get("cause_start").JSON()
	return c, nil
}

// log returns a case with the log of an EXPRESS execution. Its input is as the log's
// masking left it.
func (f *find) log(string) (*cases.Case, error) {
	data, err := f.members()
	if err != nil {
		return nil, err
	}
	records := data.Get("records")
	c := f.execution()
	c.Type, c.LogLevel = "EXPRESS", &cases.LogLevel{Level: "ALL", IncludeExecutionData: true}
	started := records.Index(0)
	c.Context = contextOf(started.Get("execution_arn").Text())
	c.Context.RoleARN = started.Get("details").Get("roleArn").Text()
	c.InputText = started.Get("details").Get("input").Text()
	c.Expect.Status, c.Expect.LogEvents = "SUCCEEDED", records.JSON()
	return c, nil
}

// end is what an execution ended with.
func (f *find) end(string) (*cases.Case, error) {
	data, err := f.members()
	if err != nil {
		return nil, err
	}
	c := f.execution()
	c.Expect.Status, c.Expect.Output = data.Get("status").Text(), data.Get("output").JSON()
	addFailure(c, data)
	if c.Expect.Status == "FAILED" && c.Expect.Error == nil { // not published
		c.Expect.Error = json.RawMessage(`"States.Runtime"`)
	}
	return c, nil
}

// refused is the answer to a definition that is not valid.
func (f *find) refused(string) (*cases.Case, error) {
	data, err := f.members()
	if err != nil {
		return nil, err
	}
	c := f.execution()
	c.Kind, c.API = "validation", "CreateStateMachine"
	c.Expect.Exception, c.Expect.Message = data.Get("code").Text(), data.Get("message").Text()
	return c, nil
}

// checkFields puts each of the fields that are refused into a state of each of the types
// that refuse them.
func (f *find) checkFields(string, settings) *failure {
	var data struct {
		Code    string
		Refused map[string][]string
	}
	if err := json.Unmarshal(f.Data, &data); err != nil {
		return because(err)
	}
	for field, types := range data.Refused {
		for _, kind := range types {
			out, err := sfnapi.ValidateStateMachineDefinition(sfnapi.ValidateStateMachineDefinitionInput{Definition: withField(kind, field)})
			if err != nil {
				return because(err)
			}
			want := data.Code + ": Field '" + field + "' is not supported at /States/S"
			if len(out.Diagnostics) == 0 || out.Diagnostics[0].Code+": "+out.Diagnostics[0].Message+" at "+out.Diagnostics[0].Location != want {
				return &failure{reason: kind + " does not refuse " + field, diff: fmt.Sprint(out.Diagnostics)}
			}
		}
	}
	return nil
}

// withField is a definition of a state with a field.
func withField(kind, field string) string {
	const inner = `{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`
	own := map[string]string{
		"Pass": `"End": true`, "Wait": `"Seconds": 1, "End": true`, "Succeed": `"Comment": ""`, "Fail": `"Comment": ""`,
		"Choice": `"Choices": [{"Variable": "$", "IsNull": true, "Next": "Z"}]`,
		"Map":    `"ItemProcessor": ` + inner + `, "End": true`, "Parallel": `"Branches": [` + inner + `], "End": true`,
	}[kind]
	value := map[string]string{"TimeoutSeconds": `1`, "Retry": `[{"ErrorEquals": ["States.ALL"]}]`, "Catch": `[{"ErrorEquals": ["States.ALL"], "Next": "Z"}]`}[field]
	state := `{"Type": "` + kind + `", ` + own + `, "` + field + `": ` + value + `}`
	first := `{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "S"}], "Default": "Z"}`
	return `{"StartAt": "A", "States": {"A": ` + first + `, "S": ` + state + `, "Z": {"Type": "Succeed"}}}`
}
