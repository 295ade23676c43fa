package sfnapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/sfnapi"
)

// TestGetExecutionHistory reads a history of six events page by page.
func TestGetExecutionHistory(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", twoPasses, "")})
	ended(t, s, arn)
	for _, test := range []struct {
		name    string
		reverse bool
		max     int64
		want    []int64
		pages   int
	}{
		{"all", false, 0, []int64{1, 2, 3, 4, 5, 6}, 1},
		{"by two", false, 2, []int64{1, 2, 3, 4, 5, 6}, 3},
		{"by four", false, 4, []int64{1, 2, 3, 4, 5, 6}, 2},
		{"the last first", true, 0, []int64{6, 5, 4, 3, 2, 1}, 1},
		{"the last first, by four", true, 4, []int64{6, 5, 4, 3, 2, 1}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, ReverseOrder: test.reverse, MaxResults: &test.max}
			var ids []int64
			pages := 0
			for more := true; more; pages++ {
				out, err := s.GetExecutionHistory(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range out.Events {
					ids = append(ids, e.ID)
				}
				in.NextToken, more = out.NextToken, out.NextToken != ""
			}
			if !slices.Equal(ids, test.want) || pages != test.pages {
				t.Errorf("got %v in %d pages", ids, pages)
			}
		})
	}
}

// TestGetExecutionHistoryWithoutData reads events without inputs and outputs.
func TestGetExecutionHistoryWithoutData(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", fails, ""), Input: `"private"`})
	ended(t, s, arn)
	for _, with := range []bool{true, false} {
		out, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, IncludeExecutionData: &with})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(out)
		if err != nil || strings.Contains(string(text), "private") != with || !strings.Contains(string(text), `"error":"E"`) {
			t.Errorf("with data %v: %s, %v", with, text, err)
		}
	}
}
