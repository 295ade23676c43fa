package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state"
)

// wireTasks answers the tasks of executions as was recorded. It is safe for concurrent use.
type wireTasks struct {
	called  bool              // somebody else answers by tokens
	backend *durable.Executor // takes answers by tokens

	mu      sync.Mutex
	entries *cases.Entries
	begun   map[string]*cases.Outcome // of tasks, by their keys
	tokens  []string                  // of tasks, in the order in which they were called
	answers *taskAnswer               // of each task, nil if entries has them
}

// ResolveTask implements asl.TaskResolver. Workers do the tasks of activities.
func (w *wireTasks) ResolveTask(resource string) (asl.TaskFunc, error) {
	if strings.Contains(resource, ":activity:") {
		return nil, asl.ErrNoTask
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.answers != nil {
		return w.answers.ResolveTask(resource)
	}
	return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		o, again, err := w.find(info)
		if err != nil {
			return nil, asl.NewError("Conformance.Unknown", err.Error())
		}
		if o.Submitted != nil {
			if !again {
				w.submit(o, info.Token())
			}
			return o.Submitted, asl.ErrPending
		}
		return answerOf(ctx, o)
	}, nil
}

// set sets the answer of all tasks from now on.
func (w *wireTasks) set(a taskAnswer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers = &a
}

// find returns the outcome of a call: that of the attempt in the entry into the state. A task is
// called again if its execution was suspended and goes on.
func (w *wireTasks) find(info *asl.TaskInfo) (o *cases.Outcome, again bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if o, again = w.begun[info.Key]; again {
		return o, true, nil
	}
	w.tokens = append(w.tokens, info.Token())
	var in []cases.Iteration
	for _, item := range info.Items {
		in = append(in, cases.Iteration{Map: item.State, Index: item.Index})
	}
	task, entry := w.entries.Task(info.State, in, info.Attempt)
	if task == nil || info.Attempt >= len(task.Outcomes) {
		return nil, false, fmt.Errorf("no answer was recorded for attempt %d of entry %d into %s %v", info.Attempt+1, entry, info.State, in)
	}
	o = &task.Outcomes[info.Attempt]
	if w.begun == nil {
		w.begun = map[string]*cases.Outcome{}
	}
	w.begun[info.Key] = o
	return o, false, nil
}

// answerOf returns what a task has answered. One that timed out does not answer.
func answerOf(ctx context.Context, o *cases.Outcome) (json.RawMessage, error) {
	switch {
	case o.Timeout:
		<-ctx.Done()
		return nil, ctx.Err()
	case o.Output != nil:
		return o.Output, nil
	case o.Error == nil && o.Cause == nil:
		return nil, &asl.Error{}
	case o.Cause == nil:
		return nil, &asl.Error{Name: *o.Error}
	case o.Error == nil:
		return nil, &asl.Error{Cause: *o.Cause}
	}
	return nil, asl.NewError(*o.Error, *o.Cause)
}

// submit answers a task that is submitted, unless somebody else does.
func (w *wireTasks) submit(o *cases.Outcome, token string) {
	if w.called || o.Timeout {
		return
	}
	go func() {
		for range 100 { // the submission may not be stored yet
			time.Sleep(100 * time.Millisecond)
			if w.answer(o, token) == nil {
				return
			}
		}
	}()
}

func (w *wireTasks) answer(o *cases.Outcome, token string) error {
	if o.Output != nil {
		return w.backend.SendTaskSuccess(context.Background(), token, o.Output)
	}
	return w.backend.SendTaskFailure(context.Background(), token, &state.Failure{Error: o.Error, Cause: o.Cause})
}

// last returns the token of the last call. It waits for the first one, and returns "" if none comes.
func (w *wireTasks) last() string {
	for deadline := time.Now().Add(wirePatience); w.latest() == "" && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	return w.latest()
}

func (w *wireTasks) latest() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.tokens) == 0 {
		return ""
	}
	return w.tokens[len(w.tokens)-1]
}
