package temporal

import (
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/state"
)

// memo is what the cluster keeps of an execution beside its workflow, for lists.
type memo struct {
	Items    int64     `json:"items,omitempty"` // that it has got from its Map Run, if more than one
	Redrives int       `json:"redrives,omitempty"`
	Redriven time.Time `json:"redriven,omitzero"` // the last redrive
	Started  time.Time `json:"started,omitzero"`  // before it was redriven
}

const memoName = "goasl"

// newMemo returns the memo of an execution that has got so many items, nil if it says nothing.
func newMemo(is *state.Description, items int64) map[string]any {
	m := memo{Redrives: is.RedriveCount, Redriven: is.RedriveDate}
	if items > 1 {
		m.Items = items
	}
	if is.RedriveCount > 0 {
		m.Started = is.Started
	}
	if m == (memo{}) {
		return nil
	}
	return map[string]any{memoName: m}
}

// readMemo returns the memo of a workflow. One that a data converter has encrypted says nothing.
func readMemo(of *commonpb.Memo) (m memo) {
	if p := of.GetFields()[memoName]; p != nil {
		_ = converter.GetDefaultDataConverter().FromPayload(p, &m)
	}
	return m
}
