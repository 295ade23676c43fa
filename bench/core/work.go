package main

import (
	"encoding/json"
	"reflect"
)

// A kind says what is done with an order.
type kind string

const (
	execution  kind = "execution"  // runs a machine, from the text of the input to the text of the output
	parsing    kind = "parsing"    // reads definitions and checks them
	expression kind = "expression" // evaluates a compiled JSONata expression over a decoded input
	startup    kind = "start-up"   // starts a process that parses a machine and runs it
)

// tasks says what Task states call.
type tasks string

const (
	echo  tasks = "echo"  // returns its input
	shaky tasks = "shaky" // fails twice, then returns its input
	songs tasks = "songs" // two typed functions
)

// An order is what a peer does once. The exported fields are passed to the Node script.
type order struct {
	Kind        kind
	Definitions []string
	Expression  string
	Input       string
	Tasks       tasks

	// The other fields are for this library only.

	// lifted lifts the quotas on events and payloads, which the work exceeds.
	lifted bool
	// counted passes the events to a function that counts them. Otherwise the history
	// is recorded.
	counted bool
	// cancellable runs it with a context that can end, as the context of a request can.
	cancellable bool
	// cores is the number of cores for the work and the garbage collector, with a
	// goroutine on each; 0 for one goroutine and all cores.
	cores int
}

// A work is a row of the table.
type work struct {
	name   string
	number int    // of a scale: how many units there are
	unit   string // of which figures are given, such as a transition
	units  int    // the number of units in the order
	order  order
	// less, if not nil, is subtracted, so that the start and the end of an execution do
	// not count. units is the number of units that the order has more.
	less *order
	want string // the expected output in JSON, "" if it is not compared
	// alone is for work that no other peer does.
	alone bool
	// beside is for work that is compared with the one before it, and measured in the
	// same rounds.
	beside bool
}

// title returns the work's name, with what is not usual about its history and quotas.
func (w work) title() string {
	name := w.name
	if w.order.lifted {
		name += " (limits lifted)"
	}
	if w.order.counted {
		name += " (history counted)"
	}
	return name
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
