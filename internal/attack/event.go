package main

import (
	"strings"
	"time"

	"github.com/goasl/goasl/events"
)

// eventual are attacks by event patterns, events and what makes inputs of them.
var eventual = []attack{
	{name: "S9/wildcards in a pattern", run: func(t *trial) {
		t.unmatched(`{"a":[{"wildcard":"`+strings.Repeat("*a", 2_000)+`b"}]}`, `{"a":"`+strings.Repeat("a", 260_000)+`"}`)
	}},
	{name: "S9/many wildcards in a pattern", run: func(t *trial) {
		t.unmatched(`{"a":[`+listed(`{"wildcard":"*aab*b"}`, 180)+`]}`, `{"a":["`+strings.Repeat("aa", 130_000)+`"]}`)
	}},
	{name: "S9/alternatives in a pattern", run: func(t *trial) {
		or := `"$or":[` + listed(`{"a":[1]}`, 10) + `],`
		t.unmatched(`{"a":{`+or+or+or+`"c":[1]}}`, `{"a":[`+listed(`{"a":1}`, 32_000)+`]}`)
	}},
	{name: "S9/fields that must be missing", run: func(t *trial) {
		t.unmatched(`{"a":{`+listed(`"b":[{"exists":false}]`, 150)+`,"c":[1]}}`, `{"a":[`+listed(`{"d":1}`, 32_000)+`]}`)
	}},
	{name: "S9/combinations in a pattern", run: func(t *trial) {
		or := `"$or":[` + listed(`{"a":[1]}`, 31) + `],`
		_, err := events.ParsePattern(`{` + or + or + or + listed(`"c":[1]`, 300) + `}`)
		if err == nil || !strings.Contains(err.Error(), "too complex") {
			t.wrongf("the error is %v", err)
		}
		t.endedf("refused")
	}},
	{name: "S9/a template", run: func(t *trial) {
		target := events.Target{ID: "1", ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:m", InputTransformer: &events.InputTransformer{
			InputTemplate: strings.Repeat("<aws.events.event.json>", 350),
		}}
		_, err := target.InputFor(events.Rule{}, events.Event{Detail: []byte(`{"a":"` + strings.Repeat("x", 250_000) + `"}`)}, time.Time{})
		if err == nil {
			t.wrongf("the input is made")
		}
		t.endedf("refused: %v", err)
	}},
	{name: "S9/a schedule that never comes", run: func(t *trial) {
		s, err := events.ParseSchedule("cron(0 0 30 2 ? *)")
		if err != nil {
			t.wrongf("it is refused: %v", err)
			return
		}
		for range 100 {
			if next := s.Next(time.Time{}, time.Time{}); !next.IsZero() {
				t.wrongf("it comes at %v", next)
			}
		}
		t.endedf("never")
	}},
}

// listed returns an element n times, with commas between.
func listed(element string, n int) string { return strings.Repeat(element+",", n-1) + element }

// unmatched matches an event with a pattern that does not match it.
func (t *trial) unmatched(pattern, event string) {
	p, err := events.ParsePattern(pattern)
	if err != nil {
		t.wrongf("the pattern is refused: %v", err)
		return
	}
	if matched, err := p.MatchesJSON([]byte(event)); matched || err != nil {
		t.wrongf("it matches: %v, %v", matched, err)
	}
	t.endedf("no match")
}
