// Package jsonata compiles JSONata expressions and evaluates them over JSON values,
// with the results, error codes and messages of jsonata-js, the reference
// implementation.
//
//	x, err := jsonata.Compile(`orders[total > $least].id`)
//	if err != nil {
//		return err
//	}
//	variables := jsonvalue.MustParse(`{"least": 10}`)
//	ids, err := x.Eval(ctx, input, jsonata.Env{Lookup: variables.Get})
//
// [Compile] turns the source of an expression into an [Expr], which any number of
// goroutines may evaluate at once with [Expr.Eval]. [Expr.References] lists the
// variables and the input fields that an expression reads.
//
// # Values
//
// JSONata distinguishes undefined, the absence of a value, from null. Undefined is the
// zero [jsonvalue.Value], for which Exists reports false; null is
// [jsonvalue.NullValue].
//
// A computed number is a float64, as in JavaScript. A number that an expression only
// passes on keeps its text: 1.10 stays 1.10, and no digit of a long integer is lost. With
// profile AWS all numbers of a result are as [jsonvalue.Value.NormalNumbers] writes them.
//
// # Profiles
//
// There are two versions of the language: [Latest], JSONata 2.2, is the default, and
// [AWS] is the language of AWS Step Functions. In both, regular expressions are those
// of package regexp: back-references, look-ahead and look-behind are errors of Compile.
//
// # Costs
//
// [Limits] bound the memory, the steps and the recursion of Compile and Eval, so that no
// expression can exhaust the process. The defaults are meant for sources and inputs
// that are not trusted.
//
// The package reads no clock, has no random source and does no I/O. [Env] supplies the
// time, random numbers and variables; the same expression, input and Env give the same
// result.
package jsonata

// The files, in the order of an evaluation: Compile (expr.go) reads a source
// (lexer.go, parser.go, parse_infix.go, parse_path.go) into a tree (node.go).
// Eval makes an evaluation (evaluation.go), which counts what it takes, and each node
// evaluates itself: paths (path.go, and tuple.go for those that bind variables) with
// their steps, operators, calls (call.go, function.go), and so on. Values are in
// value.go, array.go and object.go; the built-in functions are listed in lib.go and
// written in the files lib_….go.
