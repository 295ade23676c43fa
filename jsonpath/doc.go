// Package jsonpath compiles and evaluates the JSONPath of AWS Step Functions, which is
// the language of Jayway JsonPath 2.0.0, with the same results in the same order and
// the same error texts:
//
//	path := jsonpath.MustCompile("$.orders[?(@.total > 10)].id")
//	ids, err := path.Query(document)
//
// It also has Reference Paths ([Reference]), which lead to a place where a value can be
// set, and payload templates ([Template]). The package can be used without the rest of
// the module.
//
// # Dialect
//
// No other dialect of JSONPath agrees with this one.
//
//	path                    meaning
//	$                       the input; $$ is the context object, $name a variable; nothing else begins a path
//	.name  ['name']         a member; a name after a dot ends before the next . [ or space
//	['a','b']               ONE object with those of the members that exist; only as the last step
//	[0]                     an element; a negative index is never found
//	[(@.length-1)]          an element counted from the end; also @.size() and @.length()
//	[0,2]                   elements; all of them have to exist
//	[1:3] [1:] [:2]         elements; [-2:] and [:-1] count from the end, [-2:-1] does not; [:] is an error
//	[0:9:2]                 the same as [0:9]: a third number is ignored
//	.*  [*]                 all members or elements; none of a scalar
//	..name  ..*  ..[0]      the step applied to the value and to all values inside it, outer ones first
//	..[0].x                 x of EVERY element of each array: only a last step selects elements
//	[?(…)]                  the elements that satisfy a filter, or the object itself if it does
//	.length()               a member of that name, not a function
//	["name"]                not a name: only single quotes are quotes, and they have no escapes
//
//	filter                  meaning
//	@.a                     a exists and is not null; $.a means the same and looks at the item, too
//	!@.a                    a is missing or null; ! negates nothing else
//	== != < <= > >=         compare a path, from @ or from $, with another path or a literal
//	=~ /re/  =~ /re/i       the regular expression matches the whole text
//	&& ||                   && binds tighter; evaluated from the right; parentheses do not group
//	'text'  text            literals; all are strings, the quotes are optional
//
// Two numbers are compared as exact decimals, two strings by UTF-16 code units, and false
// is less than true. A string on the right of a number is read as a number, and fails the
// path if it is not one; a string on the right of a boolean is read as a boolean. The
// string null counts as null, which equals only itself. A comparison of other kinds of
// values is false, even with !=, and so is one with a path that finds nothing. Paths in a
// filter have to be definite, and $ in them refers to the value that the whole path
// started from.
//
// A path is definite if each of its steps is a name, a list of names, or the index of an
// element. It leads to one value or fails with a [NotFoundError]. The result of any other
// path is an array, which may be empty. If a member or an element is missing on the way
// of such a path,
//
//   - it is passed over below a wildcard over an array;
//   - a member is passed over before a step that may lead to several values, and also
//     directly after one, unless the member is the last step;
//   - anything else fails the path with a [NotFoundError].
//
// Regular expressions are those of package regexp. Java's back-references and look-around
// are errors when the path is compiled. So are three things that Jayway accepts: the
// placeholder [?], a $ that does not begin a path, and a regular expression on both sides
// of =~.
//
// [CompileWith] takes filters in another language, such as the one of package
// jsonpath/gval.
//
// # Costs
//
// Compiling takes time in proportion to the length of a path, which is bounded. A
// [Budget] bounds evaluation, which does not recurse over the depth of a value. A
// definite path allocates nothing.
package jsonpath
