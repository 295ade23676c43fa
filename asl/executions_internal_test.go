package asl

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// TestTakenNamesAreBounded: the names of executions that have ended are forgotten, the
// oldest first, once there are many.
func TestTakenNamesAreBounded(t *testing.T) {
	var e Executions
	m, err := MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`).With(WithExecutions(&e), WithHistory(DropHistory()))
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string) error {
		_, err := m.Execute(context.Background(), []byte(`{}`), WithName(name))
		return err
	}
	for _, name := range []string{"first", "second"} {
		if err := run(name); err != nil {
			t.Fatal(err)
		}
	}
	for i := range maxEnded - 2 { // as if these had run
		name := fmt.Sprint("x", i)
		e.ended[name] = true
		e.oldest = append(e.oldest, name)
	}
	if err := run("first"); !errors.Is(err, ErrExecutionExists) {
		t.Errorf("the first name: %v", err)
	}
	if err := run("last"); err != nil {
		t.Fatal(err)
	}
	if len(e.ended) != maxEnded || len(e.oldest) != maxEnded {
		t.Errorf("%d names are taken, %d in a row; want %d", len(e.ended), len(e.oldest), maxEnded)
	}
	for _, name := range []string{"second", "last"} {
		if err := run(name); !errors.Is(err, ErrExecutionExists) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := run("first"); err != nil {
		t.Errorf("the first name, once it is forgotten: %v", err)
	}
}

// TestNamesThatAreNotRemembered: those that nobody gave, and those of EXPRESS
// executions, which all have ARNs of their own.
func TestNamesThatAreNotRemembered(t *testing.T) {
	var e Executions
	for _, typ := range []Type{Standard, Express} {
		m, err := Parse([]byte(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`), WithType(typ))
		if err != nil {
			t.Fatal(err)
		}
		opts := []Option{WithExecutions(&e)}
		if typ == Express {
			opts = append(opts, WithName("n"))
		}
		if _, err := m.Execute(context.Background(), []byte(`{}`), opts...); err != nil {
			t.Fatal(err)
		}
	}
	if len(e.ended) != 0 || len(e.oldest) != 0 {
		t.Errorf("remembered: %v", e.oldest)
	}
}
