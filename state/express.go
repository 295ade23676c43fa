package state

import "github.com/goasl/goasl/internal/jsontree"

// An EXPRESS execution runs for minutes and has no history. So it cannot wait for a
// job, for a task token or for a worker, and it cannot start the children of a
// distributed Map.

// expressResource reports a resource that an EXPRESS machine cannot have. fits is false
// if it does.
// Step Functions: both kinds of .sync have the same message. The space at the end of
// the last one is the service's.
func (o *object) expressResource(n jsontree.Node, r *resource) (fits bool) {
	switch {
	case !o.p.express:
		return true
	case r.kind == Activity:
		o.bad(n, "Resource", "Express state machine does not support Activity ARN")
	case r.pattern == Sync, r.pattern == SyncOutput:
		o.bad(n, "Resource", "Express state machine does not support '.sync' service integration")
	case r.pattern == WaitForTaskToken:
		o.bad(n, "Resource", "Express state machine does not support '.waitForTaskToken' service integration ")
	default:
		return true
	}
	return false
}

// expressMode reports a Map that an EXPRESS machine cannot have.
func (o *object) expressMode(distributed bool) {
	if distributed && o.p.express {
		n, _ := o.peek("Mode")
		o.p.report(n.Pos, codeSchema, o.at("Mode"), "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines")
	}
}
