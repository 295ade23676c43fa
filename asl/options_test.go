package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

func TestOptionErrors(t *testing.T) {
	m := machine(t, songs)
	for name, opt := range map[string]asl.Option{
		"nil option":     nil,
		"nil resolver":   asl.WithResolver(nil),
		"nil task":       asl.WithTask("song", nil),
		"unknown state":  asl.WithTask("sonk", nil0),
		"nil middleware": asl.WithMiddleware(nil),
		"nil clock":      asl.WithClock(nil),
		"nil observer":   asl.WithObserver(nil),
		"nil logger":     asl.WithLogger(nil),
		"no slots":       asl.WithTaskSlots(asl.NewTaskSlots(0)),
		"no name":        asl.WithName(""),
		"odd name":       asl.WithName("10:30"),
		"long name":      asl.WithName(strings.Repeat("x", 81)),
		"nil sink":       asl.WithHistory(asl.HistorySink(nil)),
	} {
		if with, err := m.With(opt); with != nil || err == nil || !strings.HasPrefix(err.Error(), "asl: ") {
			t.Errorf("%s: With gave %v, %v", name, with, err)
		}
		if r, err := m.Execute(context.Background(), []byte(`{}`), opt); r != nil || err == nil {
			t.Errorf("%s: Execute gave %v, %v", name, r, err)
		}
	}
	_, err := m.With(asl.WithName(""), asl.WithTaskSlots(asl.NewTaskSlots(-1)))
	if err == nil || !strings.Contains(err.Error(), "WithName") || !strings.Contains(err.Error(), "WithTaskSlots") {
		t.Errorf("two wrong options: %v", err)
	}
	if _, err := machine(t, only(`"Type": "Pass"`)).With(asl.WithTask("A", nil0)); err == nil {
		t.Error("a Pass state was given a task")
	}
	if _, err := m.With(asl.WithName(strings.Repeat("é", 80)), asl.WithTask("song", nil0)); err != nil {
		t.Errorf("right options: %v", err)
	}
}

func TestWithTask(t *testing.T) {
	noLeak(t)
	m := machine(t, songs, asl.WithResolver(songsMux()), asl.WithTask("song", named(`{"song":"mine"}`)))
	if r := execute(t, m, `{}`); string(r.Output) != `{"lyrics":"la la, mine"}` {
		t.Errorf("output %s", r.Output)
	}
	if r := execute(t, m, `{}`, asl.WithTask("lyrics", named(`"mine too"`))); string(r.Output) != `"mine too"` {
		t.Errorf("output %s", r.Output)
	}
	if r := execute(t, m, `{}`); string(r.Output) != `{"lyrics":"la la, mine"}` {
		t.Errorf("the option of another call changed the machine: %s", r.Output)
	}
}

func TestObserversSeeTheHistory(t *testing.T) {
	noLeak(t)
	var first, second []int64
	note := func(ids *[]int64) asl.Option {
		return asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if x.Name() != "n" {
				t.Errorf("execution %q", x.Name())
			}
			*ids = append(*ids, e.ID)
		})
	}
	m := machine(t, mapped, virtual(), sleeper(), note(&first), asl.WithName("n"))
	r := execute(t, m, numbersTo(5), note(&second))
	var want []int64
	for i, e := range r.History() {
		if e.ID != int64(i+1) {
			t.Fatalf("event %d has the ID %d", i, e.ID)
		}
		want = append(want, e.ID)
	}
	if !cmp.Equal(want, first) || !cmp.Equal(want, second) {
		t.Errorf("observers saw %v and %v", first, second)
	}
}

// TestOptionsAddUp checks that machines that come of one do not share what they
// were given.
func TestOptionsAddUp(t *testing.T) {
	noLeak(t)
	var got string
	add := func(name string) []asl.Option {
		return []asl.Option{
			asl.WithObserver(func(_ *asl.Execution, e history.Event) {
				if e.Type == "ExecutionStarted" {
					got += name
				}
			}),
			asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc {
				got += name
				return next
			}),
		}
	}
	m := machine(t, task(""), work(nil0))
	for _, name := range []string{"a", "b", "c"} {
		var err error
		if m, err = m.With(add(name)...); err != nil {
			t.Fatal(err)
		}
	}
	d, err := m.With(add("d")...)
	if err != nil {
		t.Fatal(err)
	}
	e, err := m.With(add("e")...)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, d, `{}`)
	execute(t, e, `{}`)
	if want := "abcd" + "dcba" + "abce" + "ecba"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// elsewhere is Execute of m in another goroutine than the one that calls it.
func elsewhere(m *asl.Machine) func(context.Context, []byte, ...asl.Option) (*asl.Result, error) {
	return func(ctx context.Context, input []byte, opts ...asl.Option) (*asl.Result, error) {
		x, err := m.Start(ctx, input, opts...)
		if err != nil {
			return nil, err
		}
		return x.Wait(ctx)
	}
}

func TestObserverMisbehaves(t *testing.T) {
	for name, f := range map[string]func(){
		"panics":           func() { panic("no, not " + strings.Repeat("x", 1000)) },
		"panics in a call": func() { var m map[string]int; m["a"] = 1 },
		"exits":            runtime.Goexit,
	} {
		opts := map[string]func(f func(history.Event)) asl.Option{
			"an observer": func(f func(history.Event)) asl.Option {
				return asl.WithObserver(func(_ *asl.Execution, e history.Event) { f(e) })
			},
			"a sink": func(f func(history.Event)) asl.Option { return asl.WithHistory(asl.HistorySink(f)) },
		}
		for who, opt := range opts {
			for _, when := range []history.Type{"ExecutionStarted", "LambdaFunctionStarted", "ExecutionSucceeded"} {
				t.Run(fmt.Sprint(who, " ", name, " at ", when), func(t *testing.T) {
					noLeak(t)
					var log bytes.Buffer
					clock := asl.NewVirtualClock(epoch)
					m := machine(t, task(""), work(nil0), asl.WithClock(clock), asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
					run := m.Execute
					if name == "exits" { // it would end the goroutine of the test
						run = elsewhere(m)
					}
					r, err := run(context.Background(), []byte(`{}`), opt(func(e history.Event) {
						if e.Type == when {
							f()
						}
					}))
					wantAgreement(t, r, err)
					if broken := r.ObserverError(); broken == nil || !strings.Contains(broken.Error(), "observer") || len(broken.Error()) > 200 {
						t.Fatalf("got %v, %v", r, broken)
					}
					if when == "ExecutionStarted" && r.Status != asl.Running {
						t.Errorf("status %s", r.Status)
					}
					if name != "exits" && !strings.Contains(log.String(), "options_test.go") {
						t.Errorf("the log does not tell where it panicked: %s", log.String())
					}
					// The clock goes on for others.
					execute(t, machine(t, only(`"Type": "Wait", "Seconds": 1`), asl.WithClock(clock)), `{}`)
				})
			}
		}
	}
}

// hostileHandler is a slog.Handler that does what its user does not expect.
type hostileHandler struct {
	slog.Handler
	f func(message string)
}

func (h hostileHandler) Handle(_ context.Context, r slog.Record) error { h.f(r.Message); return nil }
func (h hostileHandler) WithAttrs([]slog.Attr) slog.Handler            { return h }

func TestLoggerMisbehaves(t *testing.T) {
	for name, f := range map[string]func(){"panics": func() { panic("no") }, "exits": runtime.Goexit} {
		for _, message := range []string{"execution ended", "state entered", "task panicked"} {
			t.Run(name+" at "+message, func(t *testing.T) {
				noLeak(t)
				l := slog.New(hostileHandler{slog.NewTextHandler(new(bytes.Buffer), &slog.HandlerOptions{Level: slog.LevelDebug}), func(m string) {
					if m == message {
						f()
					}
				}})
				m := machine(t, task(""), asl.WithLogger(l), work(func(context.Context, json.RawMessage) (json.RawMessage, error) { panic("no") }))
				run := m.Execute
				if name == "exits" { // it would end the goroutine of the test
					run = elsewhere(m)
				}
				for _, ctx := range []context.Context{context.Background(), t.Context()} {
					if r, err := run(ctx, []byte(`{}`)); r == nil || err == nil {
						t.Errorf("got %v, %v", r, err)
					}
				}
			})
		}
	}
}

func TestLogger(t *testing.T) {
	noLeak(t)
	const secret = "the payload that nobody may read"
	var log bytes.Buffer
	handler := slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
	m := machine(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "work", "Next": "B", "ResultPath": "$.a", "Retry": [{"ErrorEquals": ["Own"]}], "Catch": [{"ErrorEquals": ["Task.Panicked"], "Next": "B", "ResultPath": "$.caught"}]},
		"B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "C", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C", "ResultPath": "$.b"}]},
		"C": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 1, "Next": "D", "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "D", "ResultPath": "$.c"}]},
		"D": {"Type": "Task", "Resource": "lost", "End": true}}}`, virtual(), asl.WithName("n"), asl.WithLogger(slog.New(handler)))
	var mux asl.Mux
	mux.Handle("work", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		switch info := asl.TaskInfoFrom(ctx); {
		case info.State == "C":
			return nil, info.Sleep(ctx, 2*time.Second)
		case info.Attempt == 0:
			return nil, asl.Errorf("Own", "cannot read %s", in)
		}
		panic("cannot read " + string(in))
	})
	mux.Handle("arn:aws:states:::sqs:sendMessage", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return nil, errors.New(string(in))
	})
	if _, err := m.Execute(context.Background(), []byte(`"`+secret+`"`), asl.WithResolver(&mux)); err == nil {
		t.Fatal("a result was placed inside a string")
	}
	if _, err := m.Execute(context.Background(), []byte(`{"x": "`+secret+`"}`), asl.WithResolver(&mux)); !errors.Is(err, asl.ErrRuntime) {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(log.String()) {
		var r struct {
			Level, Msg, Execution, State, Error, Status string
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Execution != "n" {
			t.Errorf("the record does not name its execution: %s", line)
		}
		got = append(got, strings.TrimSpace(strings.Join([]string{r.Level, r.Msg, r.State, r.Error, r.Status}, " ")))
		if strings.Contains(line, secret[:20]) {
			t.Errorf("a record tells the payload: %s", line)
		}
	}
	want := []string{
		"INFO execution started", "DEBUG state entered A", "WARN task failed  Own", "ERROR task panicked A", "WARN task failed  Task.Panicked",
		"DEBUG state exited A", "DEBUG state entered B", "WARN task failed  States.TaskFailed", "DEBUG state exited B",
		"DEBUG state entered C", "WARN task timed out  States.Timeout", "DEBUG state exited C",
		"DEBUG state entered D", "WARN task not started  States.Runtime", "WARN execution failed  States.Runtime", "INFO execution ended   FAILED",
	}
	if diff := cmp.Diff(want, got[len(got)-len(want):]); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestLoggerTellsFailures(t *testing.T) {
	noLeak(t)
	for _, resource := range []string{"work", "arn:aws:states:::sqs:sendMessage", "arn:aws:states:us-east-1:1:activity:act"} {
		for want, f := range map[string]asl.TaskFunc{
			"task failed": func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, errors.New("no") },
			"task timed out": func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				return nil, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Hour)
			},
			"task not started": nil,
		} {
			var log bytes.Buffer
			var mux asl.Mux
			if f != nil {
				mux.Handle("*", f)
			}
			m := machine(t, strings.Replace(task(`, "TimeoutSeconds": 60`), "work", resource, 1), virtual(), asl.WithResolver(&mux),
				asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			if _, err := m.Execute(context.Background(), []byte(`{}`)); err == nil || !strings.Contains(log.String(), `msg="`+want+`" `) {
				t.Errorf("%s: %v; the log does not say %q:\n%s", resource, err, want, log.String())
			}
		}
	}
}

func TestIdentity(t *testing.T) {
	noLeak(t)
	m := machine(t, only(`"Type": "Pass", "Parameters": {"x.$": "$$.Execution", "m.$": "$$.StateMachine"}`),
		asl.WithName("n"), asl.WithIdentity(asl.Identity{Partition: "aws-cn", Region: "cn-north-1", Account: "123456789012", Machine: "orders", Role: "arn:aws-cn:iam::1:role/r"}))
	r := execute(t, m, `{"a":1}`)
	var out struct {
		X struct {
			Id, Name, RoleArn string
			Input             json.RawMessage
		}
		M struct{ Id, Name string }
	}
	if err := r.Decode(&out); err != nil {
		t.Fatal(err)
	}
	const arn = "arn:aws-cn:states:cn-north-1:123456789012:"
	if out.X.Id != arn+"execution:orders:n" || out.X.Id != r.ARN || out.X.Name != "n" || out.X.RoleArn != "arn:aws-cn:iam::1:role/r" || string(out.X.Input) != `{"a":1}` {
		t.Errorf("$$.Execution is %+v", out.X)
	}
	if out.M.Id != arn+"stateMachine:orders" || out.M.Name != "orders" {
		t.Errorf("$$.StateMachine is %+v", out.M)
	}
}

func TestLimits(t *testing.T) {
	noLeak(t)
	long := named(`"` + strings.Repeat("x", 256<<10) + `"`)
	m := machine(t, task(""), work(long))
	if _, err := m.Execute(context.Background(), []byte(`{}`)); !errors.Is(err, asl.ErrDataLimitExceeded) {
		t.Errorf("a payload that is too long: %.200v", err)
	}
	if r := execute(t, m, `"`+strings.Repeat("x", 1<<20)+`"`, asl.WithLimits(asl.Unlimited())); len(r.Output) != 256<<10+2 {
		t.Errorf("an output of %d bytes without limits", len(r.Output))
	}
	d := newDesk("")
	x := start(t, machine(t, task(""), d.option()), `{}`)
	if err := x.SendTaskSuccess(<-d.tokens, []byte(`"`+strings.Repeat("x", 256<<10)+`"`)); err != nil {
		t.Error(err)
	}
	if _, err := wait(t, x); !errors.Is(err, asl.ErrDataLimitExceeded) {
		t.Errorf("an answer that is too long: %.200v", err)
	}
	loop := machine(t, `{"StartAt": "L", "States": {"L": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "E"}], "Default": "L"}, "E": {"Type": "Succeed"}}}`)
	r, err := loop.Execute(context.Background(), []byte(`{}`))
	if !errors.Is(err, asl.ErrRuntime) || len(r.History()) != 25_000 {
		t.Errorf("%d events, %v", len(r.History()), err)
	}
}

func TestWithHistory(t *testing.T) {
	noLeak(t)
	m := machine(t, songs, asl.WithResolver(songsMux()))
	var sunk []history.Type
	sink := asl.HistorySink(func(e history.Event) { sunk = append(sunk, e.Type) })
	for name, h := range map[string]asl.History{"dropped": asl.DropHistory(), "handed on": sink} {
		x := start(t, m, `{"name": "PSY"}`, asl.WithHistory(h))
		r, err := wait(t, x)
		if len(r.History()) != 0 || len(r.Path()) != 0 || r.Status != asl.Succeeded {
			t.Errorf("%s: %d events, path %v, status %s, %v", name, len(r.History()), r.Path(), r.Status, err)
		}
		if events, err := collect(x.Events(context.Background())); err == nil || !strings.Contains(err.Error(), "WithHistory") || len(events) != 0 {
			t.Errorf("%s: Events gave %d events, %v", name, len(events), err)
		}
	}
	if diff := cmp.Diff(types(execute(t, m, `{"name": "PSY"}`, asl.WithHistory(asl.KeepHistory())).History()), sunk); diff != "" {
		t.Errorf("the sink got (-want +got):\n%s", diff)
	}
}

func TestSeed(t *testing.T) {
	noLeak(t)
	const random = `{"StartAt": "A", "States": {
		"A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()", "n.$": "States.MathRandom(1, 1000000)"}, "Next": "B"},
		"B": {"Type": "Task", "Resource": "work", "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "JitterStrategy": "FULL"}]}}}`
	text := func(opts ...asl.Option) string {
		m := machine(t, random, append(opts, virtual(), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if asl.TaskInfoFrom(ctx).Attempt < 2 {
				return nil, errors.New("again")
			}
			return in, nil
		}))...)
		text, err := json.Marshal(execute(t, m, `{}`).History())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if diff := cmp.Diff(text(asl.WithSeed(7)), text(asl.WithSeed(7))); diff != "" {
		t.Errorf("two executions of one seed differ:\n%s", diff)
	}
	if text(asl.WithSeed(7)) == text(asl.WithSeed(8)) || text() == text() {
		t.Error("executions of different seeds are equal")
	}
}
