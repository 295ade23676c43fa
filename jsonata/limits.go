package jsonata

import "math"

// Limits bound what [Compile] and [Expr.Eval] may take. A field that is zero or
// negative stands for its default. To pass a limit is an error that wraps [ErrLimit].
//
// Raise Calls and Depth with care: each level takes about a kibibyte of stack, and a
// stack overflow ends the process.
type Limits struct {
	// Source is the length of a source in bytes. The default is 8 MiB, and 6,990,256
	// with profile AWS.
	Source int

	// Nesting is the number of parentheses, brackets and operands inside one another in
	// a source. The default is 500.
	Nesting int

	// Regex is the number of parts of a regular expression, with its repetitions
	// written out: a{20} has 20 and more. The default is 2,000.
	Regex int

	// Calls is the number of function calls inside one another; tail calls do not count.
	// The default is 1,000, and 100 with profile AWS.
	Calls int

	// Depth is the number of node evaluations inside one another, counted as the stack
	// option of jsonata-js counts them. The default is 10,000, and 100 with profile AWS.
	Depth int

	// Steps is the work of an evaluation. An evaluated node, a visited item, a call, and 64
	// bytes of a text that is read count as one step each. The default is 5,000,000.
	Steps int

	// Memory is the number of bytes of all values that an evaluation builds, its result as
	// JSON included, whether it still uses them or not. The default is 128 MiB.
	Memory int

	// String is the length of a string in bytes. The default is 16 MiB, and 6,990,256
	// with profile AWS. The largest is 2 GiB - 1.
	String int

	// Sequence is the number of items of an array. The default is 10,000,000, and 873,782
	// with profile AWS.
	Sequence int

	// Nested is the number of arrays and objects inside one another in a value that an
	// evaluation builds. The default is 1,000.
	Nested int

	// Size is the number of bytes in memory of an array or object with everything in it.
	// The default is 64 MiB.
	Size int

	// Result is the number of bytes of the result's JSON text. The default is 64 MiB, and
	// 6,990,256 with profile AWS.
	Result int
}

// defaults are the limits of the profiles.
var defaults = [...]Limits{
	Latest: {
		Source: 8 << 20, Nesting: 500, Regex: 2000,
		Calls: 1000, Depth: 10_000, Steps: 5_000_000, Memory: 128 << 20,
		String: 16 << 20, Sequence: 10_000_000, Nested: 1000, Size: 64 << 20, Result: 64 << 20,
	},
	AWS: {
		Source: awsSize, Nesting: 500, Regex: 2000,
		Calls: 100, Depth: 100, Steps: 5_000_000, Memory: 128 << 20,
		String: awsSize, Sequence: awsSize / 8, Nested: 1000, Size: 64 << 20, Result: awsSize,
	},
}

// awsSize is the memory, in bytes, that Step Functions was seen to allow for a text, or
// for an array of numbers, which take eight bytes each.
const awsSize = 6_990_256

// maxString is the longest string whose length fits into a [value].
const maxString = math.MaxInt32

// orDefault returns the limits with the defaults of the profile for fields that are
// not set.
func (l Limits) orDefault(p Profile) Limits {
	d := defaults[p]
	for _, f := range []struct{ own, other *int }{
		{&l.Source, &d.Source}, {&l.Nesting, &d.Nesting}, {&l.Regex, &d.Regex},
		{&l.Calls, &d.Calls}, {&l.Depth, &d.Depth}, {&l.Steps, &d.Steps}, {&l.Memory, &d.Memory},
		{&l.String, &d.String}, {&l.Sequence, &d.Sequence}, {&l.Nested, &d.Nested}, {&l.Size, &d.Size},
		{&l.Result, &d.Result},
	} {
		if *f.own <= 0 {
			*f.own = *f.other
		}
	}
	l.String = min(l.String, maxString)
	return l
}
