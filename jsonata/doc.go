// Package jsonata is the JSONata query and transformation language over
// [jsonvalue.Value], with the results, error codes and messages of the reference
// implementation, jsonata-js.
//
// [Compile] turns a source into an [Expr], which is immutable and evaluated by
// any number of goroutines. [Expr.Eval] tells undefined, the zero Value, from
// null. [Expr.References] tells which variables and which fields of its input an
// expression reads.
//
// Nothing in the package reads a clock, draws from a global random source or
// does any I/O: the time, random numbers and variables come from [Env]. No
// expression can exhaust the process: [Limits] bound parsing and evaluation.
//
// There are two profiles: the language of JSONata 2.2, which is the default, and
// [AWS], the language as Step Functions evaluates it.
package jsonata

// The files, in the order of an evaluation: Compile (expr.go) reads a source
// (lexer.go, parser.go, parse_infix.go, parse_path.go) into a tree (node.go).
// Eval makes an evaluation (evaluation.go), which counts what it takes, and each node
// evaluates itself: paths (path.go, and tuple.go for those that bind variables) with
// their steps, operators, calls (call.go, function.go), and so on. Values are in
// value.go, array.go and object.go; the built-in functions are listed in lib.go and
// written in the files lib_….go.
