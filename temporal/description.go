package temporal

import (
	"cmp"
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
	StateMachineAliasArn, RoleArn               string
	Status                                      state.Status
	Input                                       string
	Output, Error, Cause                        *string
	StartDate, StopDate, RedriveDate            time.Time
	RedriveCount                                int
	RedriveStatus                               state.RedriveStatus
	RedriveStatusReason, TraceHeader, MapRunArn string
}

// descriptionText returns an execution as DescribeExecution returns it, and with its role.
func descriptionText(is *state.Description) []byte {
	text := is.AppendJSON(nil)
	return append(jsonvalue.AppendString(append(text[:len(text)-1], `,"roleArn":`...), is.Identity.Role), '}')
}

// parseDescription reads what descriptionText has written.
func parseDescription(text []byte) (is state.Description, err error) {
	var d described
	if err := json.Unmarshal(text, &d); err != nil {
		return is, fmt.Errorf("temporal: the description of an execution: %w", err)
	}
	name, _, _ := strings.Cut(d.Name, ":") // that of an EXPRESS execution of a Map Run has the end of its ARN
	is = state.Description{
		ARN: d.ExecutionArn, Name: name, Type: typeOf(d.ExecutionArn), TraceHeader: d.TraceHeader, MapRun: d.MapRunArn,
		Identity: identityOf(d.StateMachineArn, qualifier(d.StateMachineVersionArn), qualifier(d.StateMachineAliasArn)),
		Outcome:  state.Outcome{Status: d.Status, Started: d.StartDate, Ended: d.StopDate, RedriveCount: d.RedriveCount, RedriveDate: d.RedriveDate},
	}
	is.Identity.Role = cmp.Or(d.RoleArn, is.Identity.Role)
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
		if d.RedriveStatus == state.NotRedrivable { // as of its end
			is.NoRedrive = d.RedriveStatusReason
		}
	}
	return is, nil
}

// typeOf returns the type of an execution, by its ARN.
func typeOf(execution string) state.Type {
	if a, ok := awsarn.Parse(execution); ok && a.Resource[0] == "express" {
		return state.Express
	}
	return state.Standard
}

// identityOf returns the identity of an execution of a machine, by its ARN, which has no role.
func identityOf(machine, version, alias string) state.Identity {
	id := state.Identity{Version: version, Alias: alias}
	if a, ok := awsarn.Parse(machine); ok && len(a.Resource) > 1 {
		id.Partition, id.Region, id.Account = a.Partition, a.Region, a.Account
		id.Machine, id.Label, _ = strings.Cut(a.Resource[1], "/")
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
