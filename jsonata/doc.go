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
