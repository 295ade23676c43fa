package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"

	"github.com/google/go-cmp/cmp"
)

// Lines are written above the status, which is erased and drawn again.
func TestConsole(t *testing.T) {
	var out bytes.Buffer
	c := newConsole(screen{Writer: &out, width: 12})
	c.setStatus("a long status")
	c.line("one  ")
	c.setStatus("b")
	c.setStatus("b")
	c.setStatus("")
	want := "… a long st" + "\r\x1b[Kone\n" + "… a long st" + "\r\x1b[K… b" + "\r\x1b[K"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

func TestColour(t *testing.T) {
	if got := (screen{colour: true}).paint(red, "x"); got != "\x1b[31mx\x1b[0m" {
		t.Errorf("with colours %q", got)
	}
	if got := (screen{}).paint(red, "x"); got != "x" {
		t.Errorf("without colours %q", got)
	}
}

// On a terminal the last line tells how far a Map is. The states inside a long one are not
// told one by one.
func TestTrailOfMap(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 1, "End": true,
		"ItemProcessor": {"StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}}}}}`)
	var out bytes.Buffer
	trail := newTrail(newConsole(screen{Writer: &out, width: 40}), reportStates, m.Definition())
	input := []byte(`[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]`)
	clock := asl.NewVirtualClock(time.Unix(0, 0))
	if _, err := m.Execute(context.Background(), input, asl.WithObserver(trail.observe), asl.WithClock(clock)); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"… M  0 of 21 items", "… M  7 of 21 items", "… M  21 of 21 items", "✓ M           0.0 ms  21 items\n"} {
		if !bytes.Contains(out.Bytes(), []byte(want)) {
			t.Errorf("there is no %q in\n%q", want, text)
		}
	}
	if bytes.Contains(out.Bytes(), []byte("In")) {
		t.Errorf("the states inside are told:\n%q", text)
	}
}

// What a function prints is shown as it is; warnings have their facts.
func TestLogs(t *testing.T) {
	var out bytes.Buffer
	logger := newLogs(newConsole(screen{Writer: &out})).With("function", "f\x1b")
	logger.Info("hello\x1b", "task", "arn")
	logger.Warn("another version", "version", "3.9")
	if diff := cmp.Diff("f␛ │ hello␛\nf␛ │ another version version=3.9\n", out.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestLength(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 ms", 120 * time.Microsecond: "0.1 ms", 9940 * time.Microsecond: "9.9 ms", 12300 * time.Microsecond: "12 ms",
		999400 * time.Microsecond: "999 ms", 999600 * time.Microsecond: "1.00 s", 59990 * time.Millisecond: "59.99 s",
		time.Minute: "1 min", 125 * time.Second: "2 min 5 s", 2 * time.Hour: "2 h", 90 * time.Minute: "1 h 30 min",
		74 * time.Hour: "3 d 2 h", -time.Second: "-1.00 s",
	} {
		if got := length(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	if got := printableLines("a\x1b[31m\r\n\tb\u202e\n"); got != "a␛[31m␍\n    b\uFFFD" {
		t.Errorf("lines %q", got)
	}
	if got := printableJSON([]byte(`"é` + "\u009b\u202e" + `"`)); got != `"é\u009b\u202e"` {
		t.Errorf("JSON %s", got)
	}
}
