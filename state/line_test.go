package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestLines: each line of control tells where it is, before and after it is restored, and once the
// execution was redriven.
func TestLines(t *testing.T) {
	d := begin(t, `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}},
		{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "f", "End": true, "Retry": [{"ErrorEquals": ["Busy"]}]}}}}}}]}}}`, `[1, 2]`, state.Config{})
	if got, want := linesOf(d.r), "1<0[0] - after 0"; got != want {
		t.Errorf("at the start: %s, want %s", got, want)
	}
	d.step()
	const at = "1<0[0] P/2 after 3 | 2<1[0] W/4 after 4 | 3<1[1] M/5 after 6 | 4<3[0] T/9 after 10 | 5<3[1] T/11 after 12"
	if got := linesOf(d.r); got != at {
		t.Errorf("it is at %s, want %s", got, at)
	}
	d.restore()
	if got := linesOf(d.r); got != at {
		t.Errorf("restored, it is at %s, want %s", got, at)
	}
	d.r.Started(epoch, 1, "")
	d.r.Done(epoch, 1, jsonvalue.Value{}, state.NewFailure("Busy", ""))
	d.step()
	if got, want := linesOf(d.r), "T/9+1 after 14"; !strings.Contains(got, want) {
		t.Errorf("retried, it is at %s, want %s", got, want)
	}
	d.r.Abort(epoch, state.Failure{})
	d.step()
	if got := d.r.Lines(); got != nil {
		t.Errorf("at the end there is %v", got)
	}
	if _, err := d.r.Redrive(epoch, ""); err != nil {
		t.Fatal(err)
	}
	if got, want := linesOf(d.r), "1<0[0] P/2 after 2 | 2<1[0] W/4 after 4 | 3<1[1] M/5 after 5 | 4<3[0] T/9 after 9 | 5<3[1] T/11 after 11"; got != want {
		t.Errorf("redriven, it is at %s, want %s", got, want)
	}
}

func linesOf(r *state.Run) string {
	var all []string
	for _, l := range r.Lines() {
		text := "-"
		if l.State != nil {
			text = fmt.Sprintf("%s/%d", l.State.Name(), l.Entered)
			if l.EnteredAt != epoch {
				text += " at " + l.EnteredAt.String()
			}
		}
		if l.Retries > 0 {
			text += fmt.Sprintf("+%d", l.Retries)
		}
		all = append(all, fmt.Sprintf("%d<%d[%d] %s after %d", l.ID, l.Parent, l.Index, text, l.Last))
	}
	return strings.Join(all, " | ")
}
