package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
	"github.com/goasl/goasl/history"
)

const (
	chainARN = "arn:aws:states:us-east-1:123456789012:stateMachine:chain"
	sleepARN = "arn:aws:states:us-east-1:123456789012:stateMachine:sleep"

	sleeping = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 360000, "End": true}}}`
)

// chained is a definition with tasks in a row.
func chained() string {
	var b strings.Builder
	b.WriteString(`{"StartAt": "T1", "States": {`)
	for i := 1; i < tasks; i++ {
		fmt.Fprintf(&b, `"T%d": {"Type": "Task", "Resource": "task", "Next": "T%d"}, `, i, i+1)
	}
	fmt.Fprintf(&b, `"T%d": {"Type": "Task", "Resource": "task", "End": true}}}`, tasks)
	return b.String()
}

// executor is package durable with a store.
type executor struct {
	*durable.Executor
	stopRun func()
	ended   chan error
	close   func() error
	waits   atomic.Int64 // the executions that have entered Wait
}

func startSQLite(ctx context.Context, dir string) (engine, error) {
	store, err := sqlitestore.Open(fileIn(dir))
	if err != nil {
		return nil, err
	}
	return startExecutor(ctx, store, store.Close)
}

func startMemory(ctx context.Context, _ string) (engine, error) {
	return startExecutor(ctx, durable.Memory(), func() error { return nil })
}

func startExecutor(ctx context.Context, store durable.Store, close func() error) (engine, error) {
	x, err := durable.New(store)
	if err != nil {
		return nil, err
	}
	e := &executor{Executor: x, ended: make(chan error, 1), close: close}
	observe := asl.WithObserver(func(_ *asl.Execution, event history.Event) {
		if event.Type == history.TypeWaitStateEntered {
			e.waits.Add(1)
		}
	})
	var mux asl.Mux
	mux.Handle("task", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	for arn, text := range map[string]string{chainARN: chained(), sleepARN: sleeping} {
		m, err := asl.MustParse(text).With(asl.WithResolver(&mux), observe)
		if err != nil {
			return nil, err
		}
		if err := x.Register(arn, m); err != nil {
			return nil, err
		}
	}
	ctx, e.stopRun = context.WithCancel(ctx)
	go func() { e.ended <- x.Run(ctx) }()
	return e, nil
}

func (e *executor) chain(ctx context.Context, in order) (out order, err error) {
	input, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	d, err := e.Start(ctx, durable.Start{Machine: chainARN, Input: input})
	if err != nil {
		return out, err
	}
	end, err := e.Wait(ctx, d.ARN)
	if err != nil {
		return out, err
	}
	if end.Status != asl.Succeeded {
		return out, fmt.Errorf("it is %s", end.Status)
	}
	return out, json.Unmarshal(end.Output.JSON(), &out)
}

func (e *executor) sleep(ctx context.Context, i int) error {
	_, err := e.Start(ctx, durable.Start{Machine: sleepARN, Input: fmt.Appendf(nil, `{"order": %d}`, i)})
	return err
}

func (e *executor) asleep(n int) bool { return e.waits.Load() == int64(n) }

func (e *executor) stop() error {
	e.stopRun()
	return errors.Join(<-e.ended, e.close())
}

// unstored runs executions that are in no store.
type unstored struct {
	machine *asl.Machine
	started atomic.Int64
}

func startProcess(context.Context, string) (engine, error) {
	m, err := asl.Parse([]byte(sleeping))
	return &unstored{machine: m}, err
}

func (p *unstored) chain(context.Context, order) (order, error) {
	return order{}, errors.New("it is not durable")
}

func (p *unstored) sleep(ctx context.Context, i int) error {
	go func() {
		p.started.Add(1)
		p.machine.Execute(ctx, fmt.Appendf(nil, `{"order": %d}`, i)) // it does not end
	}()
	return nil
}

func (p *unstored) asleep(n int) bool { return p.started.Load() == int64(n) }
func (p *unstored) stop() error       { return nil }
