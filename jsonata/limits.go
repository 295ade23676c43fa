package jsonata

import "math"

// Limits bound what a source and its evaluation may take. A field that is 0
// stands for its default. Reaching a limit is an error that wraps [ErrLimit].
//
// With much larger Calls or Depth, an expression may overflow the stack, which
// ends the process: each takes about a kibibyte of it.
type Limits struct {
	Source  int // bytes of a source; default 8 MiB, with profile AWS 6,990,256
	Nesting int // parentheses, brackets and operands inside one another in a source; default 500
	Regex   int // parts of a regular expression, with repetitions written out; default 2,000

	Calls    int // calls of functions inside one another, tail calls aside; default 1,000, with profile AWS 100
	Depth    int // evaluations of nodes inside one another, as the stack option of jsonata-js counts; default 10,000, with profile AWS 100
	Steps    int // evaluated nodes, visited items, and 64 bytes of text gone over; default 5,000,000
	Memory   int // bytes of all strings, arrays and objects that are built, used or not; default 128 MiB
	String   int // bytes of a string, less than 2 GiB; default 16 MiB, with profile AWS 6,990,256
	Sequence int // items of an array; default 10,000,000, with profile AWS 873,782
	Nested   int // arrays and objects inside one another in a value that is built; default 1,000
	Size     int // bytes that an array or object takes with all that is in it; default 64 MiB
	Result   int // bytes of the JSON text of the result; default 64 MiB, with profile AWS 6,990,256
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

// awsSize is the memory that Step Functions was seen to allow: a text of so many
// bytes, or an array of that many numbers of eight bytes.
const awsSize = 6_990_256

// maxString is the most that a value can say of its string's length.
const maxString = math.MaxInt32

// orDefault returns the limits with those of the profile in the place of zeros.
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
