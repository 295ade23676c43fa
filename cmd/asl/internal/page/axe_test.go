package page_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
	"github.com/goasl/goasl/durable"
)

// violation is what axe finds.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// No page violates WCAG 2 AA, as far as axe can tell, in light and in dark.
func TestBrowserAccessibility(t *testing.T) {
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not there: npm install --prefix cmd/asl/internal/page --no-package-lock")
	}
	gate := &page.Gate{}
	s := newSite(t, page.WithGate(gate))
	m, waits := subscribe(t, s)
	failed := s.run(t, s.add(t, "order", order, tasks()), "o-4711", `{"items":[{"n":1},{"n":2}]}`, "")
	s.addType(t, asl.Express, "express", `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`)
	run := s.run(t, s.add(t, "wide", distributed, asl.WithTask("Work", echo)), "", `[1,2,3]`, "")
	runs, err := s.x.MapRuns(t.Context(), run)
	if err != nil || len(runs) == 0 {
		t.Fatalf("Map Runs: %v, %v", runs, err)
	}
	children, _, err := s.x.List(t.Context(), durable.Filter{MapRun: runs[0].ARN})
	if err != nil || len(children) == 0 {
		t.Fatalf("executions of the Map Run: %v, %v", children, err)
	}
	resting := s.run(t, s.add(t, "bread", waiting), "", `{"seconds":3600}`, "WaitStateEntered")
	stepped := s.add(t, "steps", steps, asl.WithMiddleware(gate.Middleware), asl.WithTask("One", echo))
	s.post(t, 200, machineOf(stepped)+"/start", url.Values{"name": {"held"}, "input": {"{}"}, "step": {"1"}})
	held := execution(strings.Replace(prefix, "stateMachine", "execution", 1) + "steps:held")
	s.wait(t, "held", func() bool { return strings.Contains(s.get(t, 200, held), "Run One") })
	b := s.open(t)
	for _, scheme := range []string{"light", "dark"} {
		b.prefer(scheme)
		for _, path := range []string{
			"/", machineOf(m), machineOf(prefix + "express"), execution(waits), execution(waits) + "?state=Ask+for+another+card",
			execution(waits) + "?at=4&state=Charge&view=timeline", execution(failed), execution(failed) + "?state=Send&view=events",
			execution(failed) + "?state=Pack&view=events&failed=1&in=1:Pack+all", execution(run), mapRun(runs[0].ARN), execution(children[0].ARN), held, execution(resting) + "?state=Rest",
		} {
			b.visit(path)
			b.until(`document.querySelector('main')`)
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('details').forEach(e => { e.open = true; })`))
			b.do(chromedp.Evaluate[chromedp.Void](string(axe) + ";0"))
			found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]violation](
				`axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => r.violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`,
				chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range found {
				text, _ := json.MarshalIndent(v.Nodes[:min(len(v.Nodes), 3)], "", " ")
				t.Errorf("%s, %s: %s: %s\n%s", path, scheme, v.ID, v.Help, text)
			}
		}
	}
}
