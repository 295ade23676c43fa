package replay

import (
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
// and its ARN tell.
func (r *recording) config(arn string) state.Config {
	started := r.events[0].Details.(*history.ExecutionStarted)
	id := state.Identity{Machine: someMachine, Role: started.RoleArn, Region: r.region()}
	cfg := state.Config{Now: r.events[0].Timestamp, Name: someExecution, Seed: 1}
	if part := strings.Split(started.RoleArn, ":"); len(part) > 5 {
		id.Partition, id.Account = part[1], part[4]
	}
	if part := strings.Split(r.mapRunARN(), ":"); len(part) > 7 {
		part[6], _, _ = strings.Cut(part[6], "/")
		setMachine(&id, part)
	}
	if part := strings.Split(started.StateMachineVersionArn, ":"); len(part) > 7 {
		setMachine(&id, part)
		id.Version = part[7]
	}
	if part := strings.Split(started.StateMachineAliasArn, ":"); len(part) > 7 {
		setMachine(&id, part)
		id.Alias = part[7]
	}
	if part := strings.Split(arn, ":"); len(part) > 7 {
		setMachine(&id, part)
		cfg.Name, cfg.ARN = part[7], arn
	}
	cfg.Identity = id
	return cfg
}

// setMachine sets what the ARN of a machine or an execution says.
func setMachine(id *state.Identity, part []string) {
	id.Partition, id.Region, id.Account, id.Machine = part[1], part[3], part[4], part[6]
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
