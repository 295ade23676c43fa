package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cschleiden/go-workflows/backend"
	"github.com/cschleiden/go-workflows/backend/monoprocess"
	"github.com/cschleiden/go-workflows/backend/sqlite"
	"github.com/cschleiden/go-workflows/client"
	"github.com/cschleiden/go-workflows/worker"
	"github.com/cschleiden/go-workflows/workflow"
)

// workflows is go-workflows with its SQLite backend, which syncs its commits, in the way that is
// meant for a single process: workers are told of tasks, and do not look for them.
type workflows struct {
	client   *client.Client
	worker   *worker.Worker
	stopWork func()
	close    func() error

	ends      sync.Map     // channels that are closed when a chain ends, by its order
	asleepNow atomic.Int64 // the executions that wait
}

func startGoWorkflows(ctx context.Context, dir string) (engine, error) {
	store := sqlite.NewSqliteBackend(fileIn(dir), sqlite.WithBackendOptions(backend.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))))
	b := monoprocess.NewMonoprocessBackend(store)
	w := &workflows{client: client.New(b), worker: worker.New(b, nil), close: store.Close}
	for _, f := range []workflow.Workflow{w.runChain, w.runSleep} {
		if err := w.worker.RegisterWorkflow(f); err != nil {
			return nil, err
		}
	}
	if err := w.worker.RegisterActivity(echo); err != nil {
		return nil, err
	}
	ctx, w.stopWork = context.WithCancel(ctx)
	return w, w.worker.Start(ctx)
}

func echo(_ context.Context, in order) (order, error) { return in, nil }

func (w *workflows) runChain(ctx workflow.Context, in order) (order, error) {
	number := in.Order
	for range tasks {
		var err error
		if in, err = workflow.ExecuteActivity[order](ctx, workflow.DefaultActivityOptions, echo, in).Get(ctx); err != nil {
			return in, err
		}
	}
	if end, ok := w.ends.LoadAndDelete(number); ok {
		close(end.(chan struct{}))
	}
	return in, nil
}

func (w *workflows) runSleep(ctx workflow.Context, _ order) error {
	if !workflow.Replaying(ctx) {
		w.asleepNow.Add(1)
	}
	return workflow.Sleep(ctx, 100*time.Hour)
}

// chain waits for the end of the function before it asks for the result: the client would ask
// every now and then, and have all others wait for its queries.
func (w *workflows) chain(ctx context.Context, in order) (order, error) {
	end := make(chan struct{})
	w.ends.Store(in.Order, end)
	instance, err := w.client.CreateWorkflowInstance(ctx, client.WorkflowInstanceOptions{InstanceID: fmt.Sprint("chain-", in.Order)}, w.runChain, in)
	if err != nil {
		return order{}, err
	}
	<-end
	return client.GetWorkflowResult[order](ctx, w.client, instance, time.Minute)
}

func (w *workflows) sleep(ctx context.Context, i int) error {
	_, err := w.client.CreateWorkflowInstance(ctx, client.WorkflowInstanceOptions{InstanceID: fmt.Sprint("sleep-", i)}, w.runSleep, order{i})
	return err
}

func (w *workflows) asleep(n int) bool { return w.asleepNow.Load() == int64(n) }

func (w *workflows) stop() error {
	w.stopWork()
	if err := w.worker.WaitForCompletion(); err != nil {
		return err
	}
	return w.close()
}
