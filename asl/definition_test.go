package asl_test

import (
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonpath/gval"
)

// TestWithDefinition: another definition is read with the options of the first one, and
// executed with its options.
func TestWithDefinition(t *testing.T) {
	first, err := asl.Parse([]byte(only(`"Type": "Pass"`)), asl.WithType(asl.Express), asl.WithFilters(gval.Filters()), asl.WithFile("first.asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	if first, err = first.With(asl.WithName("n")); err != nil {
		t.Fatal(err)
	}
	other, err := first.WithDefinition([]byte(only(`"Type": "Pass", "InputPath": "$[?(@.a == 'x' && @.b > 1)]", "Result": "${kept}"`)))
	if err != nil {
		t.Fatal(err)
	}
	r := execute(t, other, `[]`)
	if d := r.Describe(); string(r.Output) != `"${kept}"` || d.Type != asl.Express || d.Name != "n" || d.Identity.Machine != "first" {
		t.Errorf("%s, %s, %s, %s", r.Output, d.Type, d.Name, d.Identity.Machine)
	}
	if _, err := first.WithDefinition([]byte(`{}`)); err == nil {
		t.Error("a definition without states has no error")
	}
}
