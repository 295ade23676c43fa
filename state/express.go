package state

// What an EXPRESS execution cannot do, because it runs for minutes and keeps no
// history: wait for a job, for somebody's answer or for a worker, and start the
// children of a distributed Map.

// expressResource reports a resource that no EXPRESS machine may have.
func (o *object) expressResource(r *resource) {
	if o.p.opts.Type != Express {
		return
	}
	problem := ""
	switch {
	case r.kind == Activity:
		problem = "Activity ARN"
	case r.pattern == Sync:
		problem = "'.sync' service integration"
	case r.pattern == SyncOutput:
		problem = "'.sync:2' service integration"
	case r.pattern == WaitForTaskToken:
		problem = "'.waitForTaskToken' service integration " // Step Functions: with that space
	default:
		return
	}
	n, _ := o.peek("Resource")
	o.p.report(n.pos, codeSchema, o.at("Resource"), "Express state machine does not support %s", problem)
}

// expressMode reports a Map that no EXPRESS machine may have.
func (o *object) expressMode(distributed bool) {
	if distributed && o.p.opts.Type == Express {
		n, _ := o.peek("Mode")
		o.p.report(n.pos, codeSchema, o.at("Mode"), "Express state machine does not support Map states in 'DISTRIBUTED' mode")
	}
}
