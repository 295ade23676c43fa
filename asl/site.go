package asl

// site is where executions run, and what follows from it: made once for all of
// them.
type site struct {
	given      Identity // with its gaps, which a parent execution may fill
	identity   Identity // without gaps
	machine    string   // ARN of the state machine
	executions string   // ARN of a STANDARD execution, without its name
}

var defaultSite = newSite(Identity{})

func newSite(id Identity) *site {
	full := id.OrDefault()
	return &site{given: id, identity: full, machine: full.MachineARN(), executions: full.ExecutionARN("")}
}
