package replay

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// The names of an execution, of its machine and of the region, where they are not known.
// Recorded ones count as equal to them.
const (
	someExecution = "the-recorded-execution"
	someMachine   = "the-recorded-machine"
	someRegion    = "the-recorded-region"
)

// config returns what the recorded execution was started with, as far as the history
// and its ARN tell. The error says that the ARN, if there is one, is not one of an execution.
func (r *recording) config(arn string) (state.Config, error) {
	started := r.events[0].Details.(*history.ExecutionStarted)
	id := state.Identity{Machine: someMachine, Role: started.RoleArn, Region: r.region()}
	cfg := state.Config{Now: r.events[0].Timestamp, Name: someExecution, Seed: 1}
	if part := strings.Split(started.RoleArn, ":"); len(part) > 5 {
		id.Partition, id.Account = part[1], part[4]
	}
	setMachine(&id, r.mapRunARN())
	id.Machine, _, _ = strings.Cut(id.Machine, "/") // from the label of the Map
	id.Version = setMachine(&id, started.StateMachineVersionArn)
	id.Alias = setMachine(&id, started.StateMachineAliasArn)
	if arn != "" {
		cfg.ARN, cfg.Name = arn, setMachine(&id, arn)
		if cfg.Name == "" {
			return cfg, fmt.Errorf("%q is not the ARN of an execution: want arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME", arn)
		}
	}
	cfg.Identity = id
	return cfg, nil
}

// setMachine sets what an ARN says of a machine, and returns what follows its name: that of
// an execution, a version or an alias, or the ID of a Map Run. It is "" if nothing does, and
// then nothing is set.
func setMachine(id *state.Identity, arn string) (rest string) {
	part := strings.Split(arn, ":")
	if len(part) < 8 {
		return ""
	}
	id.Partition, id.Region, id.Account, id.Machine = part[1], part[3], part[4], part[6]
	return part[7]
}

// region returns where the first call of a task went.
func (r *recording) region() string {
	for _, e := range r.events {
		switch d := e.Details.(type) {
		case *history.TaskScheduled:
			return d.Region
		case *history.Scheduled:
			if part := strings.Split(d.Resource, ":"); len(part) > 3 {
				return part[3]
			}
		}
	}
	return someRegion
}

// mapRunARN returns the ARN of a Map Run, "" if there is none.
func (r *recording) mapRunARN() string {
	for _, e := range r.events {
		if d, ok := e.Details.(*history.MapRun); ok {
			return d.MapRunArn
		}
	}
	return ""
}
