package temporal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/temporal"
)

// threeRuns is a client of the SDK for a workflow that has continued as new twice. Each of its
// runs has ten events.
type threeRuns struct {
	client.Client
	asked []string
}

func (*threeRuns) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	return &workflowservice.DescribeWorkflowExecutionResponse{}, nil
}

func (w *threeRuns) QueryWorkflow(_ context.Context, _, run, _ string, _ ...any) (converter.EncodedValue, error) {
	w.asked = append(w.asked, run)
	var events []string
	for i := range 10 {
		id := 10*slices.Index([]string{"first", "second", ""}, run) + i + 1
		events = append(events, fmt.Sprintf(`{"timestamp":"2026-01-02T03:04:05Z","type":"WaitStateEntered","id":%d,"previousEventId":%d}`, id, id-1))
	}
	before := map[string]string{"": "second", "second": "first"}[run]
	return rawValue(`{"before":"` + before + `","events":[` + strings.Join(events, ",") + `]}`), nil
}

// rawValue is the answer of a query.
type rawValue string

func (rawValue) HasValue() bool { return true }
func (v rawValue) Get(to any) error {
	*to.(*converter.RawValue) = converter.NewRawValue(&commonpb.Payload{Data: []byte(v)})
	return nil
}

// A history has the events of all runs. Only those of a page are asked for.
func TestHistoryOfRuns(t *testing.T) {
	for name, c := range map[string]struct {
		page        durable.HistoryPage
		first, last int64
		next        int64
		asked       []string
	}{
		"all":                         {durable.HistoryPage{}, 1, 30, 0, []string{"", "second", "first"}},
		"the end":                     {durable.HistoryPage{From: 21}, 21, 30, 0, []string{""}},
		"the middle":                  {durable.HistoryPage{From: 15, Max: 10}, 15, 24, 25, []string{"", "second"}},
		"backwards":                   {durable.HistoryPage{Reverse: true, Max: 9}, 30, 22, 21, []string{""}},
		"backwards, one run":          {durable.HistoryPage{Reverse: true, Max: 10}, 30, 21, 20, []string{"", "second"}},
		"backwards from the middle":   {durable.HistoryPage{Reverse: true, Max: 5, From: 20}, 20, 16, 15, []string{"", "second"}},
		"backwards to the first":      {durable.HistoryPage{Reverse: true, From: 4}, 4, 1, 0, []string{"", "second", "first"}},
		"backwards from what is none": {durable.HistoryPage{Reverse: true, Max: 10, From: 99}, 30, 21, 20, []string{"", "second"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := &threeRuns{}
			our, err := temporal.NewClient(w, "queue", nil)
			if err != nil {
				t.Fatal(err)
			}
			events, next, err := our.History(t.Context(), "x", c.page)
			if err != nil || len(events) == 0 {
				t.Fatal(events, err)
			}
			if first, last := events[0].ID, events[len(events)-1].ID; first != c.first || last != c.last || next != c.next {
				t.Errorf("%d to %d, then %d", first, last, next)
			}
			if diff := cmp.Diff(c.asked, w.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}
