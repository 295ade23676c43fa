// Package sfnapi answers requests of the Step Functions API in the program itself, with
// the service's responses and exceptions.
//
// A [Service] has all operations, over a [Backend] that keeps the machines and drives their
// executions, such as a durable.Executor: as methods, as an http.Handler for clients in other
// processes ([Service.Handler]), and as an HTTP client for an AWS SDK in the same one
// ([Service.Client]). Functions do what needs no backend: [TestState] and
// [ValidateStateMachineDefinition].
//
// Each has the name of its operation X, takes an XInput and returns an XOutput;
// fields have the names of the API. The JSON of an input is the service's request, and
// the JSON of an output is its response. If the service would refuse the request, the
// error is an [*Exception].
//
// The package is for tests of programs that call Step Functions, for tools that check a
// definition before it is deployed, and for servers that stand in for the service. All of its
// functions are safe for concurrent use.
package sfnapi
