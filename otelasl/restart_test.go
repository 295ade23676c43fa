package otelasl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"

	"github.com/google/go-cmp/cmp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// nested has states inside others that wait, fail, and are retried and caught.
const nested = `{"StartAt": "Each", "States": {
	"Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "Next": "Both", "ResultPath": null, "ItemProcessor": {"StartAt": "Pause", "States": {
		"Pause": {"Type": "Wait", "Seconds": 1, "Next": "Try"},
		"Try": {"Type": "Task", "Resource": "work", "End": true, "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}]}}},
		"Retry": [{"ErrorEquals": ["Closed"]}]},
	"Both": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "Left", "States": {"Left": {"Type": "Wait", "Seconds": 5, "Next": "Away"}, "Away": {"Type": "Pass", "End": true}}},
		{"StartAt": "Right", "States": {
			"Right": {"Type": "Task", "Resource": "work", "Parameters": "fail", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Far"}], "End": true},
			"Far": {"Type": "Wait", "Seconds": 1, "End": true}}}]}}}`

var start = time.Unix(1_800_000_000, 0).UTC()

// process is one of those that drive an execution one after the other.
type process struct {
	*recorded
	calls *calls // of the task, whose state is elsewhere
	saved asl.Saved
	now   time.Time
	left  int // checkpoints until it is killed; below 0 for none
}

// calls are those of a task, by key and input.
type calls struct {
	mu   sync.Mutex
	seen map[string]bool
}

// add returns how many calls there are with an input. One that is repeated counts once.
func (c *calls) add(key, input string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[key+input] = true
	for k := range c.seen {
		if strings.HasSuffix(k, input) {
			n++
		}
	}
	return n
}

var errKilled = errors.New("killed")

// work fails for "busy" the first time, for "closed" the first time, and for "fail".
func (p *process) work(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	n := p.calls.add(asl.TaskInfoFrom(ctx).Key, string(in))
	switch text := string(in); {
	case text == `"fail"`:
		return nil, asl.NewError("Broken", "for good")
	case text == `"busy"` && n == 1:
		return nil, asl.NewError("Busy", "come again")
	case text == `"closed"` && n == 1:
		return nil, asl.NewError("Closed", "all of it")
	}
	return in, nil
}

func (p *process) options(clock asl.Clock) []asl.Option {
	return []asl.Option{
		p.telemetry.Option(), asl.WithClock(clock), asl.WithName("x"), asl.WithSeed(1), asl.WithLimits(asl.Limits{Tasks: 1}),
		asl.WithTask("Try", p.work), asl.WithTask("Right", p.work),
		asl.WithCheckpoint(func(_ context.Context, c *asl.Checkpoint) (err error) {
			if p.left == 0 {
				return errKilled
			}
			p.left--
			p.now = clock.Now()
			p.saved.Snapshot, err = c.Snapshot()
			return err
		}),
	}
}

// TestKilledAnywhere: the spans of an execution that goes on in another process, after any
// checkpoint, are those of one that was never interrupted.
func TestKilledAnywhere(t *testing.T) {
	m := asl.MustParse(nested)
	const input = `{"items": ["a", "busy", "closed", "b"]}`
	run := func(left int, opts ...sdktrace.TracerProviderOption) (first, second *process) {
		first = &process{recorded: record(t, opts...), calls: &calls{seen: map[string]bool{}}, left: left}
		_, err := m.Execute(t.Context(), []byte(input), first.options(asl.NewVirtualClock(start))...)
		if left < 0 {
			if err != nil {
				t.Fatal(err)
			}
			return first, nil
		}
		if err == nil {
			return first, nil
		}
		second = &process{recorded: record(t, opts...), calls: first.calls, left: -1}
		x, err := m.Resume(t.Context(), first.saved, second.options(asl.NewVirtualClock(first.now))...)
		if err == nil {
			_, err = x.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		return first, second
	}
	whole, _ := run(-1)
	want := ended(whole.spans.Ended())
	n := 1
	for ; ; n++ {
		first, second := run(n)
		if second == nil {
			break
		}
		got := append(ended(first.spans.Ended()), ended(second.spans.Ended())...)
		slices.Sort(got)
		if diff := cmp.Diff(slices.Sorted(slices.Values(want)), got); diff != "" {
			t.Errorf("killed after checkpoint %d (-whole +killed):\n%s", n, diff)
		}
	}
	if n < 20 {
		t.Errorf("there are only %d checkpoints", n)
	}
}

// TestManyRedrives: no two spans have the same ID, however often an execution is redriven.
func TestManyRedrives(t *testing.T) {
	r := record(t)
	var saved asl.Saved
	m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "work", "End": true}}}}}}`, r.telemetry.Option(), virtual(),
		asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, asl.NewError("Broken", "")
		}),
		asl.WithCheckpoint(func(_ context.Context, c *asl.Checkpoint) (err error) {
			saved.Snapshot, err = c.Snapshot()
			return err
		}))
	if _, err := m.Execute(t.Context(), []byte(`[1]`)); err == nil {
		t.Fatal("it succeeds")
	}
	const times = 300
	for range times {
		x, err := m.Redrive(t.Context(), saved)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Wait(t.Context()); err == nil {
			t.Fatal("it succeeds")
		}
	}
	r.named(t, "M iteration", times+1)
	known := map[trace.SpanID]string{}
	for _, s := range r.spans.Ended() {
		id := s.SpanContext().SpanID()
		if other, ok := known[id]; ok {
			t.Errorf("%s has the ID of %s", s.Name(), other)
		}
		known[id] = s.Name()
	}
}

// ended returns one line for each span, without its events and what the next process does not know.
func ended(spans []sdktrace.ReadOnlySpan) (lines []string) {
	for _, s := range spans {
		attrs := map[string]string{}
		for _, a := range s.Attributes() {
			attrs[string(a.Key)] = a.Value.Emit()
		}
		text := ""
		for _, k := range slices.Sorted(maps.Keys(attrs)) {
			text += " " + k + "=" + attrs[k]
		}
		from := s.StartTime().Sub(start).String()
		if strings.HasSuffix(s.Name(), " iteration") || attrs["goasl.task.attempt"] > "0" {
			from = "?" // the next process does not know it
		}
		lines = append(lines, fmt.Sprint(s.SpanContext().TraceID(), " ", s.SpanContext().SpanID(), " < ", s.Parent().SpanID(), " ", s.Name(), " ",
			from, "-", s.EndTime().Sub(start), " ", s.Status().Code, text))
	}
	return lines
}
