package sfnapi_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
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
