package asl_test

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
)

// TestMuxKnowsARegistrationAtOnce asks before and after each registration.
func TestMuxKnowsARegistrationAtOnce(t *testing.T) {
	var mux, inner asl.Mux
	expect := func(resource, want string) {
		t.Helper()
		if got := resolve(t, &mux, resource); got != want {
			t.Errorf("%s resolves to %q, want %q", resource, got, want)
		}
	}
	expect("a:b", "")
	mux.Handle("a:*", named("open"))
	expect("a:b", "open")
	expect("c:d", "")
	mux.Handle("a:{x}", named("captured"))
	expect("a:b", "captured")
	expect("a:b.sync", "captured")
	mux.Handle("a:b", named("literal"))
	expect("a:b", "literal")
	mux.HandleResolver("c:*", &inner)
	expect("c:d", "")
	inner.Handle("*", named("inner"))
	expect("c:d", "inner")
	inner.Handle("c:d", named("inner literal"))
	expect("c:d", "inner literal")

	if _, err := mux.ResolveMachine("m"); err == nil {
		t.Error("found a machine that nobody registered")
	}
	mux.HandleMachine("m:*", machine(t, chain(2)))
	if _, err := mux.ResolveMachine("m:n"); err != nil {
		t.Error(err)
	}
}

func TestMuxAsksAResolverEachTime(t *testing.T) {
	asked := 0
	var mux asl.Mux
	mux.HandleResolver("*", resolverFunc(func(string) (asl.TaskFunc, error) {
		asked++
		return named(strconv.Itoa(asked)), nil
	}))
	for _, want := range []string{"1", "2", "3"} {
		if got := resolve(t, &mux, "a"); got != want {
			t.Errorf("got the answer %s, want %s", got, want)
		}
	}
}

// TestMuxIsReadWhileItChanges is for the race detector; and what was registered
// is found from then on, however many ask at the time.
func TestMuxIsReadWhileItChanges(t *testing.T) {
	var mux, inner asl.Mux
	mux.HandleResolver("{kind}:*", &inner)
	inner.Handle("{kind}:{name}:fixed", named("fixed"))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := range 300 {
				resolve(t, &mux, "x:"+strconv.Itoa(i))
				if got := resolve(t, &mux, "x:y:fixed"); got != "fixed" {
					t.Errorf("a nested pattern resolves to %q", got)
				}
			}
		})
	}
	wait.Go(func() {
		for i := range 300 {
			name := "x:" + strconv.Itoa(i)
			inner.Handle(name, named(name))
			if got := resolve(t, &mux, name); got != name {
				t.Errorf("%s resolves to %q after it was registered", name, got)
			}
		}
	})
	wait.Wait()
}

// TestAllocationsOfALookUp expects none but those of the map of captures.
func TestAllocationsOfALookUp(t *testing.T) {
	var mux, outer asl.Mux
	mux.Lambda("orders", named("orders"))
	mux.Handle("arn:aws:states:::aws-sdk:*", named("sdk"))
	mux.Handle("arn:aws:states:::{service}:{action}", named("service"))
	outer.HandleResolver("*", &mux)
	for resource, want := range map[string]float64{
		"arn:aws:lambda:us-east-1:123456789012:function:orders":      0,
		"arn:aws:lambda:us-east-1:123456789012:function:orders:live": 2,
		"arn:aws:states:::aws-sdk:s3:getObject":                      0,
		"arn:aws:states:::sqs:sendMessage.waitForTaskToken":          2,
	} {
		n := testing.AllocsPerRun(100, func() {
			if _, err := outer.ResolveTask(resource); err != nil {
				t.Fatal(err)
			}
		})
		if n > want {
			t.Errorf("%s: %.0f allocations, at most %.0f are expected", resource, n, want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = mux.ResolveTask("arn:aws:states:::lambda:invoke:unknown") }); n > 1 {
		t.Errorf("unknown: %.0f allocations, at most that of the error is expected", n)
	}
}

// TestExecutionsSeeRegistrations registers what a resource means from then on while
// an execution runs that has asked for it.
func TestExecutionsSeeRegistrations(t *testing.T) {
	const definition = `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "a:b", "Next": "B"},
		"B": {"Type": "Task", "Resource": "a:b", "Next": "C"},
		"C": {"Type": "Task", "Resource": "a:b", "End": true}}}`
	for _, nested := range []bool{false, true} {
		var mux, inner asl.Mux
		asked := &mux
		if nested {
			mux.HandleResolver("*", &inner)
			asked = &inner
		}
		asked.Handle("a:*", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if asl.TaskInfoFrom(ctx).State == "B" {
				asked.Handle("a:b", named(`"new"`))
			}
			return in, nil
		})
		if r := execute(t, machine(t, definition, asl.WithResolver(&mux)), `{}`); string(r.Output) != `"new"` {
			t.Errorf("nested %v: output %s", nested, r.Output)
		}
	}
}
