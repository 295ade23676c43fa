package page_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
)

// Parent and child lead to each other.
func TestLinks(t *testing.T) {
	s := newSite(t)
	child := s.add(t, "child", `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`)
	parent := s.run(t, s.add(t, "parent", `{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
		"Parameters":{"StateMachineArn":"`+child+`","Input":{"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$":"$$.Execution.Id"}},"End":true}}}`), "", `{}`, "")
	panel := s.get(t, 200, execution(parent)+"?part=panel&state=Call")
	_, after, found := strings.Cut(panel, `<li><a href="`)
	if !found {
		t.Fatalf("there is no link to the child:\n%s", panel)
	}
	link, _, _ := strings.Cut(after, `"`)
	wants(t, s.get(t, 200, link), `<a href="`+execution(parent)+`">Parent execution</a>`)
}

// printed has lines of calls.
type printed struct {
	mu    sync.Mutex
	calls []page.Call
}

func (p *printed) Lines(_ context.Context, c page.Call) []page.Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, c)
	return []page.Line{{Time: c.From, Text: "packing <" + c.State + ">"}}
}

// The lines of an attempt are those of its iteration and retry.
func TestLogs(t *testing.T) {
	logs := &printed{}
	s := newSite(t, page.WithLogs(logs))
	arn := s.run(t, s.add(t, "order", order, tasks()), "", `{"items":[1,2,3]}`, "")
	wants(t, s.get(t, 200, execution(arn)+"?part=panel&state=Pack&visit=2"), "packing &lt;Pack&gt;")
	logs.mu.Lock()
	defer logs.mu.Unlock()
	for i := range logs.calls { // the failure of another item may cut the attempt, which has no end then
		if c := &logs.calls[i]; c.From.IsZero() || !c.To.IsZero() && c.To.Before(c.From) {
			t.Errorf("call %d is from %v to %v", i, c.From, c.To)
		} else {
			c.From, c.To = time.Time{}, time.Time{}
		}
	}
	want := []page.Call{{Execution: arn, State: "Pack", Items: []asl.MapIndex{{State: "Pack all", Index: 1}}}}
	if diff := cmp.Diff(want, logs.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// Of several ways to the same state the one is shown that was taken, as of the moment.
func TestWays(t *testing.T) {
	s := newSite(t)
	arn := s.run(t, s.add(t, "ways", `{"StartAt":"Which","States":{"Which":{"Type":"Choice","Choices":[
		{"Variable":"$.n","NumericGreaterThan":5,"Next":"Go"},{"Variable":"$.n","NumericGreaterThan":1,"Next":"Go"}],"Default":"Go"},
		"Go":{"Type":"Pass","End":true}}}`), "", `{"n":3}`, "")
	classes := func(q string) (all []string) {
		for line := range strings.Lines(s.get(t, 200, execution(arn)+q)) {
			if _, rest, ok := strings.Cut(line, `class="transition `); ok && strings.Contains(line, `data-from="Which"`) {
				class, _, _ := strings.Cut(rest, `"`)
				all = append(all, class)
			}
		}
		slices.Sort(all)
		return all
	}
	if diff := cmp.Diff([]string{"default idle", "rule idle", "rule taken"}, classes("?part=picture")); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"default idle", "rule idle", "rule idle"}, classes("?part=picture&at=2")); diff != "" {
		t.Errorf("ways at the entry of the state (-want +got):\n%s", diff)
	}
}

// Also of an execution that has skipped a wait.
func TestWaysAfterSkip(t *testing.T) {
	s := newSite(t)
	arn := s.run(t, s.add(t, "ways", `{"StartAt":"Rest","States":{"Rest":{"Type":"Wait","Seconds":3600,"Next":"Which"},
		"Which":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":5,"Next":"Go"}],"Default":"Go"},
		"Go":{"Type":"Pass","End":true}}}`), "", `{"n":3}`, "WaitStateEntered")
	s.post(t, 200, execution(arn)+"/skip", url.Values{"event": {"2"}, "state": {"Rest"}})
	s.wait(t, arn, func() bool { return strings.Contains(s.history(t, arn), "ExecutionSucceeded") })
	wants(t, s.get(t, 200, execution(arn)+"?part=picture"), `class="transition default taken`)
}
