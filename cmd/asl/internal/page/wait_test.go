package page_test

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goasl/goasl/asl"
)

// rests waits for an hour in a state, and for another one before a retry.
const rests = `{"StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":3600,"Next":"Both"},
	"Both":{"Type":"Parallel","Branches":[{"StartAt":"Try","States":{"Try":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:try","End":true}}}],
		"Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3600}],"Next":"Again"},
	"Again":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:again","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3600}],"End":true}}}`

// busyOnce is a task that fails at first.
func busyOnce() asl.TaskFunc {
	var calls atomic.Int64
	return func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if calls.Add(1) == 1 {
			return nil, asl.NewError("Busy", "come back")
		}
		return in, nil
	}
}

// Waits are skipped: of a Wait state, and before retries of a Parallel state and of a task.
func TestBrowserSkipWait(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "rests", rests, asl.WithTask("Try", busyOnce()), asl.WithTask("Again", busyOnce()))
	arn := s.run(t, m, "tired", `{}`, "WaitStateEntered")
	b := s.open(t)
	for _, name := range []string{"Rest", "Both", "Again"} {
		b.visit(execution(arn) + "?state=" + name) // a click into the picture of Both finds Try
		b.has(".skip button", "Skip the wait")
		b.click(".skip button")
		b.until(`document.querySelector('` + state(name, ".succeeded") + `') && !document.querySelector('.skip')`)
	}
	b.has(".summary .pill", "succeeded")
}

// What does not wait has no button, and a form that comes too late says so.
func TestSkipWait(t *testing.T) {
	s := newSite(t)
	arn := s.run(t, s.add(t, "bread", waiting), "slow", `{"seconds":3600}`, "WaitStateEntered")
	skip := execution(arn) + "/skip"
	wants(t, s.get(t, 200, execution(arn)+"?state=Rest"), "Skip the wait")
	for _, q := range []string{"", "?state=Bake", "?state=Rest&at=1"} {
		if strings.Contains(s.get(t, 200, execution(arn)+q), "Skip the wait") {
			t.Errorf("%q: something else can be skipped", q)
		}
	}
	wants(t, s.post(t, 400, skip, url.Values{"event": {"x"}}), "does not say which event")
	wants(t, s.post(t, 409, skip, url.Values{"event": {"1"}}), "does not wait")
	s.post(t, 404, execution(arn+"x")+"/skip", url.Values{"event": {"2"}})
	s.post(t, 200, skip, url.Values{"event": {"2"}, "state": {"Rest"}})
	s.wait(t, arn, func() bool { return strings.Contains(s.history(t, arn), "ExecutionSucceeded") })
	s.post(t, 409, skip, url.Values{"event": {"2"}})
	if strings.Contains(s.get(t, 200, execution(arn)+"?state=Rest"), "Skip the wait") {
		t.Error("the wait can be skipped after the end")
	}
}
