package main

import (
	"regexp"
	"testing"
	"time"

	"github.com/goasl/goasl/bench/part"
)

// TestMeasure: each way runs, and has figures of its own.
func TestMeasure(t *testing.T) {
	r, err := measure(part.Settings{Rounds: 1, Round: time.Nanosecond, Selected: regexp.MustCompile("")})
	if err != nil {
		t.Fatal(err)
	}
	table := r.Tables[0]
	if len(table.Rows) != 1 || len(table.Peers) != 8 {
		t.Fatalf("%+v", table)
	}
	for i, f := range table.Rows[0].Figures {
		if len(f.Values) != 3 || f.Values[0] <= 0 || f.Values[1] <= 0 {
			t.Errorf("%s: %+v", table.Peers[i], f)
		}
	}
}
