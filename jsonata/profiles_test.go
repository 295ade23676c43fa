package jsonata_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// profileCase is an expression with different results in the two profiles, a line of
// testdata/profiles.jsonl. The results are written as eval returns them.
type profileCase struct{ Why, Expr, Input, Latest, AWS string }

// TestProfiles evaluates expressions that differ between the two profiles.
func TestProfiles(t *testing.T) {
	text, err := os.ReadFile("testdata/profiles.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(text)) {
		var c profileCase
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		found++
		t.Run(c.Expr, func(t *testing.T) {
			if c.Why == "" || c.Latest == c.AWS {
				t.Error("the case shows no difference, or does not say which")
			}
			if got := eval(c.Expr, c.Input); got != c.Latest {
				t.Errorf("%s\nlatest: got %s\nwant %s", c.Why, got, c.Latest)
			}
			if got := eval(c.Expr, c.Input, jsonata.WithProfile(jsonata.AWS)); got != c.AWS {
				t.Errorf("%s\nAWS: got %s\nwant %s", c.Why, got, c.AWS)
			}
		})
	}
	if found == 0 {
		t.Error("there are no cases")
	}
}

// TestUnknownProfile: a profile that is none is the latest language, not a panic.
func TestUnknownProfile(t *testing.T) {
	if _, err := jsonata.Compile(`$partition([1], 1)`, jsonata.WithProfile(7)); err != nil {
		t.Fatal(err)
	}
	x := jsonata.MustCompile(`$sum([1, 2])`, jsonata.WithProfile(7))
	if v, err := x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{}); err != nil || v.String() != "3" {
		t.Errorf("got %s, %v", v, err)
	}
}
