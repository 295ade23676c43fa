package asltest

import (
	"context"
	"iter"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// maxSmaller bounds the search for a smaller input.
const maxSmaller = 500

// minimise makes the input of a sample smaller as long as the problem stays, until ctx ends.
func (x *explorer) minimise(ctx context.Context, s sample, f finding) (sample, finding) {
	left := maxSmaller
	for again := true; again; {
		again = false
		for input := range smaller(s.input) {
			if left--; left < 0 || ctx.Err() != nil {
				return s, f
			}
			next := sample{input: input, seed: s.seed}
			if got := x.try(ctx, next); got.key == f.key {
				s, f, again = next, got, true
				break
			}
		}
	}
	return s, f
}

// smaller are values a step simpler than v, the simplest ones first.
func smaller(v jsonvalue.Value) iter.Seq[jsonvalue.Value] {
	return func(yield func(jsonvalue.Value) bool) {
		switch v.Kind() {
		case jsonvalue.Object, jsonvalue.Array:
			smallerInside(v, yield)
		case jsonvalue.String:
			if v.Text() != "" {
				yield(jsonvalue.OfString(""))
			}
		case jsonvalue.Number:
			if v.Number() != "0" {
				yield(jsonvalue.OfInt(0))
			}
		}
	}
}

// smallerInside leaves out each of the values inside v, then makes each of them
// smaller.
func smallerInside(v jsonvalue.Value, yield func(jsonvalue.Value) bool) {
	parts := members(v)
	join := jsonvalue.OfObject
	if v.Kind() == jsonvalue.Array {
		join = arrayOf
	}
	for i := range parts {
		if !yield(join(slices.Delete(slices.Clone(parts), i, i+1))) {
			return
		}
	}
	for i := range parts {
		for s := range smaller(parts[i].Value) {
			changed := slices.Clone(parts)
			changed[i].Value = s
			if !yield(join(changed)) {
				return
			}
		}
	}
}

// members are the members of an object, or the elements of an array without
// names.
func members(v jsonvalue.Value) []jsonvalue.Member {
	var all []jsonvalue.Member
	for name, member := range v.Members() {
		all = append(all, jsonvalue.Member{Name: name, Value: member})
	}
	for _, elem := range v.Elements() {
		all = append(all, jsonvalue.Member{Value: elem})
	}
	return all
}

func arrayOf(parts []jsonvalue.Member) jsonvalue.Value {
	elems := make([]jsonvalue.Value, len(parts))
	for i, p := range parts {
		elems[i] = p.Value
	}
	return jsonvalue.OfArray(elems)
}
