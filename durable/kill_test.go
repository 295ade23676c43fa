package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// mortal is a Store as a process sees it that may be killed: from then on nothing that it does
// reaches the store. What it was about to commit may have been stored, without its knowing.
type mortal struct {
	durable.Store
	dead atomic.Bool
}

var errKilled = errors.New("killed")

func (m *mortal) err() error {
	if m.dead.Load() {
		return errKilled
	}
	return nil
}

func (m *mortal) Create(ctx context.Context, e ...durable.Created) error {
	return errors.Join(m.err(), unlessDead(m, func() error { return m.Store.Create(ctx, e...) }))
}

func (m *mortal) Claim(ctx context.Context, c durable.Claim) (all []durable.Claimed, err error) {
	err = unlessDead(m, func() error { all, err = m.Store.Claim(ctx, c); return err })
	return all, errors.Join(m.err(), err)
}

func (m *mortal) Renew(ctx context.Context, owner string, until time.Time) error {
	return errors.Join(m.err(), unlessDead(m, func() error { return m.Store.Renew(ctx, owner, until) }))
}

func (m *mortal) Commit(ctx context.Context, c ...durable.Commit) (errs []error, err error) {
	err = unlessDead(m, func() error { errs, err = m.Store.Commit(ctx, c...); return err })
	time.Sleep(time.Duration(rand.N(20)) * time.Millisecond) // a kill may come before the answer
	return errs, errors.Join(m.err(), err)
}

func (m *mortal) Post(ctx context.Context, arn string, p durable.Post) error {
	return errors.Join(m.err(), unlessDead(m, func() error { return m.Store.Post(ctx, arn, p) }))
}

func unlessDead(m *mortal, f func() error) error {
	if m.dead.Load() {
		return nil
	}
	return f()
}

// TestKilled: a process is killed and started again many times while executions with retries,
// waits, callbacks and children run. Each ends once, with the right output, and its history has
// no gap. No task begins whose answer was committed. The same holds for those that a Map Run has
// started.
func TestKilled(t *testing.T) {
	number := func(i int) string { return fmt.Sprint(i) }
	t.Run("executions", func(t *testing.T) { testKilled(t, mixed, 3*40, number) })
	pair := func(i int) string { return fmt.Sprintf("[%d,%[1]d]", i) }
	t.Run("of Map Runs", func(t *testing.T) { testKilled(t, eachOf("Each", mixed), 40, pair) })
}

func testKilled(t *testing.T, definition string, executions int, input func(int) string) {
	const kills = 40
	inputs := strings.Count(input(0), "0") // of children
	synctest.Test(t, func(t *testing.T) {
		base := &answered{Store: durable.Memory()}
		tokens := make(chan string, executions*kills)
		var again atomic.Int64
		began := func(ctx context.Context) (attempt int, err error) {
			info := asl.TaskInfoFrom(ctx)
			if _, is := base.keys.Load(base.keyOf(info)); is {
				t.Errorf("the task %s began after its answer was committed", info.Key)
			}
			if _, begun := base.begun.LoadOrStore(info.Key, true); begun {
				again.Add(1)
			}
			time.Sleep(time.Duration(rand.N(1_000)) * time.Millisecond)
			return info.Attempt, ctx.Err()
		}
		machines := map[string]*asl.Machine{
			"m": machine(t, definition, asl.WithTask("F", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				attempt, err := began(ctx)
				if attempt == 0 {
					return nil, errors.Join(err, asl.NewError("Often", ""))
				}
				return in, err
			}), asl.WithTask("T", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				_, err := began(ctx)
				var c struct{ Payload struct{ Token string } }
				err = errors.Join(err, json.Unmarshal(in, &c))
				if err == nil {
					tokens <- c.Payload.Token
				}
				return nil, err
			})),
			"child": machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "End": true}}}`),
		}
		client, err := durable.New(base)
		if err != nil {
			t.Fatal(err)
		}
		for name, m := range machines {
			if err := client.Register(arnOf+name, m); err != nil {
				t.Fatal(err)
			}
		}
		whole := &service{client, t, nil}
		var arns []string
		go answerLate(t, client, tokens)
		for range kills {
			process := &mortal{Store: base}
			for range executions / kills {
				arns = append(arns, whole.begin("m", fmt.Sprint("x", len(arns)), input(len(arns))))
			}
			s := serve(t, process, machines, durable.WithLease(2*time.Second), durable.WithGrace(0))
			time.Sleep(time.Duration(500+rand.N(3_000)) * time.Millisecond)
			process.dead.Store(true)
			s.stop()
		}
		last := serve(t, base, machines)
		time.Sleep(3 * time.Minute)
		for i, arn := range arns {
			last.ends(0, arn, asl.Succeeded, input(i))
			checkGaps(t, last, arn)
		}
		if again.Load() == 0 {
			t.Error("no task was repeated: the test does not bite")
		}
		children, _, err := last.List(t.Context(), durable.Filter{Machine: arnOf + "child", Max: 1_000})
		if len(children) != inputs*executions || err != nil {
			t.Errorf("there are %d children, want %d: %v", len(children), inputs*executions, err)
		}
	})
}

// answerLate answers tasks a while after they have sent their tokens, until the test ends.
func answerLate(t *testing.T, c durable.Client, tokens <-chan string) {
	for {
		select {
		case token := <-tokens:
			time.Sleep(100 * time.Millisecond)
			err := c.SendTaskSuccess(context.WithoutCancel(t.Context()), token, []byte(`"answer"`))
			if err != nil && !errors.Is(err, durable.ErrTaskTimedOut) {
				t.Error(err)
			}
		case <-t.Context().Done():
			return
		}
	}
}
