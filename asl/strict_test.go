package asl_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

func ExampleStrict() {
	const definition = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "charge-card", "End": true}}}`
	_, err := asl.Parse([]byte(definition))
	fmt.Println(err)
	_, err = asl.Parse([]byte(definition), asl.Strict())
	fmt.Println(err)
	// Output:
	// <nil>
	// 1:63: SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/A/Resource
}

// TestCheckPlaceholders: a resource that holds a placeholder has no value, which another
// handler would not help.
func TestCheckPlaceholders(t *testing.T) {
	const definition = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${FnArn}", "End": true}}}`
	m, err := asl.Parse([]byte(definition), asl.WithSubstitutions(map[string]string{"FnArm": "arn"}))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(m.Warnings()); got != 2 {
		t.Errorf("there are %d warnings, want one for the value and one for the placeholder: %v", got, m.Warnings())
	}
	list := m.Check()
	if len(list) != 1 || !strings.Contains(list[0].Message, "the placeholder ${FnArn} has no value; give it one with WithSubstitutions") {
		t.Errorf("Check says %v", list)
	}
	handled, err := m.With(asl.WithTask("A", asl.Func(func(_ context.Context, in any) (any, error) { return in, nil })))
	if err != nil {
		t.Fatal(err)
	}
	if list := handled.Check(); list != nil {
		t.Errorf("with a task: %v", list)
	}
}
