package asl_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// whole is the history of an execution that is stopped and goes on again and again.
type whole struct {
	t      *testing.T
	events []history.Event
}

func (w *whole) observe(_ *asl.Execution, e history.Event) {
	if n := int64(len(w.events)); e.ID != n+1 || e.PreviousEventID > n {
		w.t.Errorf("event %d, which follows from %d, comes after event %d", e.ID, e.PreviousEventID, n)
	}
	w.events = append(w.events, e)
}

// check checks that no task has begun, was submitted or has ended more than once.
func (w *whole) check() {
	scheduled, started, submitted, ended := 0, 0, 0, 0
	for _, e := range w.events {
		switch e.Type {
		case history.TypeLambdaFunctionScheduled, history.TypeTaskScheduled:
			scheduled++
		case history.TypeLambdaFunctionStarted, history.TypeTaskStarted:
			started++
		case history.TypeTaskSubmitted:
			submitted++
		case history.TypeLambdaFunctionSucceeded, history.TypeLambdaFunctionFailed, history.TypeTaskSucceeded, history.TypeTaskFailed:
			ended++
		}
	}
	if started > scheduled || ended > scheduled || submitted > scheduled {
		w.t.Errorf("of %d tasks %d have begun, %d were submitted, %d have ended", scheduled, started, submitted, ended)
	}
}

// runMany runs 150 executions, 50 at a time, of machines whose tasks are erratic.
func runMany(t *testing.T, run func(t *testing.T, m *asl.Machine, i int)) {
	noLeak(t)
	var mux asl.Mux
	mux.Handle("*", erratic)
	child := machine(t, stressed, asl.WithResolver(&mux))
	machines := []*asl.Machine{
		machine(t, stressed, asl.WithResolver(&mux)),
		machine(t, parent(".sync", ""), starts(t, child, nil0)),
	}
	var group sync.WaitGroup
	limit := make(chan bool, 50)
	for i := range 150 {
		limit <- true
		group.Go(func() {
			defer func() { <-limit }()
			run(t, machines[i%2], i)
		})
	}
	group.Wait()
}

// TestManyRestarts stops executions at any moment and goes on with what is left of
// them, from a snapshot or not: their history is that of one execution. It is for the
// race detector, too.
func TestManyRestarts(t *testing.T) {
	runMany(t, restartOften)
}

// tokensOf returns the tokens of what was submitted.
func tokensOf(run *state.Run) (tokens []string) {
	for _, p := range run.Outstanding() {
		if task, ok := p.Effect.(*state.RunTask); ok && p.Submitted {
			tokens = append(tokens, run.Token(task.ID))
		}
	}
	return tokens
}

func restartOften(t *testing.T, m *asl.Machine, i int) {
	w := whole{t: t}
	run, err := state.Start(m.Definition(), []byte(`{}`), state.Config{
		Now: time.Now(), Name: fmt.Sprint("x", i), Log: new(state.Log), Secret: []byte("the secret of these tests"),
	})
	if err != nil {
		t.Error(err)
		return
	}
	for n := 0; run.Status() == state.Running; n++ {
		ctx, cancel := context.WithCancel(context.Background())
		if n < 20 {
			time.AfterFunc(rand.N(300*time.Microsecond), cancel)
		}
		opts := []asl.Option{asl.WithObserver(w.observe)}
		if i%3 == 0 {
			opts = append(opts, asl.WithGrace(time.Millisecond))
		}
		tokens := tokensOf(run)
		x, err := m.Drive(ctx, run, opts...)
		if err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		if err == nil {
			for _, token := range tokens { // an answer may have come when nobody drove
				_ = x.SendTaskSuccess(token, []byte(`{}`))
			}
			r, err := x.Wait(context.Background())
			if r.Status == asl.Running && !errors.Is(err, context.Canceled) {
				t.Errorf("it was stopped: %v", err)
			}
		}
		cancel()
		run = restored(t, m, run)
	}
	w.check()
}
