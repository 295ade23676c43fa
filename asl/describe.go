package asl

import "github.com/goasl/goasl/state"

// Description is what Step Functions tells of an execution beside its history:
// its AppendJSON gives the answer of DescribeExecution, AppendSyncResponse that
// of StartSyncExecution, and AppendStatusChange the event for EventBridge.
type Description = state.Description

// Describe returns what there is to say of the execution at this time.
func (x *Execution) Describe() Description {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.known
}

// Describe returns what there is to say of the execution at its end, or where it
// was stopped.
func (r *Result) Describe() Description {
	if r.description == nil {
		return Description{}
	}
	return *r.description
}
