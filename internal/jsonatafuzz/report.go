package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// A report counts differences.
type report struct {
	compared, different int
	classes             map[string][]difference
	kinds               map[string]int // the number of jsonata-js's answers by class
}

// A difference is a question with two different answers.
type difference struct {
	question        question
	reference, here answer
}

func (r *report) add(q question, reference, here answer) {
	if r.compared++; r.kinds == nil {
		r.kinds, r.classes = map[string]int{}, map[string][]difference{}
	}
	r.kinds[reference.class()]++
	if same(reference, here) {
		return
	}
	r.different++
	class := "jsonata-js: " + reference.class() + ", here: " + here.class()
	r.classes[class] = append(r.classes[class], difference{q, reference, here})
}

// print writes the classes, the most frequent first.
func (r *report) print(w io.Writer, examples int) {
	classes := slices.SortedFunc(maps.Keys(r.classes), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(r.classes[b]), len(r.classes[a])), cmp.Compare(a, b))
	})
	for _, class := range classes {
		fmt.Fprintf(w, "%5d  %s\n", len(r.classes[class]), class)
		for _, d := range r.classes[class][:min(examples, len(r.classes[class]))] {
			fmt.Fprintf(w, "         %s\n", d.question.Expr)
			var input bytes.Buffer
			if json.Compact(&input, []byte(d.question.Input)) == nil {
				fmt.Fprintf(w, "           input       %.300s\n", input.Bytes())
			}
			fmt.Fprintf(w, "           jsonata-js  %.300s\n           here        %.300s\n", d.reference, d.here)
		}
	}
	for _, kind := range slices.SortedFunc(maps.Keys(r.kinds), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.kinds[b], r.kinds[a]), cmp.Compare(a, b))
	}) {
		fmt.Fprintf(w, "%5d  answers of jsonata-js: %s\n", r.kinds[kind], kind)
	}
	fmt.Fprintf(w, "%d compared, %d different (%.2f %%)\n", r.compared, r.different,
		100*float64(r.different)/float64(max(r.compared, 1)))
}
