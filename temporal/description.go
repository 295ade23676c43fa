package temporal

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// described is a description as DescribeExecution returns it.
type described struct {
	ExecutionArn, Name, StateMachineArn         string
	StateMachineVersionArn                      string
	StateMachineAliasArn                        string
	Status                                      state.Status
	Input                                       string
	Output, Error, Cause                        *string
	StartDate, StopDate, RedriveDate            time.Time
	RedriveCount                                int
	RedriveStatus                               state.RedriveStatus
	RedriveStatusReason, TraceHeader, MapRunArn string
}

// parseDescription reads what [state.Description.AppendJSON] has written.
func parseDescription(text []byte) (is state.Description, err error) {
	var d described
	if err := json.Unmarshal(text, &d); err != nil {
		return is, fmt.Errorf("temporal: the description of an execution: %w", err)
	}
	is = state.Description{
		ARN: d.ExecutionArn, Name: d.Name, Type: state.Standard, Identity: d.identity(), TraceHeader: d.TraceHeader, MapRun: d.MapRunArn,
		Outcome: state.Outcome{Status: d.Status, Started: d.StartDate, Ended: d.StopDate, RedriveCount: d.RedriveCount, RedriveDate: d.RedriveDate},
	}
	if strings.Contains(d.ExecutionArn, ":express:") {
		is.Type = state.Express
	}
	if is.Input.Value, err = jsonvalue.ParseString(d.Input); err != nil {
		return is, fmt.Errorf("temporal: the input of an execution: %w", err)
	}
	if d.Output != nil {
		if is.Output, err = jsonvalue.ParseString(*d.Output); err != nil {
			return is, fmt.Errorf("temporal: the output of an execution: %w", err)
		}
	}
	if d.Status != state.Running && d.Status != state.Succeeded {
		is.Failure = &state.Failure{Error: d.Error, Cause: d.Cause}
	}
	return is, nil
}

// identity returns the identity that the ARNs tell. The role is not among them.
func (d *described) identity() state.Identity {
	id := state.Identity{Version: qualifier(d.StateMachineVersionArn), Alias: qualifier(d.StateMachineAliasArn)}
	if a, ok := awsarn.Parse(d.StateMachineArn); ok && len(a.Resource) > 1 {
		id.Partition, id.Region, id.Account, id.Machine = a.Partition, a.Region, a.Account, a.Resource[1]
	}
	return id.OrDefault()
}

// qualifier returns what an ARN of a machine has behind the machine's name.
func qualifier(arn string) string {
	if a, ok := awsarn.Parse(arn); ok && len(a.Resource) > 2 {
		return a.Resource[2]
	}
	return ""
}
