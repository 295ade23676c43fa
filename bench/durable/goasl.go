package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

const machineARN = "arn:aws:states:us-east-1:123456789012:stateMachine:chain"

// chain is a definition with so many tasks in a row.
func chain(tasks int) string {
	var b strings.Builder
	b.WriteString(`{"StartAt": "T1", "States": {`)
	for i := 1; i < tasks; i++ {
		fmt.Fprintf(&b, `"T%d": {"Type": "Task", "Resource": "task", "Next": "T%d"}, `, i, i+1)
	}
	fmt.Fprintf(&b, `"T%d": {"Type": "Task", "Resource": "task", "End": true}}}`, tasks)
	return b.String()
}

func runGoasl(ctx context.Context, dir string, c chains) (took time.Duration, err error) {
	store, err := sqlitestore.Open(fileIn(dir))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	x, err := durable.New(store)
	if err != nil {
		return 0, err
	}
	var mux asl.Mux
	mux.Handle("task", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	m, err := asl.MustParse(chain(c.tasks)).With(asl.WithResolver(&mux))
	if err == nil {
		err = x.Register(machineARN, m)
	}
	if err != nil {
		return 0, err
	}
	runs, stop := context.WithCancel(ctx)
	drained := make(chan error, 1)
	go func() { drained <- x.Run(runs) }()
	defer func() { stop(); err = errors.Join(err, <-drained) }()
	began := time.Now()
	err = sideBySide(c.executions, func(i int) error {
		d, err := x.Start(ctx, durable.Start{Machine: machineARN, Input: fmt.Appendf(nil, `{"order": %d}`, i)})
		if err != nil {
			return err
		}
		end, err := x.Wait(ctx, d.ARN)
		if err == nil && end.Status != asl.Succeeded {
			err = fmt.Errorf("it is %s", end.Status)
		}
		return err
	})
	return time.Since(began), err
}

// sideBySide calls do n times at once.
func sideBySide(n int, do func(i int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errors.Join(errs...)
}
