package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/events"
)

// ruleEntry says for which events, or when, a machine of the folder is started.
type ruleEntry struct {
	Pattern  json.RawMessage
	Schedule string
	Timezone string // of the schedule
	Machine  string

	Input         json.RawMessage   // a constant
	InputPath     string            // or a part of the event
	InputPaths    map[string]string // or parts for
	InputTemplate string
}

// rule reads an entry.
func (p *project) rule(name string, entry json.RawMessage) (r server.Rule, err error) {
	var e ruleEntry
	if err := decodeFields(entry, &e); err != nil {
		return r, err
	}
	r = server.Rule{Rule: events.Rule{Name: name, ScheduleExpression: e.Schedule, ScheduleExpressionTimezone: e.Timezone}, Machine: e.Machine, Target: events.Target{InputPath: e.InputPath}}
	if e.Machine == "" {
		return r, errors.New("it has no machine to start")
	}
	if _, err := p.machine(e.Machine); err != nil {
		return r, err
	}
	if e.Pattern != nil {
		if r.EventPattern, err = compactJSON(e.Pattern); err == nil {
			_, err = events.ParsePattern(r.EventPattern)
		}
	}
	if err == nil && e.Schedule != "" {
		err = checkSchedule(e.Schedule, e.Timezone)
	}
	if err == nil && e.Input != nil {
		r.Target.Input, err = compactJSON(e.Input)
	}
	if e.InputTemplate != "" || e.InputPaths != nil {
		r.Target.InputTransformer = &events.InputTransformer{InputPathsMap: e.InputPaths, InputTemplate: e.InputTemplate}
	}
	return r, err
}

func checkSchedule(text, zone string) error {
	s, err := events.ParseSchedule(text)
	if err == nil {
		_, err = s.In(zone)
	}
	return err
}

func compactJSON(text json.RawMessage) (string, error) {
	var b bytes.Buffer
	err := json.Compact(&b, text)
	return b.String(), err
}

// addEvents adds the buckets and the rules of another project.
func (p *project) addEvents(path string, other *project) error {
	for _, b := range other.buckets {
		if slices.ContainsFunc(p.buckets, func(is server.Bucket) bool { return is.Name == b.Name }) {
			return usage("%s: there is another bucket %q", path, b.Name)
		}
	}
	for _, r := range other.rules {
		if slices.ContainsFunc(p.rules, func(is server.Rule) bool { return is.Name == r.Name }) {
			return usage("%s: there is another rule %q", path, diag.Printable(r.Name))
		}
	}
	p.buckets, p.rules = append(p.buckets, other.buckets...), append(p.rules, other.rules...)
	return nil
}

// readEvents adds the buckets and the rules of a file asl.yaml, which has that path.
func (f folder) readEvents(p *project, path string, file *projectFile) error {
	for _, name := range sortedKeys(file.Buckets) {
		b, err := f.bucket(name, file.Buckets[name])
		if err != nil {
			return fmt.Errorf("%s: bucket %s: %w", path, diag.Printable(name), err)
		}
		p.buckets = append(p.buckets, b)
	}
	for _, name := range sortedKeys(file.Rules) {
		r, err := p.rule(name, file.Rules[name])
		if err != nil {
			return fmt.Errorf("%s: rule %s: %w", path, diag.Printable(name), err)
		}
		p.rules = append(p.rules, r)
	}
	return nil
}
