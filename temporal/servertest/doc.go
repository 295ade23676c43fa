// Package servertest tests package temporal on a real Temporal server, which runs in the
// process of the tests, or is killed with one of its own.
//
// It takes a quarter of an hour to build the server for the first time, so that .ci/run leaves
// this module out, and .ci/nightly tests it. It is not in go.work, as what the server requires
// is not for the other modules:
//
//	GOWORK=off go -C temporal/servertest test -v .
package servertest
