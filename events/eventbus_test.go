package events_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"

	"github.com/google/go-cmp/cmp"
)

var pattern = `{"source": ["shop"]}`

// What one process has put is there for another one, and for one that comes later.
func TestRulesStay(t *testing.T) {
	store, s := durable.Memory(), new(starter)
	one, _ := newBus(t, s, events.WithObjects(store))
	other, _ := newBus(t, s, events.WithObjects(store))
	a := newAPI(t, one)
	a.call("CreateEventBus", `{"Name": "orders", "Tags": [{"Key": "k", "Value": "v"}]}`)
	a.call("PutRule", `{"Name": "r", "EventBusName": "orders", "EventPattern": "{\"source\": [\"shop\"]}", "Tags": [{"Key": "a", "Value": "b"}]}`)
	attempts := 3
	target := events.Target{
		ID: "1", ARN: machineARN, RetryPolicy: &events.RetryPolicy{MaximumRetryAttempts: &attempts},
		InputTransformer: &events.InputTransformer{InputPathsMap: map[string]string{"id": "$.detail.id"}, InputTemplate: `{"n": <id>}`},
	}
	if err := one.PutTargets(t.Context(), "orders", "r", target); err != nil {
		t.Fatal(err)
	}
	put(t, other, "orders", order)
	if diff := cmp.Diff([]string{`{"n": 7}`}, s.inputs()); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	later, _ := newBus(t, s, events.WithObjects(store))
	got, err := later.Targets(t.Context(), "orders", "r")
	if diff := cmp.Diff([]events.Target{target}, got); diff != "" || err != nil {
		t.Errorf("%v, the targets (-want +got):\n%s", err, diff)
	}
	a = newAPI(t, later)
	a.gives("ListTagsForResource", `{"ResourceARN": "`+ruleARN+`orders/r"}`, `{"Tags":[{"Key":"a","Value":"b"}]}`)
	a.gives("ListTagsForResource", `{"ResourceARN": "arn:aws:events:us-east-1:123456789012:event-bus/orders"}`, `{"Tags":[{"Key":"k","Value":"v"}]}`)

	elsewhere, _ := newBus(t, s, events.WithObjects(store), events.WithIdentity(asl.Identity{Account: "111122223333"}))
	if _, err := elsewhere.Rules(t.Context(), "orders"); err == nil {
		t.Error("another account has the event bus")
	}
	if _, err := elsewhere.Put(t.Context(), "arn:aws:events:us-east-1:123456789012:event-bus/default", order); err == nil {
		t.Error("an event for the event bus of another account is put to its own")
	}
	if n := strings.Count(newAPI(t, elsewhere).call("ListEventBuses", `{}`), `"Name"`); n != 1 {
		t.Errorf("another account has %d event buses", n)
	}

	if _, err := one.RemoveTargets(t.Context(), "orders", "r", "1"); err != nil {
		t.Fatal(err)
	}
	if err := one.DeleteRule(t.Context(), "orders", "r"); err != nil {
		t.Fatal(err)
	}
	if err := one.DeleteBus(t.Context(), "orders"); err != nil {
		t.Fatal(err)
	}
	var refused *events.Exception
	if _, err := other.Put(t.Context(), "orders", order); !errors.As(err, &refused) || refused.Code != "ResourceNotFoundException" {
		t.Errorf("an event for an event bus that was deleted: %v", err)
	}
}

// Changes of several processes at the same time are all made.
func TestRulesChangeAtOnce(t *testing.T) {
	store := durable.Memory()
	var all sync.WaitGroup
	for i := range 3 {
		b, _ := newBus(t, new(starter), events.WithObjects(store))
		all.Go(func() {
			for n := range 20 {
				name := fmt.Sprint("r", i, "-", n)
				if _, err := b.PutRule(t.Context(), events.Rule{Name: name, EventPattern: pattern}); err != nil {
					t.Error(err)
				}
				if err := b.PutTargets(t.Context(), "", name, events.Target{ID: "1", ARN: machineARN}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	s := new(starter)
	b, _ := newBus(t, s, events.WithObjects(store))
	put(t, b, "", order)
	if n := len(s.starts); n != 60 {
		t.Errorf("there are %d rules, want 60", n)
	}
}

// broken fails when it is told to.
type broken struct {
	durable.Store
	mu  sync.Mutex
	err error
}

func (s *broken) Object(ctx context.Context, kind, name string) (durable.Object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return durable.Object{}, s.err
	}
	return s.Store.Object(ctx, kind, name)
}

func (s *broken) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// A schedule that another process has put starts one execution for each time, also while the
// rules cannot be read, and after a restart.
func TestSchedulesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, log := &broken{Store: durable.Memory()}, new(bytes.Buffer)
		one, other := new(starter), new(starter)
		a, _ := newBus(t, one, events.WithObjects(store))
		b, _ := newBus(t, other, events.WithObjects(store), events.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
		stop := run(t, a)
		defer run(t, b)()
		time.Sleep(500 * time.Millisecond)
		putRule(t, a, events.Rule{Name: "rate", ScheduleExpression: "rate(1 minute)"}, events.Target{ID: "1", ARN: machineARN})
		time.Sleep(90 * time.Second)
		store.fail(errors.New("the disk is full"))
		time.Sleep(time.Minute)
		store.fail(nil)
		synctest.Wait()
		if diff := cmp.Diff(one.starts, other.starts); diff != "" || len(one.starts) != 2 {
			t.Errorf("%d executions are started (-one +other):\n%s", len(one.starts), diff)
		}
		if n := strings.Count(log.String(), "the disk is full"); n != 1 {
			t.Errorf("the log is\n%s", log)
		}
		stop()
		if err := a.DisableRule(t.Context(), "", "rate"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if got, want := times(other), "2000-01-01T00:01:00Z 2000-01-01T00:02:00Z"; got != want {
			t.Errorf("it is started at %s, want %s", got, want)
		}
	})
}

// What is no event bus in the store is an error, and so is a store that fails.
func TestObjectsFail(t *testing.T) {
	for _, text := range []string{`{`, `{"Rules": [{"Name": "r", "EventPattern": "{"}]}`, `{"Rules": [{"Name": "r", "EventPattern": "{\"a\": [1]}", "Targets": [{}]}]}`} {
		store := &broken{Store: durable.Memory()}
		object := durable.Object{Kind: "event-bus", Name: "arn:aws:events:us-east-1:123456789012:event-bus/default", Value: []byte(text)}
		if err := store.PutObject(t.Context(), object, 0); err != nil {
			t.Fatal(err)
		}
		b, _ := newBus(t, new(starter), events.WithObjects(store))
		if _, err := b.Put(t.Context(), "", order); err == nil || !strings.Contains(err.Error(), "event-bus/default cannot be read") {
			t.Errorf("%s: error %v", text, err)
		}
		store.fail(errors.New("the disk is full"))
		if _, err := b.PutRule(t.Context(), events.Rule{Name: "r", EventPattern: pattern}); err == nil || !strings.Contains(err.Error(), "the disk is full") {
			t.Errorf("error %v", err)
		}
	}
	if _, err := events.New(new(starter), events.WithObjects(nil)); err == nil {
		t.Error("nil Objects are taken")
	}
}
