package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the files of testdata, which docs/telemetry.md shows")

// TestSpans: the spans are those of testdata, as the exporter prints them, and in short.
func TestSpans(t *testing.T) {
	var spans bytes.Buffer
	if err := run(t.Context(), &spans, io.Discard); err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string]string{"testdata/spans.json": spans.String(), "testdata/tree.txt": tree(t, spans.Bytes())} {
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got {
			t.Errorf("%s is not what is printed; -update writes it:\n%s", file, got)
		}
	}
}

// TestMetrics: the metrics are printed, too.
func TestMetrics(t *testing.T) {
	var metrics bytes.Buffer
	if err := run(t.Context(), io.Discard, &metrics); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"goasl.execution.duration", "goasl.state.retries", "goasl.map.iterations"} {
		if !strings.Contains(metrics.String(), name) {
			t.Errorf("there is no %s", name)
		}
	}
}

// span is what the exporter prints of one.
type span struct {
	Name               string
	SpanContext        struct{ SpanID string }
	Parent             struct{ SpanID string }
	StartTime, EndTime time.Time
	Status             struct{ Code, Description string }
	Events             []struct{ Name string }
}

// tree returns a line for each span, below that of its parent.
func tree(t *testing.T, printed []byte) string {
	t.Helper()
	var all []span
	for d := json.NewDecoder(bytes.NewReader(printed)); ; {
		var s span
		err := d.Decode(&s)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b span) int {
		return cmp.Or(a.StartTime.Compare(b.StartTime), b.EndTime.Compare(a.EndTime))
	})
	var text strings.Builder
	write(&text, all, "0000000000000000", "", all[0].StartTime)
	return text.String()
}

func write(text *strings.Builder, all []span, parent, indent string, start time.Time) {
	for _, s := range all {
		if s.Parent.SpanID != parent {
			continue
		}
		line := fmt.Sprintf("%-32s %6.1f s – %4.1f s", indent+s.Name, s.StartTime.Sub(start).Seconds(), s.EndTime.Sub(start).Seconds())
		if s.Status.Code == "Error" {
			line += "  error " + s.Status.Description
		}
		for _, e := range s.Events {
			if e.Name != "exception" {
				line += "  " + e.Name
			}
		}
		fmt.Fprintln(text, line)
		write(text, all, s.SpanContext.SpanID, indent+"  ", start)
	}
}
