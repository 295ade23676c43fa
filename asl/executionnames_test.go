package asl_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/goasl/goasl/asl"
)

// TestExecutionOfTheSameName: a start with the name and the input of an execution that
// runs returns that; any other start with its name is refused, also after its end.
func TestExecutionOfTheSameName(t *testing.T) { synctest.Test(t, testExecutionOfTheSameName) }

func testExecutionOfTheSameName(t *testing.T) {
	var e asl.Executions
	g := newGate()
	m := machine(t, task(""), g.option(), asl.WithExecutions(&e), asl.WithName("n"))
	x := start(t, m, `{"a": 1}`)
	<-g.running
	if y := start(t, m, `{"a":1}`); y != x { // spaces do not count
		t.Error("a second execution was started")
	}
	results := make(chan *asl.Result)
	go func() {
		r, _ := m.Execute(context.Background(), []byte(`{"a":1}`))
		results <- r
	}()
	synctest.Wait() // until that waits for the end
	refused := func(when, input string) {
		t.Helper()
		_, err := m.Start(context.Background(), []byte(input))
		var why *asl.Error
		if !errors.Is(err, asl.ErrExecutionExists) || !errors.As(err, &why) || why.Cause != "Execution Already Exists: '"+x.ARN()+"'" {
			t.Errorf("%s: %v", when, err)
		}
		if r, err := m.Execute(context.Background(), []byte(input)); r != nil || !errors.Is(err, asl.ErrExecutionExists) {
			t.Errorf("%s: %v, %v", when, r, err)
		}
	}
	refused("another input", `{"a": 2}`)
	other, err := m.With(asl.WithIdentity(asl.Identity{Machine: "other"}))
	if err != nil {
		t.Fatal(err)
	}
	y := start(t, other, `{"a": 2}`)
	if y == x {
		t.Error("executions of two machines are the same")
	}
	close(g.opened)
	r, _ := wait(t, x)
	if <-results != r {
		t.Error("Execute with the same name and input has another result")
	}
	wait(t, y)
	refused("after the end, the same input", `{"a": 1}`)
	refused("after the end, another input", `{"a": 2}`)
	if len(e.List()) != 0 {
		t.Errorf("%v run", names(e.List()))
	}
}

// TestExecutionsWithoutAName: names that nobody gave are never taken.
func TestExecutionsWithoutAName(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	m := machine(t, task(""), work(nil0), asl.WithExecutions(&e))
	if execute(t, m, `{}`).ARN == execute(t, m, `{}`).ARN {
		t.Error("two executions have one ARN")
	}
}

// TestExpressNames: a name stands for any number of EXPRESS executions.
func TestExpressNames(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	m, err := asl.Parse([]byte(task("")), asl.WithType(asl.Express))
	if err != nil {
		t.Fatal(err)
	}
	g := newGate()
	if m, err = m.With(g.option(), asl.WithExecutions(&e), asl.WithName("n")); err != nil {
		t.Fatal(err)
	}
	x, y := start(t, m, `{}`), start(t, m, `{}`)
	if x == y || len(e.List()) != 2 || e.Get(x.ARN()) != x || e.Get(y.ARN()) != y {
		t.Errorf("%s and %s, %v run", x.ARN(), y.ARN(), names(e.List()))
	}
	close(g.opened)
	wait(t, x)
	wait(t, y)
	execute(t, m, `{}`)
}

// TestNameIsFreeAfterAStop: an execution that was stopped by the end of its context
// has not ended, and may be begun again under its name.
func TestNameIsFreeAfterAStop(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	g := newGate()
	m := machine(t, task(""), g.option(), asl.WithExecutions(&e), asl.WithName("n"))
	ctx, cancel := context.WithCancel(context.Background())
	x, err := m.Start(ctx, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	<-g.running
	cancel()
	wait(t, x)
	close(g.opened)
	if y := start(t, m, `{}`); y == x {
		t.Error("the execution that was stopped goes on")
	} else if r, err := wait(t, y); err != nil {
		t.Errorf("%s, %v", r.Status, err)
	}
	if _, err := m.Start(context.Background(), []byte(`{}`)); !errors.Is(err, asl.ErrExecutionExists) {
		t.Errorf("after its end: %v", err)
	}
}

// TestNamesOfOneMachineAreShared: the names of those that users start and of those that
// tasks start are the same ones.
func TestNamesOfOneMachineAreShared(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	id := asl.WithIdentity(asl.Identity{Region: "eu-west-1", Account: "123456789012", Machine: "child"})
	child := machine(t, task(""), work(nil0), id, asl.WithExecutions(&e))
	execute(t, child, `{}`, asl.WithName("taken"))
	_, err := machine(t, parent(".sync", `, "Name": "taken"`), starts(t, child, nil0)).Execute(context.Background(), []byte(`{}`))
	if !errors.Is(err, &asl.Error{Name: "StepFunctions.ExecutionAlreadyExistsException"}) || !strings.Contains(err.Error(), ":child:taken'") {
		t.Errorf("%v", err)
	}
}
