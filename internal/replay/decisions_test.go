package replay_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/replay"
	"github.com/goasl/goasl/state"
)

// TestDecisions: a replay takes the decisions again that the execution took.
func TestDecisions(t *testing.T) {
	type decision struct {
		kind  state.DecisionKind
		index int
		event int64
	}
	var want, got []decision
	var events []history.Event
	m := asl.MustParse(`{"StartAt":"Which","States":{"Which":{"Type":"Choice","Choices":[
		{"Variable":"$","NumericGreaterThan":5,"Next":"Go"},{"Variable":"$","NumericGreaterThan":1,"Next":"Go"}],"Default":"Go"},
		"Go":{"Type":"Pass","Next":"Done"},"Done":{"Type":"Succeed"}}}`)
	_, err := m.Execute(context.Background(), []byte("3"),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) { events = append(events, e) }),
		asl.WithDecisions(func(_ *asl.Execution, d state.Decision) { want = append(want, decision{d.Kind, d.Index, d.Event}) }))
	if err != nil {
		t.Fatal(err)
	}
	r, err := replay.Run(m.Definition(), events, replay.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Decisions {
		got = append(got, decision{d.Kind, d.Index, d.Event})
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(decision{})); diff != "" || len(want) != 2 {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}
