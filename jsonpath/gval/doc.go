// Package gval is an opt-in language for the filters of JSONPath: in [?(…)] stands
// an expression of github.com/PaesslerAG/gval, with arithmetic, operators on text,
// parentheses that group, ! and functions of the program's own.
//
//	filters := gval.Filters(gval.Function("vat", vat))
//	path, err := jsonpath.CompileWith("$.orders[?(vat(@.price) * @.qty > 100)].id", filters)
//	machine, err := asl.Parse(definition, asl.WithFilters(filters))
//
// # Not AWS's
//
// Step Functions does not know this language. It refuses a definition that uses
// it, or reads it in another way: it drops parentheses, and takes [?(@.paid)] for
// true where paid is false. A definition that is to run on AWS too must not be
// read with these filters. All that is outside of filters stays as package
// jsonpath has it.
//
// # Expressions
//
//	@.price  $.limit         paths, of the item and of the value that the whole path started from
//	@.lines[?(@.n > 1)].id   any path of package jsonpath, filters in it are of this language;
//	                         a name after a dot has letters, digits and _ only, others are written ['a-b']
//	"text"  'text'  `text`   texts, with Go's escapes but in the last form
//	1.5  true  false  null   the other literals; [1, 2] and {"a": 1} make arrays and objects
//	+ - * / % **             numbers; + joins texts, too
//	== != < <= > >=          numbers and texts; == and != take everything
//	=~ !~                    a regular expression, which is a literal, is found in the text or is not
//	&& || !                  logic; what is neither false nor null counts as true
//	in  ?:  ??  & | ^ ~ << >>  as gval has them
//	name(a, b)               a function given with [Function]; there are no others
//
// A path that leads to nothing is null; one that may lead to several values is the
// array of those. null equals null only, any other comparison with it is false, and
// arithmetic with it gives null: an item without a qty does not satisfy
// @.price * @.qty > 100. So [?(@.price)] asks for a price, as @.price != null does.
// Other operands that do not fit are errors, and so is what a function returns as
// one: the path fails.
//
// Operators convert as gval's do: "2" * 3 is 6, and "2" == 2. Numbers are of type
// float64. Integers of 64 bits beyond 2⁵³, which a float64 does not hold, are of
// type int64 and are compared exactly; arithmetic rounds them.
//
// # Differences from PaesslerAG/jsonpath
//
// That package reads paths with the same expressions in filters. It walks over Go
// maps, so that the order of its results is random; it has no bounds; and where an
// expression fails it silently drops the item. Here results are in document order,
// the cost counts against the [jsonpath.Budget], and failures are errors.
package gval
