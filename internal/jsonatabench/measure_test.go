package main

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// Every expression has a result, or else nothing would be measured.
func TestExpressions(t *testing.T) {
	v, err := jsonvalue.ParseString(input())
	if err != nil {
		t.Fatal(err)
	}
	if n := v.Get("items").Len(); n != 1000 {
		t.Errorf("%d items", n)
	}
	for _, source := range expressions {
		result, err := evaluation(source, v)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if r, err := result(); err != nil || !r.Exists() {
			t.Errorf("%s: %s, %v", source, r.JSON(), err)
		}
	}
}

func TestSize(t *testing.T) {
	if got := size(jsonvalue.MustParse(`{"a":[1,2.5,"xyz"],"b":null,"c":{"d":1}}`)); got != 7.5 {
		t.Errorf("%g, want 7.5", got)
	}
}
