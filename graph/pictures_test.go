package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

var update = flag.Bool("update", false, "write the pictures of the documents anew")

// order is the machine of the pictures in the documents.
const order = "testdata/order.asl.json"

// picture compares a file with what is drawn now.
func picture(t *testing.T, file string, drawn []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, drawn, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, drawn) {
		t.Errorf("%s is not what is drawn now: look at the picture of go test -run TestPictures -update", file)
	}
}

// TestPictures keeps the pictures of the documents up to date.
func TestPictures(t *testing.T) {
	m, err := asl.ParseFile(order)
	if err != nil {
		t.Fatal(err)
	}
	g, err := graph.New(m)
	if err != nil {
		t.Fatal(err)
	}
	covered := coverage(t, m)
	for name, opts := range map[string][]graph.Option{
		"order":     {graph.WithTitle("Order")},
		"execution": {graph.WithTitle("Order 1047"), execution(t, m)},
		"coverage":  {graph.WithTitle("Order: what the tests exercise"), graph.WithCoverage(covered)},
	} {
		var out bytes.Buffer
		if err := g.WriteSVG(&out, opts...); err != nil {
			t.Fatal(err)
		}
		picture(t, filepath.Join("..", "docs", "graph-"+name+".svg"), out.Bytes())
	}
}

// TestReadmePicture keeps the picture of README.md up to date: the execution of its first
// command.
func TestReadmePicture(t *testing.T) {
	folder := filepath.Join("..", "examples", "subscription")
	m, err := asl.ParseFile(filepath.Join(folder, "subscription.asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	mocks, err := asltest.MockFile(filepath.Join(folder, "testdata", "MockConfigFile.json"), "Subscription#BusyBank")
	if err != nil {
		t.Fatal(err)
	}
	executed, err := executed(t, m, `{"customer": "Ada", "card": "c-1", "plan": "single"}`, mocks)
	if err != nil {
		t.Fatal(err)
	}
	g, err := graph.New(m)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := g.WriteSVG(&out, graph.WithTitle("A subscription is renewed by a busy bank"), executed); err != nil {
		t.Fatal(err)
	}
	picture(t, filepath.Join("..", "docs", "graph-subscription.svg"), out.Bytes())
}

// mocks answer for the tasks of the order machine: a card is declined, so that an invoice
// is paid on the second day, and the parcel is lost.
func mocks() asl.Option {
	tries, looks := 0, 0
	task := func(name string, answer func() (string, error)) asl.Option {
		return asl.WithTask(name, func(context.Context, json.RawMessage) (json.RawMessage, error) {
			text, err := answer()
			return json.RawMessage(text), err
		})
	}
	says := func(text string) func() (string, error) { return func() (string, error) { return text, nil } }
	return asl.WithOptions(
		task("Validate order", says(`{"Payload": {"id": "1047", "total": 80, "payment": "card", "lines": [{"sku":1}, {"sku":2}, {"sku":3}, {"sku":4}, {"sku":5}]}}`)),
		task("Check credit", says(`{"Payload": {}}`)),
		task("Look for fraud", says(`{"Payload": {"score": 3}}`)),
		task("Charge card", func() (string, error) {
			if tries++; tries < 2 {
				return "", asl.NewError("Busy", "later, please")
			}
			return "", asl.NewError("CardDeclined", "no money")
		}),
		task("Send invoice", says(`{}`)),
		task("Look up payment", func() (string, error) {
			if looks++; looks < 2 {
				return `{}`, nil
			}
			return `{"Item": {}}`, nil
		}),
		asl.WithTask("Pick from shelf", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			if bytes.Contains(in, []byte(`"sku":4`)) {
				return nil, asl.NewError("OutOfStock", "")
			}
			return json.RawMessage(`{"Payload": {}}`), nil
		}),
		task("Ship parcel", func() (string, error) { return "", asl.NewError("Lost", "") }),
		task("Order from supplier", says(`{}`)),
		task("Refund", says(`{}`)),
	)
}

// execution is the picture's option for an execution of the machine.
func execution(t *testing.T, m *asl.Machine) graph.Option {
	t.Helper()
	executed, err := executed(t, m, `{}`, mocks())
	if !errors.As(err, new(*asl.Error)) {
		t.Fatalf("error %v, want that of the state Reject", err)
	}
	return executed
}

// executed executes a machine on virtual time, and returns the option that draws it.
func executed(t *testing.T, m *asl.Machine, input string, mocks asl.Option) (graph.Option, error) {
	t.Helper()
	timeline := history.NewTimeline()
	var decisions []state.Decision
	_, err := m.Execute(t.Context(), []byte(input), mocks, asl.WithClock(asl.NewVirtualClock(time.Time{})),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) { timeline.Add(e) }),
		asl.WithDecisions(func(_ *asl.Execution, d state.Decision) { decisions = append(decisions, d) }))
	return graph.WithExecution(timeline, decisions...), err
}

func coverage(t *testing.T, m *asl.Machine) *graph.Coverage {
	t.Helper()
	c := asltest.NewCoverage(m)
	_, err := m.Execute(t.Context(), []byte(`{}`), mocks(), asl.WithClock(asl.NewVirtualClock(time.Time{})), c.Option())
	if !errors.As(err, new(*asl.Error)) {
		t.Fatalf("error %v, want that of the state Reject", err)
	}
	var lcov bytes.Buffer
	if err := c.WriteLCOV(&lcov); err != nil {
		t.Fatal(err)
	}
	read, err := graph.ReadLCOV(m, &lcov)
	if err != nil {
		t.Fatal(err)
	}
	return read
}
