package page_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const distributed = `{"StartAt":"All","States":{"All":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
	"StartAt":"Work","States":{"Work":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:work","End":true}}},"ToleratedFailureCount":5,"End":true}}}`

func mapRun(arn string) string { return "/mapruns/" + url.PathEscape(arn) }

func TestMapRunPage(t *testing.T) {
	s := newSite(t)
	arn := s.run(t, s.add(t, "wide", distributed, asl.WithTask("Work", echo)), "", `[1,2,3]`, "")
	runs, err := s.x.MapRuns(t.Context(), arn)
	if err != nil || len(runs) != 1 {
		t.Fatalf("Map Runs: %v, %v", runs, err)
	}
	wants(t, s.get(t, 200, execution(arn)), "Map Runs", `<span class="dot succeeded"></span>3 succeeded`, mapRun(runs[0].ARN))
	wants(t, s.get(t, 200, mapRun(runs[0].ARN)), "Map Run of All", `<rect class="succeeded" x="0" y="0" width="1000"`, execution(arn))
	s.get(t, 404, mapRun("arn:none"))

	// Its executions have pages, with the picture of the item processor.
	children, _, err := s.x.List(t.Context(), durable.Filter{MapRun: runs[0].ARN})
	if err != nil || len(children) != 3 {
		t.Fatalf("children: %v, %v", children, err)
	}
	child := execution(children[0].ARN)
	wants(t, s.get(t, 200, mapRun(runs[0].ARN)+"?status=SUCCEEDED"), `<a href="`+child+`">`, `aria-current="true">succeeded</a>`)
	wants(t, s.get(t, 200, mapRun(runs[0].ARN)+"?status=FAILED&part=executions"), "No executions.")
	page := s.get(t, 200, child+"?state=Work")
	wants(t, page, `data-state="Work"`, `class="state task succeeded"`, `<a href="`+mapRun(runs[0].ARN)+`">Map Run</a>`, `<a href="`+machineOf(prefix+"wide")+`">wide</a>`)
	if strings.Contains(page, `data-state="All"`) || strings.Contains(page, "Run again") {
		t.Error("the page of a child shows what is not of it")
	}
}
