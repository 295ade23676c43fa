package asl_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

func TestMuxResolvesMachines(t *testing.T) {
	pass := only(`"Type": "Pass"`)
	named, pinned, any, inner := machine(t, pass), machine(t, pass), machine(t, pass), machine(t, pass)
	const arn = "arn:aws:states:eu-west-1:1:stateMachine:"
	var below, mux asl.Mux
	below.HandleMachine("x:y", inner)
	mux.HandleMachine("orders", named)
	mux.HandleMachine(arn+"orders", pinned)
	mux.HandleMachine("arn:*:states:*:*:stateMachine:{name}", any)
	mux.HandleResolver("x:*", &below)
	mux.HandleResolver("z:*", hostileResolver(nil))
	mux.Handle("task", nil0)
	for text, want := range map[string]*asl.Machine{
		arn + "orders":      pinned,
		arn + "orders:live": named,
		"arn:aws-cn:states:cn-north-1:2:stateMachine:orders": named,
		arn + "others":      any,
		arn + "others:live": nil,
		"x:y":               inner,
		"x:z":               nil,
		"z:z":               nil,
		"task":              nil,
		"orders":            nil,
	} {
		got, err := mux.ResolveMachine(text)
		if got != want || (err == nil) != (want != nil) || (err != nil && !errors.Is(err, asl.ErrNoTask)) {
			t.Errorf("%s: got the wrong machine, or %v", text, err)
		}
	}
	if f, err := mux.ResolveTask(arn + "orders"); f != nil || !errors.Is(err, asl.ErrNoTask) {
		t.Errorf("a machine was found as a task: %v", err)
	}
}

func TestMuxHandleMachinePanics(t *testing.T) {
	m := machine(t, only(`"Type": "Pass"`))
	for want, register := range map[string]func(mux *asl.Mux){
		"the Machine is nil":   func(mux *asl.Mux) { mux.HandleMachine("orders", nil) },
		"the pattern is empty": func(mux *asl.Mux) { mux.HandleMachine("", m) },
		"conflicts with":       func(mux *asl.Mux) { mux.HandleMachine("orders", m); mux.HandleMachine("orders", m) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) || !strings.Contains(got, "muxmachine_test.go:") {
					t.Errorf("recovered %q, want %q", got, want)
				}
			}()
			register(new(asl.Mux))
		}()
	}
}
