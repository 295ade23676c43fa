package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
)

// printing returns a task that prints as a handler of package lambda does, and fails at first.
func printing(logger *slog.Logger) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		logger.Info(fmt.Sprintf("attempt %d of %s", info.Attempt, in), "request", "r-1", "task", info.Key)
		if info.Attempt == 0 {
			return nil, asl.NewError("Busy", "")
		}
		return in, nil
	}
}

// Each attempt of each iteration shows its own lines, and the other handler gets all.
func TestLogbook(t *testing.T) {
	var book page.Logbook
	var console bytes.Buffer
	logger := slog.New(book.Handler(slog.NewTextHandler(&console, nil))).With("function", "pack")
	logger.Info("of no call")
	s := newSite(t, page.WithLogs(&book))
	arn := s.run(t, s.add(t, "retry", `{"StartAt":"All","States":{"All":{"Type":"Map","MaxConcurrency":1,"ItemProcessor":{"StartAt":"Pack","States":{
		"Pack":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:pack","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxAttempts":1,"BackoffRate":1}],"End":true}}},"End":true}}}`,
		asl.WithMiddleware(book.Middleware), asl.WithTask("Pack", printing(logger))), "", `["a","b"]`, "")
	var got []string
	for visit := range 2 {
		panel := s.get(t, 200, execution(arn)+fmt.Sprintf("?part=panel&state=Pack&visit=%d", visit+1))
		for line := range strings.Lines(panel) {
			if _, text, ok := strings.Cut(line, `">attempt `); ok {
				got = append(got, strings.TrimSpace(text))
			}
		}
	}
	want := []string{"0 of &#34;a&#34;", "1 of &#34;a&#34;", "0 of &#34;b&#34;", "1 of &#34;b&#34;"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if n := strings.Count(console.String(), "function=pack"); n != 5 {
		t.Errorf("the other handler has %d lines:\n%s", n, console.String())
	}
}
