package state

import (
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Description is what the service's API returns for an execution besides its history:
// in DescribeExecution, in StartSyncExecution, and in events of EventBridge. It is
// plain data, which does not change when the execution goes on.
//
// In its JSON, inputs and outputs are JSON text in a string. Dates are RFC 3339 text in
// UTC with milliseconds, as in the events of package history; the service's protocol
// has seconds since 1970.
type Description struct {
	ARN         string
	Name        string
	Type        Type
	Identity    Identity // of the Config, with defaults
	Input       history.Payload
	TraceHeader string // "" if there is none
	MapRun      string // ARN of the Map Run that it is a child of, "" for none
	Outcome            // so far
}

// Describe returns the description of the execution as it is now.
func (r *Run) Describe() Description { return r.DescribeAs(r.outcome) }

// DescribeAs returns the description of the execution when it had that outcome. Nothing else of
// a description changes, so that it can be called while the Run goes on.
func (r *Run) DescribeAs(o Outcome) Description {
	return Description{
		ARN: r.cfg.ARN, Name: r.cfg.Name, Type: r.cfg.Type, Identity: r.cfg.Identity,
		Input: history.Payload{Value: r.input}, TraceHeader: r.cfg.TraceHeader, MapRun: r.cfg.MapRun,
		Outcome: o,
	}
}

// StartEvent returns the first event of the history. So a driver that has handed it out
// need not keep it.
func (d Description) StartEvent() history.Event {
	return history.Event{
		ID: 1, Timestamp: d.Started, Type: history.TypeExecutionStarted, Details: startDetails(d.Input.Value, &d.Identity),
	}
}

func startDetails(input jsonvalue.Value, id *Identity) *history.ExecutionStarted {
	return &history.ExecutionStarted{
		Input: history.Payload{Value: input}, RoleArn: id.Role,
		StateMachineAliasArn: id.AliasARN(), StateMachineVersionArn: id.VersionARN(),
	}
}

// RedriveStatus says whether an execution can be redriven.
type RedriveStatus string

// The values of ExecutionRedriveStatus in the Step Functions API.
const (
	Redrivable         RedriveStatus = "REDRIVABLE"
	NotRedrivable      RedriveStatus = "NOT_REDRIVABLE"
	RedrivableByMapRun RedriveStatus = "REDRIVABLE_BY_MAP_RUN" // by a redrive of the distributed Map that started it
)

// Redrive returns whether the execution can be redriven when it has just ended: what
// [Description.RedriveAt] returns for that time.
func (d Description) Redrive() (s RedriveStatus, reason string) { return d.RedriveAt(d.Ended) }

// RedriveAt returns whether the execution can be redriven at a time and, if it is
// NotRedrivable, the reason in the service's words.
//
// Step Functions: EXPRESS executions are described and redriven only as children of a
// distributed Map. The service has a further reason, which a Run does not know: that the
// machine is being deleted.
func (d Description) RedriveAt(now time.Time) (s RedriveStatus, reason string) {
	switch {
	case d.Status == Running || d.Status == Succeeded:
		return NotRedrivable, redriveReason(d.Status)
	case d.Type == Express || d.MapRun != "":
		return RedrivableByMapRun, ""
	case d.NoRedrive != "":
		return NotRedrivable, d.NoRedrive
	case now.Sub(d.Ended) > redrivable:
		return NotRedrivable, "Execution redrivable period exceeded"
	}
	return Redrivable, ""
}

// redriveReason says why an execution with a status is not redriven.
func redriveReason(s Status) string { return "Execution is " + string(s) + " and cannot be redriven" }

// AppendJSON appends the response of DescribeExecution to dst, as a JSON object.
func (d Description) AppendJSON(dst []byte) []byte {
	return jsonvalue.OfObject(slices.Concat(
		d.identityMembers(), d.dateMembers(), d.inputMembers(), d.outputMembers(), d.traceMembers(), d.mapRunMembers(), d.failureMembers(), d.versionMembers(), d.redriveMembers(),
	)).Append(dst)
}

// MarshalJSON returns what [Description.AppendJSON] appends. The error is always nil.
// json.Marshal escapes "<", ">" and "&" in it.
func (d Description) MarshalJSON() ([]byte, error) { return d.AppendJSON(nil), nil }

// AppendSyncResponse appends the response of StartSyncExecution to dst, as a JSON
// object. It is for EXPRESS executions that have ended.
//
// Step Functions: outputDetails is there also if the execution has failed. Billing is
// in steps of 100 ms and of 64 MB; a Run does not know its memory, and says 64 MB.
func (d Description) AppendSyncResponse(dst []byte) []byte {
	output := d.outputMembers()
	if output == nil {
		output = []jsonvalue.Member{member("outputDetails", included(true))}
	}
	const step = 100 * time.Millisecond
	steps := max(1, (d.Ended.Sub(d.Started)+step-1)/step)
	return jsonvalue.OfObject(slices.Concat(
		d.identityMembers(), d.dateMembers(), d.failureMembers(), d.inputMembers(), output, d.traceMembers(),
		[]jsonvalue.Member{member("billingDetails", jsonvalue.OfObject([]jsonvalue.Member{
			member("billedMemoryUsedInMB", jsonvalue.OfInt(64)),
			member("billedDurationInMilliseconds", jsonvalue.OfInt((steps * step).Milliseconds())),
		}))},
	)).Append(dst)
}

func (d Description) identityMembers() []jsonvalue.Member {
	return []jsonvalue.Member{
		member("executionArn", text(d.ARN)),
		member("stateMachineArn", text(d.Identity.MachineARN())),
		member("name", text(d.listedName())),
		member("status", text(string(d.Status))),
	}
}

// listedName returns the name of the execution in responses.
// Step Functions: that of an EXPRESS execution of a Map Run has the unique part of its ARN,
// too.
func (d Description) listedName() string {
	if d.Type == Express && d.MapRun != "" {
		return d.Name + d.ARN[max(0, strings.LastIndexByte(d.ARN, ':')):]
	}
	return d.Name
}

func (d Description) dateMembers() []jsonvalue.Member {
	dates := []jsonvalue.Member{member("startDate", timestamp(d.Started))}
	if d.Status != Running {
		dates = append(dates, member("stopDate", timestamp(d.Ended)))
	}
	return dates
}

func (d Description) inputMembers() []jsonvalue.Member {
	return []jsonvalue.Member{member("input", text(d.Input.String())), member("inputDetails", included(true))}
}

func (d Description) outputMembers() []jsonvalue.Member {
	if !d.Output.Exists() {
		return nil
	}
	return []jsonvalue.Member{member("output", text(d.Output.String())), member("outputDetails", included(true))}
}

func (d Description) traceMembers() []jsonvalue.Member {
	if d.TraceHeader == "" {
		return nil
	}
	return []jsonvalue.Member{member("traceHeader", text(d.TraceHeader))}
}

func (d Description) mapRunMembers() []jsonvalue.Member {
	if d.MapRun == "" {
		return nil
	}
	return []jsonvalue.Member{member("mapRunArn", text(d.MapRun))}
}

// included returns the details of a payload, which say whether the payload is there.
// The service's responses have every payload.
func included(is bool) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{member("included", jsonvalue.OfBool(is))})
}

func (d Description) failureMembers() (members []jsonvalue.Member) {
	if d.Failure == nil {
		return nil
	}
	if d.Failure.Error != nil {
		members = append(members, member("error", text(*d.Failure.Error)))
	}
	if d.Failure.Cause != nil {
		members = append(members, member("cause", text(*d.Failure.Cause)))
	}
	return members
}

func (d Description) versionMembers() (members []jsonvalue.Member) {
	if arn := d.Identity.VersionARN(); arn != "" {
		members = append(members, member("stateMachineVersionArn", text(arn)))
	}
	if arn := d.Identity.AliasARN(); arn != "" {
		members = append(members, member("stateMachineAliasArn", text(arn)))
	}
	return members
}

// redriveMembers returns what a redrive would do.
// Step Functions: a child of a distributed Map has no count while it is running.
func (d Description) redriveMembers() (members []jsonvalue.Member) {
	if d.MapRun == "" || d.Status != Running {
		members = append(members, member("redriveCount", jsonvalue.OfInt(int64(d.RedriveCount))))
	}
	if !d.RedriveDate.IsZero() {
		members = append(members, member("redriveDate", timestamp(d.RedriveDate)))
	}
	status, reason := d.Redrive()
	members = append(members, member("redriveStatus", text(string(status))))
	if reason != "" {
		members = append(members, member("redriveStatusReason", text(reason)))
	}
	return members
}
