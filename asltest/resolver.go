package asltest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
)

// TestResolver tests an implementation of [asl.TaskResolver], and of
// [asl.MachineResolver] if it is one. It must find a task for each of the known
// resources, and none for others; it must not panic, whatever it is asked; and it
// must be safe for concurrent use, which the race detector sees. No task is
// called.
//
// A resolver that has a task for every resource, and is meant to, fails.
func TestResolver(t testing.TB, r asl.TaskResolver, known ...string) {
	t.Helper()
	if r == nil {
		t.Fatalf("asltest: TestResolver: the resolver is nil")
	}
	check := func(resource string, known bool) {
		if problem := resolves(r, resource, known); problem != "" {
			t.Errorf("%s", problem)
		}
	}
	for _, resource := range known {
		check(resource, true)
	}
	for _, resource := range strange {
		check(resource, false)
	}
	for _, problem := range atOnce(r, known) {
		t.Errorf("with calls at once: %s", problem)
	}
	if m, ok := r.(asl.MachineResolver); ok {
		for _, arn := range strange {
			if problem := refusesMachine(m, arn); problem != "" {
				t.Errorf("%s", problem)
			}
		}
	}
}

// strange are resources that nobody has a task for.
var strange = []string{
	"", " ", ":", "::::::", "*", "{name}", "no-such-task-Qx7", "\x00", "\xff", strings.Repeat("a:", 10_000),
	"arn:aws:lambda:us-east-1:123456789012:function:no-such-function-Qx7",
	"arn:aws:states:::no-such-service-Qx7:doNothing.sync:2",
	"arn:aws:states:us-east-1:123456789012:activity:no-such-activity-Qx7",
}

// guard calls a resolver's method and says if it panics.
func guard(what string, call func()) (problem string) {
	defer func() {
		if p := recover(); p != nil {
			problem = fmt.Sprintf("%s panics: %v", what, p)
		}
	}()
	call()
	return ""
}

// resolves says what is wrong with how a resource is resolved, "" if nothing is:
// there is a task if it is known, and else an error that says so.
func resolves(r asl.TaskResolver, resource string, known bool) string {
	what := fmt.Sprintf("ResolveTask(%.60q)", resource)
	var f asl.TaskFunc
	var err error
	problem := guard(what, func() { f, err = r.ResolveTask(resource) })
	switch {
	case problem != "":
		return problem
	case known && err != nil:
		return fmt.Sprintf("%s: error %v; want a task", what, err)
	case known && f == nil:
		return what + ": the task is nil, and there is no error"
	case known:
		return ""
	case err == nil && f != nil:
		return what + ": it has a task; want an error that wraps asl.ErrNoTask"
	case err == nil:
		return what + ": no task and no error; want an error that wraps asl.ErrNoTask"
	case !errors.Is(err, asl.ErrNoTask):
		return fmt.Sprintf("%s: error %v does not wrap asl.ErrNoTask", what, err)
	case f != nil:
		return what + ": both a task and an error"
	}
	return ""
}

func refusesMachine(r asl.MachineResolver, arn string) string {
	what := fmt.Sprintf("ResolveMachine(%.60q)", arn)
	var m *asl.Machine
	var err error
	problem := guard(what, func() { m, err = r.ResolveMachine(arn) })
	switch {
	case problem != "":
		return problem
	case err == nil && m != nil:
		return what + ": it has a machine; want an error that wraps asl.ErrNoTask"
	case err == nil: // a nil machine stands for none
		return ""
	case !errors.Is(err, asl.ErrNoTask):
		return fmt.Sprintf("%s: error %v does not wrap asl.ErrNoTask", what, err)
	}
	return ""
}

// atOnce asks from many goroutines, and returns the problems of the first one
// that has any.
func atOnce(r asl.TaskResolver, known []string) (problems []string) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var own []string
			for range 20 {
				for i, resource := range append(slices.Clone(known), "no-such-task-Qx7") {
					if problem := resolves(r, resource, i < len(known)); problem != "" && len(own) == 0 {
						own = append(own, problem)
					}
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if problems == nil {
				problems = own
			}
		})
	}
	all.Wait()
	return problems
}
