// Package storetest tests implementations of [durable.Store].
package storetest

import (
	"testing"

	"github.com/goasl/goasl/durable"
)

// Run tests a store in subtests of t, each of which opens an empty one. What the
// documentation of [durable.Store] and of its arguments promises is tested, leases with
// times that the test makes up. It takes some seconds with a store on a disk.
//
// open should have the store closed by t.Cleanup. With -race, faults of concurrency are
// more likely to be found.
func Run(t *testing.T, open func(t testing.TB) durable.Store) {
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) { c.run(newBench(t, open(t))) })
	}
}

// check tests one promise.
type check struct {
	name string
	run  func(*bench)
}

func checks() []check {
	var all []check
	for _, some := range [][]check{
		createChecks, claimChecks, stalledChecks, leaseChecks, fenceChecks, commitChecks, textChecks,
		postChecks, listChecks, deleteChecks, objectChecks, hostileChecks, limitChecks, contextChecks, concurrencyChecks,
	} {
		all = append(all, some...)
	}
	return all
}
