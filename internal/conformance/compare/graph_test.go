package compare

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// FuzzHistories compares histories that mostly make no sense: nothing panics, and
// each equals itself.
func FuzzHistories(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0, 2, 2, 3, 3, 3, 3, 4, 4}, []byte{0, 0})
	f.Add([]byte{0, 0, 5, 0, 6, 2, 4, 3, 4, 3, 8, 5, 9, 6, 10, 6}, []byte{0, 0, 5, 0, 6, 2})
	f.Add([]byte("x0000001"), []byte("0")) // chains that nothing leads to
	f.Add([]byte("x000000120"), []byte("0"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) > 80 || len(b) > 80 {
			return
		}
		first, second := nonsense(a), nonsense(b)
		if d := histories(new(values), first, nonsense(a)); d != nil {
			t.Errorf("not equal to itself: %v", d)
		}
		histories(new(values), first, second)
		histories(new(values), second, first)
	})
}

// nonsense makes a history of two bytes an event: its type, and how far back it
// links.
func nonsense(data []byte) []*event {
	kinds := []struct{ kind, details string }{
		{"ExecutionStarted", `{}`},
		{"MapStateEntered", `{"name":"M"}`},
		{"MapStateStarted", `{}`},
		{"MapIterationStarted", `{"index":0}`},
		{"PassStateEntered", `{"name":"A"}`},
		{"ParallelStateEntered", `{"name":"P"}`},
		{"ParallelStateStarted", `{}`},
		{"PassStateExited", `{"name":"A"}`},
		{"MapIterationSucceeded", `{"index":0}`},
		{"MapIterationFailed", `{"index":1}`},
		{"ParallelStateFailed", `{}`},
		{"MapStateExited", `{"name":"M"}`},
		{"EvaluationFailed", `{"state":"A"}`},
		{"TaskStateAborted", `{}`},
		{"MapIterationStarted", `{"index":1}`},
		{"ParallelStateExited", `{"name":"P"}`},
		{"MapStateSucceeded", `{}`},
	}
	var events []*event
	for i := 0; i+1 < len(data); i += 2 {
		k := kinds[int(data[i])%len(kinds)]
		id := int64(i/2 + 1)
		events = append(events, &event{
			id: id, prev: max(0, id-1-int64(data[i+1]%8)), kind: k.kind,
			key: "xEventDetails", details: jsonvalue.MustParse(k.details),
		})
	}
	return events
}
