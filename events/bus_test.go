package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

const machineARN = "arn:aws:states:us-east-1:123456789012:stateMachine:uploads"

// starter notes what it is to start, and fails as often as fails says.
type starter struct {
	mu     sync.Mutex
	starts []durable.Start
	fails  int
	err    error
}

func (s *starter) Start(_ context.Context, d durable.Start) (state.Description, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starts = append(s.starts, d)
	if s.fails != 0 {
		s.fails--
		return state.Description{}, s.err
	}
	return state.Description{ARN: "execution:" + d.Name}, nil
}

func (s *starter) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// inputs returns the inputs of the starts.
func (s *starter) inputs() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.starts {
		all = append(all, string(d.Input))
	}
	return all
}

// deliveries notes what an observer is told.
type deliveries struct {
	mu  sync.Mutex
	all []events.Delivery
}

func (d *deliveries) add(one events.Delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, one)
}

// newBus returns a Bus with a starter, and what its observer is told.
func newBus(t *testing.T, s events.Starter, opts ...events.Option) (*events.Bus, *deliveries) {
	t.Helper()
	told := new(deliveries)
	opts = append([]events.Option{
		events.WithIdentity(asl.Identity{Account: "123456789012"}), events.WithObserver(told.add), events.WithLogger(slog.New(slog.DiscardHandler)),
	}, opts...)
	b, err := events.New(s, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return b, told
}

// putRule puts a rule with targets.
func putRule(t *testing.T, b *events.Bus, r events.Rule, targets ...events.Target) {
	t.Helper()
	if _, err := b.PutRule(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := b.PutTargets(t.Context(), r.EventBusName, r.Name, targets...); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, b *events.Bus, bus string, e events.Event) string {
	t.Helper()
	id, err := b.Put(t.Context(), bus, e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var order = events.Event{ID: "e-1", Source: "shop", DetailType: "Order", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Detail: json.RawMessage(`{"id": 7}`)}

func TestPut(t *testing.T) {
	s := new(starter)
	b, told := newBus(t, s)
	putRule(t, b, events.Rule{Name: "orders", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN}, events.Target{ID: "2", ARN: machineARN, InputPath: "$.detail.id"})
	putRule(t, b, events.Rule{Name: "others", EventPattern: `{"source": ["other"]}`}, events.Target{ID: "1", ARN: machineARN})
	putRule(t, b, events.Rule{Name: "off", EventPattern: `{"source": ["shop"]}`, State: events.StateDisabled}, events.Target{ID: "1", ARN: machineARN})
	if id := put(t, b, "", order); id != "e-1" {
		t.Errorf("the ID is %s", id)
	}
	want := []string{
		`{"version":"0","id":"e-1","detail-type":"Order","source":"shop","account":"123456789012","time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":[],"detail":{"id":7}}`,
		`7`,
	}
	if diff := cmp.Diff(want, s.inputs()); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	for _, d := range s.starts {
		if d.Machine != machineARN || !strings.HasPrefix(d.Name, "e-1_") || len(d.Name) != len("e-1_")+36 {
			t.Errorf("it starts %s with the name %s", d.Machine, d.Name)
		}
	}
	if len(told.all) != 2 || told.all[0].Err != nil || told.all[0].Execution != "execution:"+s.starts[0].Name || told.all[1].Target.ID != "2" {
		t.Errorf("the observer is told %+v", told.all)
	}
}

// An event with an ID that cannot be in a name starts an execution of another name.
func TestPutLongID(t *testing.T) {
	s := new(starter)
	b, _ := newBus(t, s)
	putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": [{"exists": true}]}`}, events.Target{ID: "1", ARN: machineARN})
	e := order
	e.ID = strings.Repeat("x", 80)
	put(t, b, "", e)
	e.ID = ""
	if id := put(t, b, "", e); len(id) != 36 {
		t.Errorf("the ID is %s", id)
	}
	if n := len(s.starts[0].Name); n != 36 {
		t.Errorf("the name has %d characters", n)
	}
}

func TestPutRefuses(t *testing.T) {
	b, _ := newBus(t, new(starter))
	for name, e := range map[string]events.Event{
		"no detail":     {Source: "a"},
		"detail":        {Source: "a", Detail: json.RawMessage(`[]`)},
		"no JSON":       {Source: "a", Detail: json.RawMessage(`{`)},
		"deep":          {Source: "a", Detail: json.RawMessage(strings.Repeat(`{"a":`, 1000) + "{}" + strings.Repeat("}", 1000))},
		"long":          {Source: "a", Detail: json.RawMessage(`{"a":"` + strings.Repeat("x", 256<<10) + `"}`)},
		"bus:elsewhere": {Source: "a", Detail: json.RawMessage(`{}`)},
	} {
		_, bus, _ := strings.Cut(name, ":")
		if _, err := b.Put(t.Context(), bus, e); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

// What cannot be delivered is told, and is tried once.
func TestUndelivered(t *testing.T) {
	for name, c := range map[string]struct {
		target events.Target
		err    error
		want   string
	}{
		"no machine":  {events.Target{ARN: machineARN}, asl.Errorf("StateMachineDoesNotExist", "no"), "StateMachineDoesNotExist"},
		"no service":  {events.Target{ARN: "arn:aws:sqs:us-east-1:123456789012:queue"}, nil, "neither that of a state machine"},
		"no path":     {events.Target{ARN: machineARN, InputPath: "$.detail.name"}, nil, "nothing at the InputPath $.detail.name"},
		"no JSON":     {events.Target{ARN: machineARN, InputTransformer: &events.InputTransformer{InputTemplate: `<aws.events.rule-name> is it`}}, nil, "not JSON"},
		"no bus":      {events.Target{ARN: "arn:aws:events:us-east-1:123456789012:event-bus/none"}, nil, "does not exist"},
		"other state": {events.Target{ARN: "arn:aws:states:us-east-1:123456789012:activity:a"}, nil, "neither that of a state machine"},
	} {
		s := &starter{err: c.err, fails: 1}
		if c.err == nil {
			s.fails = 0
		}
		b, told := newBus(t, s)
		c.target.ID = "1"
		putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, c.target)
		put(t, b, "", order)
		if len(told.all) != 1 || told.all[0].Err == nil || !strings.Contains(told.all[0].Err.Error(), c.want) || told.all[0].Event.ID != "e-1" {
			t.Errorf("%s: the observer is told %+v", name, told.all)
		}
	}
}

func TestForwardsOnce(t *testing.T) {
	s := new(starter)
	b, told := newBus(t, s)
	for _, bus := range []string{"first", "second"} {
		if err := b.CreateBus(t.Context(), bus); err != nil {
			t.Fatal(err)
		}
	}
	all := func(bus string) events.Rule {
		return events.Rule{Name: "all", EventBusName: bus, EventPattern: `{"source": ["shop"]}`}
	}
	putRule(t, b, all(""), events.Target{ID: "1", ARN: "arn:aws:events:us-east-1:123456789012:event-bus/first"})
	putRule(t, b, all("first"), events.Target{ID: "1", ARN: "arn:aws:events:us-east-1:123456789012:event-bus/second"}, events.Target{ID: "2", ARN: machineARN})
	putRule(t, b, all("second"), events.Target{ID: "1", ARN: machineARN})
	put(t, b, "", order)
	if n := len(s.starts); n != 1 {
		t.Errorf("%d executions are started, want 1", n)
	}
	if len(told.all) != 3 || told.all[0].Err == nil {
		t.Errorf("the observer is told %+v", told.all)
	}
	put(t, b, "arn:aws:events:us-east-1:123456789012:event-bus/first", order)
	if n := len(s.starts); n != 3 {
		t.Errorf("%d executions are started, want 3", n)
	}
}

// run lets a Bus run in a bubble of synctest until the test ends it.
func run(t *testing.T, b *events.Bus) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	synctest.Wait()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &starter{err: errors.New("the store is away"), fails: 3}
		b, told := newBus(t, s)
		defer run(t, b)()
		putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN})
		put(t, b, "", order)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(s.starts) != 4 || len(told.all) != 1 || told.all[0].Err != nil || told.all[0].Attempts != 4 {
			t.Fatalf("%d attempts, the observer is told %+v", len(s.starts), told.all)
		}
		for _, d := range s.starts {
			if d.Name != s.starts[0].Name {
				t.Errorf("the name is %s, and was %s", d.Name, s.starts[0].Name)
			}
		}
	})
}

// An attempt may have started the execution though it failed.
func TestRetryFindsExecution(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &starter{err: errors.New("the connection is lost"), fails: -1}
		b, told := newBus(t, s)
		defer run(t, b)()
		putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN})
		put(t, b, "", order)
		s.failWith(durable.ErrExecutionAlreadyExists)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(told.all) != 1 || told.all[0].Err != nil {
			t.Errorf("the observer is told %+v", told.all)
		}
	})
}

func TestRetryPolicy(t *testing.T) {
	two, minute := 2, 60
	for name, c := range map[string]struct {
		policy   *events.RetryPolicy
		attempts int
	}{
		"attempts": {&events.RetryPolicy{MaximumRetryAttempts: &two}, 3},
		"age":      {&events.RetryPolicy{MaximumEventAgeInSeconds: &minute}, 6},
		"default":  {nil, 186},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &starter{err: errors.New("the store is away"), fails: -1}
			b, told := newBus(t, s)
			defer run(t, b)()
			putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN, RetryPolicy: c.policy})
			put(t, b, "", order)
			time.Sleep(25 * time.Hour)
			synctest.Wait()
			if len(s.starts) != c.attempts || len(told.all) != 1 || !errors.Is(told.all[0].Err, s.err) {
				t.Errorf("%s: %d attempts, want %d, the observer is told %+v", name, len(s.starts), c.attempts, told.all)
			}
		})
	}
}

// What waits when Run ends is told.
func TestRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &starter{err: errors.New("the store is away"), fails: -1}
		b, told := newBus(t, s)
		stop := run(t, b)
		putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN})
		put(t, b, "", order)
		if err := b.Run(t.Context()); err == nil {
			t.Error("it runs twice")
		}
		stop()
		if len(told.all) != 1 || !errors.Is(told.all[0].Err, s.err) || !strings.Contains(told.all[0].Err.Error(), "has ended") {
			t.Errorf("the observer is told %+v", told.all)
		}
	})
}

// No more deliveries wait than there is room for; the others are told.
func TestManyWait(t *testing.T) {
	s := &starter{err: errors.New("the store is away"), fails: -1}
	b, told := newBus(t, s)
	putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN})
	large := order
	large.Detail = json.RawMessage(`{"a":"` + strings.Repeat("x", 250_000) + `"}`)
	for range 140 {
		put(t, b, "", large)
	}
	if n := len(told.all); n != 6 || !errors.Is(told.all[0].Err, s.err) || !strings.Contains(told.all[0].Err.Error(), "too many deliveries wait") {
		t.Errorf("%d deliveries are given up, the first one for %v", n, told.all[0].Err)
	}
}

// Rules change while events are put and schedules run.
func TestConcurrentUse(t *testing.T) {
	s := &starter{err: errors.New("the store is away"), fails: 20}
	b, _ := newBus(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { _ = b.Run(ctx) })
	var work sync.WaitGroup
	for i := range 4 {
		work.Go(func() {
			for n := range 50 {
				name := string(rune('a' + (i+n)%5))
				_, _ = b.PutRule(t.Context(), events.Rule{Name: name, EventPattern: `{"source": ["shop"]}`, ScheduleExpression: "rate(1 minute)"})
				_ = b.PutTargets(t.Context(), "", name, events.Target{ID: "1", ARN: machineARN})
				_, _ = b.Put(ctx, "", order)
				_, _ = b.RemoveTargets(t.Context(), "", name, "1")
				_ = b.DisableRule(t.Context(), "", name)
				_ = b.DeleteRule(t.Context(), "", name)
				_, _ = b.Rules(t.Context(), "")
			}
		})
	}
	work.Wait()
	cancel()
	all.Wait()
}
