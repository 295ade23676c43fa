package main

import (
	"encoding/json"
	"reflect"
)

// A kind is what is done with an order.
type kind string

const (
	execution  kind = "execution"  // runs a machine, from the text of the input to the text of the output
	parsing    kind = "parsing"    // reads definitions and checks them
	expression kind = "expression" // evaluates a JSONata expression that is compiled, over an input that is decoded
	startup    kind = "start-up"   // starts a process that parses a machine and runs it
)

// tasks are what Task states call.
type tasks string

const (
	echo  tasks = "echo"  // returns its input
	shaky tasks = "shaky" // fails twice, then returns its input
	songs tasks = "songs" // two functions with inputs and outputs of their own
)

// An order is what a peer does once. The exported fields are what the Node
// script is told.
type order struct {
	Kind        kind
	Definitions []string
	Expression  string
	Input       string
	Tasks       tasks

	// The other fields are for this library only.

	// lifted lifts the quotas on events and payloads, which the work exceeds.
	lifted bool
	// counted hands the events to a function that counts them. Otherwise the
	// history is recorded.
	counted bool
	// cancellable runs it with a context that can end, as that of a request can.
	cancellable bool
	// cores is the number of cores that it has, the garbage collector included, with
	// a goroutine for each; 0 for one goroutine and all cores.
	cores int
}

// A work is a row of the table.
type work struct {
	name  string
	unit  string // what a time and a number of allocations are for
	units int    // how many of them the order has
	order order
	// less is taken off, if it is not nil, so that the start and the end of an
	// execution do not count; units are then those that order has more.
	less *order
	want string // the output in JSON, "" if there is none to be compared
	// alone says that no peer is asked.
	alone bool
	// beside says that it is to be compared with the work before it, and measured in
	// the same rounds.
	beside bool
}

// sameJSON reports whether two texts are the same JSON value, whatever the order
// of members and the spelling of numbers.
func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
