// Package jsonpath compiles and evaluates the JSONPath of AWS Step Functions:
// the language of Jayway JsonPath 2.0.0 with its results, their order and its
// error texts. It also has Reference Paths ([Reference]), which can be set, and
// payload templates ([Template]). It can be used alone:
//
//	path := jsonpath.MustCompile("$.orders[?(@.total > 10)].id")
//	ids, err := path.Query(document)
//
// # Dialect
//
// No other dialect of JSONPath agrees with this one.
//
//	path                    meaning
//	$                       the input; $$ is the context object, $name a variable; nothing else begins a path
//	.name  ['name']         a member; a name after a dot goes on to the next . [ or space
//	['a','b']               ONE object of those of the members that are there; only as the last step
//	[0]                     an element; a negative index is never found
//	[(@.length-1)]          an element counted from the end; also @.size() and @.length()
//	[0,2]                   elements; each has to be there
//	[1:3] [1:] [:2]         elements; [-2:] and [:-1] count from the end, in [-2:-1] no number does; [:] is no path
//	[0:9:2]                 as [0:9]: a third number is ignored
//	.*  [*]                 all members or elements; of a scalar none
//	..name  ..*  ..[0]      what the step finds in the value and in all below it, a value before what is in it
//	..[0].x                 x of EVERY element of each array: an array's elements are only selected by a last step
//	[?(…)]                  the elements that satisfy a filter, or an object that does so itself
//	.length()               no function: a member of that name
//	["name"]                not a name: only single quotes are quotes, and in them nothing is escaped
//
//	filter                  meaning
//	@.a                     a is there and not null; so is $.a, which is tested at the item too
//	!@.a                    a is missing or null; ! negates nothing else
//	== != < <= > >=         comparisons, of a path (from @ or from $) with another one or a literal
//	=~ /re/  =~ /re/i       the regular expression matches the whole text
//	&& ||                   && binds tighter; evaluated from the right; parentheses group nothing
//	'text'  text            literals; all are strings, the quotes are optional
//
// A comparison of two numbers, two booleans or two strings is what it seems to be;
// numbers are exact decimals, strings are compared by UTF-16 units. A string on
// the right is read as a number where the left side is one, which is an error if
// it is not one, and as a boolean where the left side is one. The string null is
// null. Everything else cannot be compared, which makes any comparison false, !=
// included, as does a path that finds nothing. A path in a filter has to be
// definite, and $ in it is the value that the whole path started from.
//
// A path is definite if it consists of members and single elements only. It
// leads to one value or fails with a [NotFoundError]. The result of any other path
// is an array. A member that is missing adds nothing to it where a step that may
// lead to several values comes later, or came directly before and the member is
// not the last step. Any other miss fails the path, except under a wildcard over
// an array, which passes over it.
//
// Regular expressions are those of package regexp. Those of Java that need
// backtracking, with back-references or look-around, are errors when the path is
// compiled. So are three things that Jayway takes: the placeholder [?], a $ that
// does not begin a path, and a regular expression on both sides of =~.
//
// [CompileWith] takes filters in another language, such as that of package
// jsonpath/gval.
//
// # Costs
//
// Compiling is linear in a path's length, which is bounded. Evaluation is bounded
// by a [Budget] and does not recurse over the depth of values. A definite path
// allocates nothing.
package jsonpath
