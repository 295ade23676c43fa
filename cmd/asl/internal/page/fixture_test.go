package page_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/page"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

const prefix = "arn:aws:states:us-east-1:123456789012:stateMachine:"

// site is a page over an executor in memory.
type site struct {
	*httptest.Server
	x       *durable.Executor
	service *sfnapi.Service
}

// newSite returns a site whose executor runs until the test ends.
func newSite(t testing.TB, opts ...page.Option) *site {
	t.Helper()
	x, err := durable.New(durable.Memory(), durable.WithPoll(10*time.Millisecond), durable.WithGrace(time.Second), durable.WithExpressInMemory(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	service, err := sfnapi.New(x, sfnapi.WithIdentity(asl.Identity{Account: "123456789012"}))
	if err != nil {
		t.Fatal(err)
	}
	s := &site{x: x, service: service}
	h, err := page.New(service, x, opts...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := x.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	s.Server = httptest.NewServer(h)
	t.Cleanup(func() {
		cancel()
		<-done
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// add adds a machine, and returns its ARN.
func (s *site) add(t testing.TB, name, definition string, opts ...asl.Option) string {
	t.Helper()
	return s.addType(t, asl.Standard, name, definition, opts...)
}

// addType adds a machine of a type. Its options are its own.
func (s *site) addType(t testing.TB, of asl.Type, name, definition string, opts ...asl.Option) string {
	t.Helper()
	_, err := s.service.CreateStateMachine(context.Background(), sfnapi.CreateStateMachineInput{
		Name: name, Definition: definition, Type: of, RoleARN: "arn:aws:iam::123456789012:role/page",
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := asl.Parse([]byte(definition), asl.WithType(of))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(opts...); err != nil {
		t.Fatal(err)
	}
	if err := s.x.Register(prefix+name, m); err != nil {
		t.Fatal(err)
	}
	return prefix + name
}

// run starts an execution, and waits until it has ended, or for the state named by "until" to
// be entered.
func (s *site) run(t testing.TB, machine, name, input, until string) string {
	t.Helper()
	d, err := s.x.Start(context.Background(), durable.Start{Machine: machine, Name: name, Input: []byte(input)})
	if err != nil {
		t.Fatal(err)
	}
	s.wait(t, d.ARN, func() bool {
		if until == "" {
			d, err := s.x.Describe(context.Background(), d.ARN)
			return err == nil && d.Status != asl.Running
		}
		return strings.Contains(s.history(t, d.ARN), until)
	})
	return d.ARN
}

// wait waits until something has come true.
func (s *site) wait(t testing.TB, arn string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s is not where it was expected:\n%s", arn, s.history(t, arn))
		}
	}
}

// history returns the events of an execution, for looking at them.
func (s *site) history(t testing.TB, arn string) string {
	t.Helper()
	events, _, err := s.x.History(context.Background(), arn, durable.HistoryPage{Max: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%d %s %s\n", e.ID, e.Type, e.AppendDetails(nil))
	}
	return b.String()
}

// get returns the body of a response with a status.
func (s *site) get(t testing.TB, status int, path string) string {
	t.Helper()
	resp, err := http.Get(s.URL + path)
	return body(t, status, resp, err)
}

// post sends a form, and returns the body of what it leads to.
func (s *site) post(t testing.TB, status int, path string, form url.Values) string {
	t.Helper()
	resp, err := http.PostForm(s.URL+path, form)
	return body(t, status, resp, err)
}

func body(t testing.TB, status int, resp *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("%s: status %d, want %d:\n%s", resp.Request.URL, resp.StatusCode, status, text)
	}
	return string(text)
}

func execution(arn string) string { return "/executions/" + url.PathEscape(arn) }

func machineOf(arn string) string { return "/machines/" + url.PathEscape(arn) }

// wants fails the test unless a text has all parts.
func wants(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in\n%s", part, text)
		}
	}
}

// fail is a task that fails.
func fail(name, cause string) asl.TaskFunc {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, asl.NewError(name, cause) }
}

// echo is a task that returns its input.
func echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }
