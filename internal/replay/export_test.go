package replay_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// export makes of a recorded case what "aws stepfunctions get-execution-history" prints.
// The recorder has parsed JSON texts, and removed the times: events follow one another by
// a hundredth of a second, and a timeout comes when the call says.
type export struct {
	*cases.Case
	input  string
	now    time.Time
	limits map[int64]time.Duration // how long a call may take, by the events that follow from it
}

// events returns the events of a case. The error says why they cannot be read.
func (x *export) events() ([]history.Event, error) {
	text := []byte(`{"events":[`)
	for i, raw := range x.Expect.Events {
		if i > 0 {
			text = append(text, ',')
		}
		e, err := x.event(raw)
		if err != nil {
			return nil, err
		}
		text = append(text, e...)
	}
	return history.Read(append(text, "]}"...))
}

func (x *export) event(raw json.RawMessage) (json.RawMessage, error) {
	recorded, err := jsonvalue.Parse(raw)
	if err != nil {
		return nil, err
	}
	x.pass(recorded)
	var members []jsonvalue.Member
	for name, v := range recorded.Members() {
		switch {
		case name == "timestamp":
			v = jsonvalue.OfString(x.now.Format("2006-01-02T15:04:05.000000-07:00"))
		case name == "executionStartedEventDetails":
			v = x.sent(x.details(v))
		case strings.HasSuffix(name, "EventDetails"):
			v = x.details(v)
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(members).JSON(), nil
}

// pass lets the time pass up to an event.
func (x *export) pass(e jsonvalue.Value) {
	id, _ := e.Get("id").Int64()
	previous, _ := e.Get("previousEventId").Int64()
	limit := x.limits[previous]
	for name, details := range e.Members() {
		if !strings.HasSuffix(name, "EventDetails") {
			continue
		}
		for _, member := range []string{"timeoutInSeconds", "heartbeatInSeconds"} {
			if n, ok := details.Get(member).Int64(); ok {
				limit = time.Duration(n) * time.Second
			}
		}
	}
	x.limits[id] = limit
	x.now = x.now.Add(10 * time.Millisecond)
	if strings.HasSuffix(e.Get("type").Text(), "TimedOut") {
		x.now = x.now.Add(limit)
	}
}

func (x *export) details(v jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range v.Members() {
		switch name {
		case "input", "output", "parameters", "cause":
			v = x.text(v)
		case "assignedVariables":
			v = x.variables(v)
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return jsonvalue.OfObject(members)
}

// sent puts the input into the details as it was sent, in which nothing is masked.
func (x *export) sent(details jsonvalue.Value) jsonvalue.Value {
	changed, err := details.Set([]jsonvalue.Step{{Name: "input"}}, jsonvalue.OfString(x.input))
	if err != nil {
		return details
	}
	return changed
}

func (x *export) variables(v jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range v.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: x.text(v)})
	}
	return jsonvalue.OfObject(members)
}

func (x *export) text(v jsonvalue.Value) jsonvalue.Value {
	switch {
	case v.Kind() != jsonvalue.String:
		return jsonvalue.OfString(v.String())
	case x.isMask(v.Text()):
		return jsonvalue.OfString(jsonvalue.OfString(v.Text()).String())
	}
	return v
}

// isMask reports whether the recorder has written a text over a whole value.
func (x *export) isMask(text string) bool {
	for _, p := range x.Expect.Placeholders {
		if v, err := jsonvalue.Parse(p.Value); err == nil && v.Kind() == jsonvalue.String && v.Text() == text {
			return true
		}
	}
	return false
}

var times = regexp.MustCompile(`^"?\d{1,4}-\d{1,2}-\d{1,4}`)

// same reports whether a text is as recorded, but for what the recorder masked.
func (x *export) same(recorded, own string) bool {
	inner := strings.Trim(recorded, `"`)
	switch {
	case x.isMask(recorded), x.isMask(inner):
		return true
	case inner == "timestamp" || inner == "datetime" || inner == "date":
		return times.MatchString(own)
	}
	if want, err := jsonvalue.ParseString(recorded); err == nil && want.Kind() == jsonvalue.Object {
		got, err := jsonvalue.ParseString(own)
		return err == nil && x.sameValue(want, got)
	}
	return new(compare.Bindings).Match(recorded, own)
}

func (x *export) sameValue(want, got jsonvalue.Value) bool {
	switch {
	case want.Kind() == jsonvalue.String && x.isMask(want.Text()):
		return true
	case want.Kind() == jsonvalue.String && got.Kind() == jsonvalue.String:
		return x.same(want.Text(), got.Text())
	case want.Kind() != got.Kind() || want.Len() != got.Len():
		return false
	case want.Kind() == jsonvalue.Object:
		for i := range want.Len() {
			name, w := want.Member(i)
			other, g := got.Member(i)
			if !x.same(name, other) || !x.sameValue(w, g) {
				return false
			}
		}
		return true
	case want.Kind() == jsonvalue.Array:
		for i, w := range want.Elements() {
			if !x.sameValue(w, got.Index(i)) {
				return false
			}
		}
		return true
	}
	return jsonvalue.Equal(want, got)
}

func newExport(t testing.TB, c *cases.Case) *export {
	t.Helper()
	start, err := play.StartOf(c)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", c.ID, err))
	}
	return &export{Case: c, limits: map[int64]time.Duration{}, now: start.Now, input: string(start.Input)}
}
