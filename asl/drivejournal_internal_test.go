package asl

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// TestJournalIsNotKept: a driver that nobody asks for the inputs of a Run does not
// keep them, however many there are.
func TestJournalIsNotKept(t *testing.T) {
	m := MustParse(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
		{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}}}}}`)
	run, err := state.Start(m.def, []byte(`[`+strings.Repeat("0,", 400)+`0]`), state.Config{Now: time.Unix(0, 0), Log: new(state.Log), Journal: true})
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Drive(context.Background(), run, WithClock(NewVirtualClock(time.Unix(0, 0))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := cap(x.driver.batch.Inputs); n > 4 {
		t.Errorf("there is room for %d inputs", n)
	}
}
