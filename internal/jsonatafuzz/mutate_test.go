package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMutatorIsDeterministic(t *testing.T) {
	suite := []question{
		{Expr: "a.b[c > 1] + $sum([1,2,3])", Input: `{"a":{"b":[1,{"c":2}]}}`, Bindings: "{}"},
		{Expr: "$map(x, function($v, $i) {$v & $i})", Input: `{"x":["a","b"]}`, Bindings: "{}"},
	}
	questions := func(seed uint64) []question {
		m := newMutator(seed, suite)
		list := make([]question, 500)
		for i := range list {
			list[i] = m.next()
		}
		return list
	}
	first := questions(1)
	if diff := cmp.Diff(first, questions(1)); diff != "" {
		t.Errorf("the same seed makes other questions (-first +second):\n%s", diff)
	}
	if cmp.Equal(first, questions(2)) {
		t.Error("another seed makes the same questions")
	}
	different := map[question]bool{}
	for _, q := range first {
		different[q] = true
	}
	if len(different) < 400 {
		t.Errorf("only %d of 500 questions are different ones", len(different))
	}
}
