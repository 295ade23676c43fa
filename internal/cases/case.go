// Package cases reads and plays the project's own cases, the files below
// testdata/cases. A case has a definition, what its tasks do, and the history that such
// an execution has in Step Functions. testdata/README.md explains the format.
//
// A case is played in several ways, which must agree: by package asl on a virtual
// clock, and by the step machine alone, rebuilt from its snapshots or from its journal, or
// resumed from each of its checkpoints.
package cases

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/state"
)

// Start is the time at which every execution starts.
var Start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Name is the name of every execution that is not a child.
const Name = "Execution"

// seed is the seed of every execution.
const seed = 1

// Case is one file.
type Case struct {
	Comment    string // what it shows
	Definition string
	Input      string // as it is sent
	Type       state.Type
	Limits     state.Limits
	Stop       *Stop                // nil if the execution is not stopped
	Redrives   []time.Duration      // how long after each end the execution is redriven
	Tasks      map[string][]Attempt // by the text before the colon
	Machines   map[string]string    // definitions of child executions, by name
	Objects    []Object             // that ItemReaders find
	Buckets    []string             // for results
	Children   bool                 // the histories of the executions of Map Runs are expected, too
	Want       Record

	given []section // all sections but those of the expected result
}

// Stop is a call of StopExecution.
type Stop struct {
	After       int64  // the id of the event that it comes after
	Name, Cause string // absent if empty
}

// Record is the result of an execution.
type Record struct {
	End      string            // the status, and the output or the error
	History  string            // one event a line
	Children map[string]string // histories of the executions that it started, by name
	MapRuns  string            // the counts of its Map Runs, one a line
	Refused  string            // the redrives that were refused, one a line
	Written  map[string]string // what Map Runs have written, by bucket/key
}

func newRecord() Record { return Record{Children: map[string]string{}, Written: map[string]string{}} }

// section is a part of a file.
type section struct{ title, text string }

// Read reads a case. It returns an error that names the section that is wrong, and if
// the case has no expected result.
func Read(text string) (*Case, error) {
	c, err := ReadUnfinished(text)
	if err != nil {
		return nil, err
	}
	if c.Want.End == "" || c.Want.History == "" {
		return nil, errors.New("the case expects nothing: it needs the sections end and history")
	}
	return c, nil
}

// ReadUnfinished is Read for a case that may have no expected result yet.
func ReadUnfinished(text string) (*Case, error) {
	comment, sections := split(text)
	c := &Case{
		Comment: comment, Input: "{}", Type: state.Standard,
		Tasks: map[string][]Attempt{}, Machines: map[string]string{}, Want: newRecord(),
	}
	if comment == "" {
		return nil, errors.New("the case does not say what it shows: it begins with a sentence")
	}
	seen := map[string]bool{}
	for _, s := range sections {
		if seen[s.title] {
			return nil, fmt.Errorf("section %q: there are two of them", s.title)
		}
		seen[s.title] = true
		if s.text == "" {
			return nil, fmt.Errorf("section %q is empty", s.title)
		}
		if err := c.read(s); err != nil {
			return nil, fmt.Errorf("section %q: %w", s.title, err)
		}
	}
	if c.Definition == "" {
		return nil, errors.New("the section definition is missing")
	}
	if c.Type == state.Standard && c.Limits.Duration == 0 {
		c.Limits.Duration = -1 // a case that hangs is wrong; it must not end after a year instead
	}
	return c, nil
}

// split cuts a file into the comment at its beginning and its sections.
func split(text string) (comment string, sections []section) {
	var body []string
	done := func() {
		text := strings.TrimSpace(strings.Join(body, "\n"))
		if sections == nil {
			comment = text
		} else {
			last := &sections[len(sections)-1]
			last.text = text
			if _, _, isObject := objectTitle(last.title); isObject { // spaces count
				last.text = strings.Trim(strings.Join(body, "\n"), "\n")
			}
		}
		body = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "-- ") && strings.HasSuffix(line, " --") && len(line) > len("--  --") {
			done()
			sections = append(sections, section{title: line[3 : len(line)-3]})
			continue
		}
		body = append(body, line)
	}
	done()
	return comment, sections
}

// read reads one section.
func (c *Case) read(s section) error {
	switch s.title {
	case "end":
		c.Want.End = s.text
		return nil
	case "history":
		c.Want.History = s.text
		return nil
	case "map runs":
		c.Want.MapRuns = s.text
		return nil
	case "refused":
		c.Want.Refused = s.text
		return nil
	}
	if name, ok := strings.CutPrefix(s.title, "history of "); ok {
		c.Want.Children[name] = s.text
		return nil
	}
	if name, ok := strings.CutPrefix(s.title, "written "); ok {
		c.Want.Written[name] = s.text
		return nil
	}
	c.given = append(c.given, s)
	switch s.title {
	case "definition":
		c.Definition = s.text
		return nil
	case "input":
		c.Input = s.text
		return nil
	case "settings":
		return eachLine(s.text, c.setting)
	case "tasks":
		return eachLine(s.text, c.task)
	}
	if name, ok := strings.CutPrefix(s.title, "machine "); ok {
		c.Machines[name] = s.text
		return nil
	}
	if kind, name, ok := objectTitle(s.title); ok {
		return c.object(kind, name, s.text)
	}
	return errors.New("there is no such section")
}

// eachLine calls read for each line of a section that is not empty.
func eachLine(text string, read func(line string) error) error {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if err := read(line); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	return nil
}

// setting reads a line of the section settings.
func (c *Case) setting(line string) error {
	words := words{line}
	switch words.next() {
	case "type":
		c.Type = state.Type(words.next())
		if c.Type != state.Standard && c.Type != state.Express {
			return errors.New("the type is STANDARD or EXPRESS")
		}
	case "limit":
		return c.limit(&words)
	case "stop":
		return c.stop(&words)
	case "redrive":
		return c.redrive(&words)
	case "bucket":
		c.Buckets = append(c.Buckets, words.next())
	case "show":
		if words.next() != "children" {
			return errors.New(`it is "show children"`)
		}
		c.Children = true
	default:
		return errors.New("a setting is type, limit, stop, redrive, bucket or show")
	}
	return words.end()
}

// limit reads "events 10", or another kind of limit.
func (c *Case) limit(words *words) (err error) {
	kind := words.next()
	if kind == "duration" {
		if c.Limits.Duration, err = time.ParseDuration(words.next()); err != nil {
			return err
		}
		return words.end()
	}
	n, err := strconv.Atoi(words.next())
	if err != nil {
		return err
	}
	switch kind {
	case "events":
		c.Limits.Events = n
	case "payload":
		c.Limits.Payload = n
	case "assign":
		c.Limits.Assign = n
	case "variables":
		c.Limits.Variables = n
	default:
		return errors.New("a limit is one of duration, events, payload, assign or variables")
	}
	return words.end()
}

// stop reads "after 2 ERROR "CAUSE"".
func (c *Case) stop(words *words) error {
	if words.next() != "after" {
		return errors.New(`it is "stop after EVENT", then the error and the cause if there are any`)
	}
	id, err := strconv.ParseInt(words.next(), 10, 64)
	if err != nil {
		return err
	}
	name, cause, err := words.failure()
	if err != nil {
		return err
	}
	c.Stop = &Stop{After: id, Name: name, Cause: cause}
	return words.end()
}

// redrive reads "after 1m".
func (c *Case) redrive(words *words) error {
	if words.next() != "after" {
		return errors.New(`it is "redrive after DURATION"`)
	}
	after, err := time.ParseDuration(words.next())
	if err != nil {
		return err
	}
	c.Redrives = append(c.Redrives, after)
	return words.end()
}

// Text returns the file of the case, with r as the expected result.
func (c *Case) Text(r Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", c.Comment)
	write := func(title, text string) { fmt.Fprintf(&b, "-- %s --\n%s\n", title, text) }
	for _, s := range c.given {
		write(s.title, s.text)
	}
	write("end", r.End)
	write("history", r.History)
	if r.MapRuns != "" {
		write("map runs", r.MapRuns)
	}
	if r.Refused != "" {
		write("refused", r.Refused)
	}
	for _, name := range sortedNames(r.Children) {
		write("history of "+name, r.Children[name])
	}
	for _, name := range sortedNames(r.Written) {
		write("written "+name, r.Written[name])
	}
	return b.String()
}
