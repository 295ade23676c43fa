package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonpath/gval"
)

const order = `{
  "StartAt": "Check",
  "States": {
    "Check": {"Type": "Pass", "Assign": {"total": 12}, "Next": "Pack all"},
    "Pack all": {
      "Type": "Map", "ItemsPath": "$.items",
      "ItemProcessor": {"StartAt": "Pack", "States": {
        "Pack": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pack", "ResultPath": "$.packed", "End": true}}},
      "ResultPath": "$.packed", "Next": "Send"
    },
    "Send": {
      "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:send",
      "Catch": [{"ErrorEquals": ["Post.Closed"], "ResultPath": "$.problem", "Next": "Sorry"}], "End": true
    },
    "Sorry": {"Type": "Fail", "Error": "NotSent", "Cause": "the post office is closed"}
  }
}`

func tasks() asl.Option {
	return asl.WithOptions(asl.WithTask("Pack", echo), asl.WithTask("Send", fail("Post.Closed", `{"until":"Monday"}`)))
}

func TestExecutionPage(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	arn := s.run(t, m, "first", `{"items":[{"n":1},{"n":2},{"n":3}]}`, "")
	page := s.get(t, 200, execution(arn))
	wants(t, page, `<h1>first</h1>`, `<span class="pill failed" role="status">failed</span>`, `class="asl-graph executed"`,
		`class="state fail failed"`, `class="state task caught"`, `NotSent`, `the post office is closed`,
		`Iteration of <b>Pack all</b>`)

	if began := regexp.MustCompile(`<p class="soft">20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC · took `); !began.MatchString(page) {
		t.Error("the page does not say when the execution began, and by which clock")
	}

	of := func(q string) string { return s.get(t, 200, execution(arn)+"?"+q) }
	panel := of("part=panel&state=Send")
	wants(t, panel, `failed, caught`, `<h3>Post.Closed</h3>`, `&#34;until&#34;: &#34;Monday&#34;`, `<h3>Input</h3>`, `<h3>Output</h3>`,
		`<h3>total</h3>`, `Stages of the data`)
	wants(t, of("part=stages&state=Pack"), `After InputPath`, `<h3>Result</h3>`)
	if stages := of("part=stages&state=Send"); !strings.Contains(stages, "After InputPath") || strings.Contains(stages, "differs") {
		t.Errorf("the stages of a failure that was caught:\n%s", stages)
	}
	wants(t, of("part=stages&state=Sorry"), `comes to no end`)
	if strings.Contains(panel, "<html") || strings.Contains(panel, "data-part=\"picture\"") {
		t.Errorf("the part has more than was asked for:\n%s", panel)
	}
	wants(t, of("part=panel&state=Check"), `assigned here`, `<h3>total</h3>`)
	wants(t, of("part=panel&state=Pack"), `Visit 3 of 3`, `[2]`)
	wants(t, of("part=panel&state=Pack&in=1:Pack+all"), `[1]`, `&#34;n&#34;: 2`)
	wants(t, of("part=panel&state=Sorry&at=4"), `Not entered at that moment`)
	wants(t, of("part=panel&at=2"), `Choose a state`)
	if at3 := of("part=picture&at=3"); strings.Contains(at3, "state fail failed") {
		t.Error("the picture of the past shows what came later")
	}
	wants(t, of("view=steps"), `<td>Map</td>`, `class="in1"`)
	wants(t, of("view=timeline"), `<rect class="caught"`)
	wants(t, of("part=view&view=events&failed=1"), `LambdaFunctionFailed`, `ExecutionFailed`, `FailStateEntered`, `Events: 3`)
	wants(t, of("part=view&view=events&q=map"), `MapIterationStarted`, `MapStateExited`)
	s.get(t, 404, execution(arn)+"?part=nothing")
}

// The files of pictures are those that asl graph writes.
func TestPictureFiles(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	arn := s.run(t, m, "", `{"items":[1,2]}`, "")
	def := asl.MustParse(order)
	g, err := graph.New(def)
	if err != nil {
		t.Fatal(err)
	}
	events, _, err := s.x.History(t.Context(), arn, durable.HistoryPage{Max: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for path, opts := range map[string][]graph.Option{
		machineOf(m) + "/picture.svg":          nil,
		execution(arn) + "/picture.svg":        {graph.WithExecution(history.NewTimeline(events...))},
		execution(arn) + "/picture.svg?at=5":   {graph.WithExecution(history.NewTimeline(events[:5]...))},
		execution(arn) + "/picture.svg?at=x":   {graph.WithExecution(history.NewTimeline(events...))},
		execution(arn) + "/picture.svg?at=999": {graph.WithExecution(history.NewTimeline(events...))},
	} {
		var want strings.Builder
		if err := g.WriteSVG(&want, opts...); err != nil {
			t.Fatal(err)
		}
		if got := s.get(t, 200, path); got != want.String() {
			t.Errorf("%s is another picture", path)
		}
	}
}

func TestPayloads(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	long := strings.Repeat("x", 100_000)
	arn := s.run(t, m, "", `{"items":[{"n":"`+long+`"}]}`, "")
	page := s.get(t, 200, execution(arn)+"?state=Pack&part=panel")
	if len(page) > 50_000 {
		t.Errorf("the panel has %d bytes", len(page))
	}
	wants(t, page, "Show all", "/payload?event=")
	wants(t, s.get(t, 200, execution(arn)+"/payload?event=1"), long)
	wants(t, s.get(t, 200, execution(arn)+"/payload?event=1&whole=1"), long, "ExecutionStarted")
	wants(t, s.get(t, 200, execution(arn)+"/payload?event=3&variable=total"), "12")
	wants(t, s.get(t, 200, execution(arn)+"/payload?state=Pack&stage=After+ResultPath"), long)
	for _, q := range []string{"event=0", "event=9999", "event=x", "event=3&variable=other", "event=1&cause=1", "stage=None&state=Pack", "stage=Result&state=None"} {
		s.get(t, 404, execution(arn)+"/payload?"+q)
	}
}

func TestMachinePage(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	wants(t, s.get(t, 200, "/"), `>order</a>`, "none yet")
	wants(t, s.get(t, 200, machineOf(m)), `<textarea id="input"`, `>{}</textarea>`, "No executions.", `class="asl-graph"`)
	s.run(t, m, "first", `{"items":[]}`, "")
	page := s.get(t, 200, machineOf(m))
	wants(t, page, ">first</a>", "failed", `&#34;items&#34;: []`)
	if page := s.get(t, 200, machineOf(m)+"?status=RUNNING&part=executions"); strings.Contains(page, ">first</a>") {
		t.Error("the filter shows another status")
	}
	wants(t, s.get(t, 200, "/"), ">first</a>")
	wants(t, s.get(t, 404, machineOf(prefix+"none")), "State Machine Does Not Exist")
	wants(t, s.get(t, 404, execution("arn:none")), "Execution Does Not Exist")
	if svg := s.get(t, 200, machineOf(m)+"/picture.svg"); !strings.HasPrefix(svg, "<svg") || !strings.Contains(svg, "<style>") {
		t.Errorf("the file is not one that stands alone:\n%.200s", svg)
	}
}

func TestStart(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	page := s.post(t, 200, machineOf(m)+"/start", url.Values{"name": {"mine"}, "input": {`{"items":[]}`}})
	wants(t, page, "<h1>mine</h1>")
	wants(t, s.post(t, 400, machineOf(m)+"/start", url.Values{"input": {`{"items":`}}), "InvalidExecutionInput", `{&#34;items&#34;:</textarea>`)
	wants(t, s.post(t, 400, machineOf(m)+"/start", url.Values{"name": {"mine"}, "input": {`{"other":1}`}}), "ExecutionAlreadyExists")
	wants(t, s.post(t, 413, machineOf(m)+"/start", url.Values{"input": {strings.Repeat("x", 2<<20)}}), "too large")
}

func TestExpress(t *testing.T) {
	s := newSite(t)
	m := s.addType(t, asl.Express, "fast", `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x":1},"End":true}}}`)
	wants(t, s.post(t, 200, machineOf(m)+"/start", url.Values{"input": {`{}`}}), `class="asl-graph executed"`)
	s.wait(t, m, func() bool {
		return strings.Contains(s.get(t, 200, machineOf(m)), `<span class="dot succeeded"></span>`)
	})
	wants(t, s.get(t, 404, execution("arn:aws:states:us-east-1:123456789012:express:fast:a:b")), "kept in memory only")
}

// A machine that is too large for a picture has its tables.
func TestTooLarge(t *testing.T) {
	var states strings.Builder
	for i := range 5_001 {
		fmt.Fprintf(&states, `"S%d":{"Type":"Pass","Next":"S%d"},`, i, i+1)
	}
	s := newSite(t)
	m := s.add(t, "large", `{"StartAt":"S0","States":{`+states.String()+`"S5001":{"Type":"Succeed"}}}`)
	arn := s.run(t, m, "", `{}`, "")
	wants(t, s.get(t, 200, machineOf(m)), "No picture: the machine is too large")
	wants(t, s.get(t, 200, execution(arn)), "No picture: the machine is too large", `>S0</a>`)
	s.get(t, 404, execution(arn)+"/picture.svg")
}

// An execution whose machine is gone cannot be read if that had a language of its own, and the page
// says so.
func TestUnreadable(t *testing.T) {
	s := newSite(t)
	m := s.add(t, "order", order, tasks())
	own, err := asl.Parse([]byte(strings.Replace(order, `"Type": "Pass",`, `"Type": "Pass", "InputPath": "$[?(@.price * @.qty > 100)]",`, 1)), asl.WithFilters(gval.Filters()))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.x.Register(m, own); err != nil {
		t.Fatal(err)
	}
	arn := s.run(t, m, "", `{"items":[]}`, "")
	s.x.Unregister(m)
	wants(t, s.get(t, 200, execution(arn)), "The history cannot be read", "no machine of that ARN is registered")
	wants(t, s.get(t, 200, execution(arn)+"?view=events&at=7&state=Send"), "Not entered", "Events: 0")
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	resp, err := http.Get(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if p := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(p, "unsafe") {
		t.Errorf("Content-Security-Policy: %s", p)
	}
	s.get(t, 405, execution("arn:x")+"/stop")
}
