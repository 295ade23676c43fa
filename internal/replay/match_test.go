package replay

import (
	"testing"
	"time"
)

// TestMatch: what was made up stands for what was recorded in its place, and nothing else
// does.
func TestMatch(t *testing.T) {
	const (
		a, b  = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"
		x, y  = "00000000-0000-4000-8000-00000000000c", "00000000-0000-4000-8000-00000000000d"
		token = "AHB2au2O1leswh6Lm0hrGAFhcm46YXdzOnN0YXRlczp1cy1lYXN0LTE="
	)
	for _, test := range []struct {
		name          string
		recorded, own []string // one after the other
		want          bool     // of the last one
	}{
		{"equal", []string{`{"a": 1}`}, []string{`{"a": 1}`}, true},
		{"spaces", []string{`{"a": 1}`}, []string{`{"a":1}`}, false},
		{"escapes", []string{`"é"`}, []string{`"\u00e9"`}, false},
		{"spelling of a number", []string{`1.0`}, []string{`1`}, false},
		{"a new UUID", []string{`{"id":"` + a + `"}`}, []string{`{"id":"` + b + `"}`}, true},
		{"the same one again", []string{a, `"j-` + a + `.txt"`}, []string{b, `"j-` + b + `.txt"`}, true},
		{"another one in its place", []string{a, y}, []string{b, b}, false},
		{"one in the place of two", []string{a, a}, []string{b, y}, false},
		{"one that was given", []string{x}, []string{b}, false},
		{"in the place of one that was given", []string{a}, []string{x}, false},
		{"no UUID", []string{"7"}, []string{a}, false},
		{"a time", []string{`"2026-05-04T07:30:00.500Z"`}, []string{`"2026-05-04T07:30:01Z"`}, true},
		{"a time of its own", []string{`"2026-05-04T07:30:00.500Z"`}, []string{`"2026-05-04T07:31:01Z"`}, false},
		{"milliseconds", []string{`{"at":1777879800500}`}, []string{`{"at":1777879800999}`}, true},
		{"a large number", []string{`{"n":1777879800500}`}, []string{`{"n":1777879900999}`}, false},
		{"a token", []string{`{"u":"https://e.x/?t=AQC/+==&n=1"}`}, []string{`{"u":"https://e.x/?t=` + token + `&n=1"}`}, true},
		{"a token in an escaped text", []string{`"{\"t\":\"AQC/+==\"}"`}, []string{`"{\"t\":\"` + token + `\"}"`}, true},
		{"no token", []string{`""`}, []string{`"` + token + `"`}, false},
		{"names", []string{"arn:aws:states:eu-west-1:1:execution:Orders:o-7"}, []string{"arn:aws:states:" + someRegion + ":1:execution:" + someMachine + ":" + someExecution}, true},
		{"another name", []string{"Orders", "Bills"}, []string{someMachine, someMachine}, false},
		{"what follows", []string{a + "x"}, []string{b + "y"}, false},
	} {
		m := &matcher{
			given: map[string]bool{x: true}, tokens: map[string]bool{token: true},
			recorded: map[string]string{}, own: map[string]string{}, slack: time.Second,
		}
		got := false
		for i := range test.recorded {
			got = m.match(test.recorded[i], test.own[i])
		}
		if got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
	}
}
