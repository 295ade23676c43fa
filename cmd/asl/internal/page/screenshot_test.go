package page_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
)

var update = flag.Bool("update", false, "write the screenshots of docs/page.md anew, and more into the folder of -shots")
var shots = flag.String("shots", "", "a folder for more screenshots, to look at")

// subscribe starts an execution of the example of that name, which asks for another card.
func subscribe(t testing.TB, s *site) (machine, execution string) {
	definition, err := os.ReadFile("../../../../examples/subscription/subscription.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	charged := 0
	arns := strings.ReplaceAll(string(definition), `"send-mail"`, `"arn:aws:lambda:us-east-1:123456789012:function:send-mail"`)
	machine = s.add(t, "subscription", arns,
		asl.WithTask("Charge", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			if charged++; charged == 1 {
				return nil, asl.NewError("Card.Declined", `{"code": "expired", "until": "2026-10"}`)
			}
			return json.RawMessage(`{"number": "r-1", "amount": 12}`), nil
		}),
		asl.WithTask("Ask for another card", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`{}`), asl.ErrPending
		}),
		asl.WithTask("Renew seat", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`{"Payload": {"seat": "renewed"}}`), nil
		}),
		asl.WithTask("Send receipt", echo), asl.WithTask("Send survey", echo))
	return machine, s.run(t, machine, "ada-2026-11", `{"customer": "Ada", "card": "c-1", "plan": "team", "seats": ["ada", "grace", "edith"]}`, "TaskSubmitted")
}

// The page fits into narrow and wide windows.
func TestBrowserWidths(t *testing.T) {
	gate := &page.Gate{}
	s := newSite(t, page.WithGate(gate))
	m, waits := subscribe(t, s)
	stepped := s.add(t, "steps", steps, asl.WithMiddleware(gate.Middleware), asl.WithTask("One", echo))
	s.post(t, 200, machineOf(stepped)+"/start", url.Values{"name": {"held"}, "input": {"{}"}, "step": {"1"}})
	s.run(t, s.add(t, "order", order, tasks()), "o-4711", `{"items":[{"n":1},{"n":2},{"n":3}]}`, "")
	runs, err := s.x.MapRuns(t.Context(), s.run(t, s.add(t, "wide", distributed, asl.WithTask("Work", echo)), "w-1", numbers(120), ""))
	if err != nil || len(runs) != 1 {
		t.Fatalf("Map Runs: %v, %v", runs, err)
	}
	b := s.open(t)
	for _, scheme := range []string{"light", "dark"} {
		b.prefer(scheme)
		for _, width := range []int64{1440, 820, 390} {
			b.do(chromedp.EmulateViewport(width, 1000))
			for name, path := range map[string]string{
				"machines": "/", "machine": machineOf(m), "execution": execution(waits) + "?state=Ask+for+another+card",
				"events":   execution(strings.Replace(prefix, "stateMachine", "execution", 1)+"order:o-4711") + "?view=events&state=Send",
				"held":     execution(strings.Replace(prefix, "stateMachine", "execution", 1) + "steps:held"),
				"maprun":   mapRun(runs[0].ARN),
				"timeline": execution(waits) + "?view=timeline&at=12",
			} {
				b.visit(path)
				b.until(`document.querySelector('h1')`)
				if over := eval[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
					t.Errorf("%s: it is %d pixels too wide for a window of %d", path, over, width)
				}
				b.shoot(name, scheme, width)
			}
		}
	}
}

// shoot writes a screenshot, if it was asked for.
func (b *browser) shoot(name, scheme string, width int64) {
	b.t.Helper()
	file := fmt.Sprintf("page-%s-%s-%d.png", name, scheme, width)
	isOfDocument := *update && name == "execution" && (scheme == "light" || width == 1440)
	if *shots == "" && !isOfDocument {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if isOfDocument {
		err = os.WriteFile(filepath.Join("../../../../docs", file), png, 0o666)
	}
	if *shots != "" && err == nil {
		if png, err = chromedp.Run(b.ctx, chromedp.FullScreenshot(100)); err == nil {
			err = os.WriteFile(filepath.Join(*shots, file), png, 0o666)
		}
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
