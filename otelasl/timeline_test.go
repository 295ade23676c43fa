package otelasl_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/cases"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// histories are those of executions by ARN.
type histories struct {
	mu  sync.Mutex
	all map[string][]history.Event
}

func (h *histories) observe(x *asl.Execution, e history.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[x.ARN()] = append(h.all[x.ARN()], e)
}

// TestCases: in each case of testdata the spans say the same as the history. The history is read
// by a Timeline, which looks at all of it.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("../testdata/cases/*/*.txt")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := cases.Read(string(text))
			if err != nil {
				t.Fatal(err)
			}
			testCase(t, c)
		})
	}
}

func testCase(t *testing.T, c *cases.Case) {
	stepped, err := c.Step(statetest.FromJournal)
	if err != nil {
		t.Fatal(err)
	}
	r := record(t)
	h := &histories{all: map[string][]history.Event{}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	got, err := c.Drive(ctx, stepped, r.telemetry.Option(), asl.WithObserver(h.observe))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Want, got); diff != "" {
		t.Errorf("with telemetry, it does otherwise (-want +got):\n%s", diff)
	}
	r.settled(t)
	h.mu.Lock()
	defer h.mu.Unlock()
	for arn, events := range h.all {
		if c.Redrives != nil {
			continue // spans of before a redrive have ended
		}
		if diff := cmp.Diff(ofTimeline(events), r.tree(arn)); diff != "" {
			t.Errorf("%s (-history +spans):\n%s", arn, diff)
		}
	}
}

// ofTimeline returns the threads, visits and calls of a history, as tree does.
func ofTimeline(events []history.Event) string {
	line := history.NewTimeline(events...)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", outcomeOf(line.Main.Outcome()))
	writeVisits(&b, "  ", line.Main)
	return b.String()
}

func writeVisits(b *strings.Builder, indent string, t *history.Thread) {
	for _, v := range t.Visits {
		fmt.Fprintf(b, "%s%s %s %s\n", indent, v.Name, v.Entered.Timestamp.Format("15:04:05.000"), outcomeOf(v.Outcome()))
		for _, a := range v.Attempts {
			if _, ok := a.Calls(); ok {
				why := ""
				if a.Failure != nil && a.Ended.Type != history.TypeEvaluationFailed { // that is of the state, after the task
					why = "_OTHER"
					if a.Failure.Error != nil {
						why = *a.Failure.Error
					}
				}
				fmt.Fprintf(b, "%s  attempt %s %s\n", indent, a.Began.Timestamp.Format("15:04:05.000"), why)
			}
			for _, inner := range a.Threads {
				fmt.Fprintf(b, "%s  #%d\n", indent, inner.Index)
				writeVisits(b, indent+"    ", inner)
			}
		}
	}
}

func outcomeOf(o history.Outcome) string {
	if o == history.Succeeded {
		return ""
	}
	return string(o)
}

// tree returns the spans of an execution, without those of executions that it has started.
func (r *recorded) tree(arn string) string {
	spans := slices.Clone(r.spans.Started())
	root := slices.IndexFunc(spans, func(s sdktrace.ReadWriteSpan) bool { return attr(s, "goasl.execution.arn") == arn })
	if root < 0 {
		return ""
	}
	var b strings.Builder
	status := attr(spans[root], "goasl.execution.status")
	fmt.Fprintf(&b, "%s\n", strings.TrimPrefix(status, "SUCCEEDED"))
	writeSpans(&b, "  ", spans, spans[root])
	return b.String()
}

func writeSpans(b *strings.Builder, indent string, spans []sdktrace.ReadWriteSpan, of sdktrace.ReadWriteSpan) {
	for _, s := range spans {
		at := s.StartTime().UTC().Format("15:04:05.000")
		switch {
		case s.Parent().SpanID() != of.SpanContext().SpanID() || attr(s, "goasl.execution.arn") != "":
			continue
		case attr(s, "goasl.map.index")+attr(s, "goasl.branch.index") != "":
			fmt.Fprintf(b, "%s#%s\n", indent, attr(s, "goasl.map.index")+attr(s, "goasl.branch.index"))
		case attr(s, "goasl.task.attempt") != "":
			fmt.Fprintf(b, "%sattempt %s %s\n", indent, at, attr(s, "error.type"))
		default:
			outcome := attr(s, "goasl.outcome")
			if attr(s, "error.type") != "" {
				outcome = "FAILED"
			}
			fmt.Fprintf(b, "%s%s %s %s\n", indent, s.Name(), at, outcome)
		}
		next := indent + "  "
		writeSpans(b, next, spans, s)
	}
}
