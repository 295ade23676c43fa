package state

import "github.com/goasl/goasl/internal/jsontree"

// What an EXPRESS execution cannot do, because it runs for minutes and keeps no
// history: wait for a job, for somebody's answer or for a worker, and start the
// children of a distributed Map.

// expressResource reports a resource that no EXPRESS machine may have.
// Step Functions: one text for both kinds of .sync; the space at the end is the
// service's.
func (o *object) expressResource(n jsontree.Node, r *resource) {
	switch {
	case !o.p.express:
	case r.kind == Activity:
		o.bad(n, "Resource", "Express state machine does not support Activity ARN")
	case r.pattern == Sync, r.pattern == SyncOutput:
		o.bad(n, "Resource", "Express state machine does not support '.sync' service integration")
	case r.pattern == WaitForTaskToken:
		o.bad(n, "Resource", "Express state machine does not support '.waitForTaskToken' service integration ")
	}
}

// expressMode reports a Map that no EXPRESS machine may have.
func (o *object) expressMode(distributed bool) {
	if distributed && o.p.express {
		n, _ := o.peek("Mode")
		o.p.report(n.Pos, codeSchema, o.at("Mode"), "Express state machine does not support Map states in 'DISTRIBUTED' mode")
	}
}
