package sfnapi_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/sfnapi"
)

// TestHostileLists: long lists in a request are refused in a time and with an answer that are in
// proportion to the request.
func TestHostileLists(t *testing.T) {
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	machine := created(t, s, "M", twoPasses, "")
	many := func(element string) string {
		return strings.TrimSuffix(strings.Repeat(element+",", 6<<20/(len(element)+1)), ",")
	}
	tags := strings.Builder{}
	for i := range 300_000 {
		fmt.Fprintf(&tags, `{"key": "%d"},`, i)
	}
	for _, test := range []struct{ operation, body, want string }{
		{"CreateStateMachineAlias", `{"name": "live", "routingConfiguration": [` + many(`{}`) + `]}`, "1 validation error detected: Value '[{},{}"},
		{"UntagResource", `{"resourceArn": "` + machine + `", "tagKeys": [` + many(`""`) + `]}`, "2097152 validation errors detected: Value '' at 'tagKeys.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1; Value"},
		{"TagResource", `{"resourceArn": "` + machine + `", "tags": [` + many(`{"value": null}`) + `]}`, "A tag needs a key"},
		{"TagResource", `{"resourceArn": "` + machine + `", "tags": [` + tags.String() + `{"key": "last"}]}`, "TooManyTags"},
	} {
		status, body := called(t, server, test.operation, test.body)
		if status != 400 || !strings.Contains(body, test.want) || len(body) > len(test.body)+1_000 {
			t.Errorf("%s: got %d with %d bytes for %d: %.500s", test.operation, status, len(body), len(test.body), body)
		}
	}
}

// TestLargeHistory: a page of a history is bounded in bytes, too.
func TestLargeHistory(t *testing.T) {
	s := service(t)
	var states strings.Builder
	for i := range 40 {
		fmt.Fprintf(&states, `"S%d": {"Type": "Pass", "Next": "S%d"}, `, i, i+1)
	}
	machine := created(t, s, "M", `{"StartAt": "S0", "States": {`+states.String()+`"S40": {"Type": "Succeed"}}}`, "")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Input: `"` + strings.Repeat("x", 250_000) + `"`})
	ended(t, s, arn)
	for _, reverse := range []bool{false, true} {
		for _, data := range []bool{false, true} {
			in := sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, ReverseOrder: reverse, IncludeExecutionData: &data}
			count, pages := int64(0), 0
			for more := true; more; pages++ {
				out, err := s.GetExecutionHistory(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range out.Events {
					count++
					if want := map[bool]int64{false: count, true: 85 - count}[reverse]; e.ID != want {
						t.Fatalf("event %d is at %d, reverse is %t", e.ID, count, reverse)
					}
				}
				in.NextToken, more = out.NextToken, out.NextToken != ""
			}
			if want := map[bool]int{false: 1, true: 2}[data]; count != 84 || pages != want {
				t.Errorf("reverse %t, data %t: %d events in %d pages", reverse, data, count, pages)
			}
		}
	}
}
