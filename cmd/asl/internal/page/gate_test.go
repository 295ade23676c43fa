package page_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
)

const steps = `{"StartAt":"One","States":{
	"One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:one","Next":"Two"},
	"Two":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:two","Next":"Three"},
	"Three":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:three","End":true}}}`

// An execution is stepped through: each task waits until it is let through.
func TestBrowserStep(t *testing.T) {
	gate := &page.Gate{}
	s := newSite(t, page.WithGate(gate))
	m := s.add(t, "steps", steps, asl.WithMiddleware(gate.Middleware),
		asl.WithTask("One", echo), asl.WithTask("Two", echo), asl.WithTask("Three", echo))
	b := s.open(t)
	b.visit(machineOf(m))
	b.click(".check input")
	b.click(".side button.primary")
	b.has(".held button", "Run One")
	b.until(`document.querySelector('` + state("One", ".running") + `')`)
	b.click(".held button")
	b.has(".held button", "Run Two")
	b.until(`document.querySelector('` + state("One", ".succeeded") + `') && document.querySelector('` + state("Three", ".idle") + `')`)
	b.click("[data-key=release]")
	b.has(".summary .pill", "succeeded")
}

// A task that is held can time out, and its execution can be stopped.
func TestGateEnds(t *testing.T) {
	gate := &page.Gate{}
	s := newSite(t, page.WithGate(gate))
	m := s.add(t, "steps", steps, asl.WithMiddleware(gate.Middleware), asl.WithTask("One", echo))
	s.post(t, 200, machineOf(m)+"/start", url.Values{"name": {"held"}, "input": {"{}"}, "step": {"1"}})
	arn := "arn:aws:states:us-east-1:123456789012:execution:steps:held"
	has := func(text string) {
		s.wait(t, arn, func() bool { return strings.Contains(s.get(t, 200, execution(arn)), text) })
	}
	has("Run One")
	s.post(t, 400, execution(arn)+"/step", url.Values{"do": {"jump"}})
	s.post(t, 200, execution(arn)+"/step", url.Values{"do": {"next"}, "key": {"of no call"}})
	has("Run One")
	s.post(t, 200, execution(arn)+"/stop", nil)
	has("aborted")
	if strings.Contains(s.get(t, 200, execution(arn)), "Step by hand") {
		t.Error("an execution that has ended can be stepped through")
	}
	plain := newSite(t)
	other := plain.run(t, plain.add(t, "pass", `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`), "", "{}", "")
	plain.post(t, 404, execution(other)+"/step", url.Values{"do": {"hold"}})
}
