// Package gval is another language for the filters of JSONPath, which a program has to
// choose. A filter, [?(…)], is an expression of github.com/PaesslerAG/gval, with
// arithmetic, operators for text, parentheses that group, negation by !, and functions
// that the program adds:
//
//	filters := gval.Filters(gval.Function("vat", vat))
//	path, err := jsonpath.CompileWith("$.orders[?(vat(@.price) * @.qty > 100)].id", filters)
//	machine, err := asl.Parse(definition, asl.WithFilters(filters))
//
// # Not for AWS
//
// Step Functions does not know this language. It refuses a definition that uses it, or
// gives it another meaning: it drops parentheses, and [?(@.paid)] is true for it even if
// paid is false. Do not use these filters for a definition that has to run on AWS, too.
// Everything outside of filters is as in package jsonpath.
//
// # Expressions
//
//	@.price  $.limit         paths from the item, and from the value that the whole path started from
//	@.lines[?(@.n > 1)].id   any path of package jsonpath, with filters in this language;
//	                         a name after a dot has only letters, digits and _, others are written ['a-b']
//	"text"  'text'  `text`   texts; the first two have the escapes of Go, the last one has none
//	1.5  true  false  null   the other literals; [1, 2] and {"a": 1} make arrays and objects
//	+ - * / % **             for numbers; + also joins texts
//	== != < <= > >=          for numbers and texts; == and != for any values
//	=~ !~                    the text contains a match of a regular expression, a literal, or none
//	&& || !                  logic; every value other than false and null counts as true
//	in  ?:  ??  & | ^ ~ << >>  as in gval
//	name(a, b)               a function given with [Function]; there are no others
//
// A path that leads to nothing is null, and a path that may lead to several values is the
// array of these values. Only null equals null. Any other comparison with null is false,
// and arithmetic with null is null: an item without a qty does not satisfy
// @.price * @.qty > 100, and [?(@.price)] selects the items with a price, as
// @.price != null does. Other operands of a wrong type are errors, which fail the path, as
// do errors that a function returns.
//
// Operators convert their operands like gval: "2" * 3 is 6, and "2" == 2. Numbers have the
// type float64. Integers of 64 bits that a float64 cannot hold exactly have the type int64;
// they are compared exactly, and arithmetic rounds them.
//
// # Differences from PaesslerAG/jsonpath
//
// That package has paths with the same expressions in filters. It walks over Go maps, so
// its results are in random order; it has no bounds; and it silently drops an item if the
// expression fails. Here results are in document order, the cost counts against the
// [jsonpath.Budget], and failures are errors.
package gval
