package sfnapi

import (
	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

func (s *Service) listExecutions(c *call, in *ListExecutionsInput) (*ListExecutionsOutput, error) {
	f, err := s.filter(c, in)
	if err != nil {
		return nil, err
	}
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListExecutions", in.StateMachineARN, in.MapRunARN, string(in.StatusFilter), in.RedriveFilter)
	if err != nil {
		return nil, err
	}
	f.After, f.Max = p.after, p.max
	all, next, err := s.backend.List(c, f)
	if err != nil {
		return nil, err
	}
	out := &ListExecutionsOutput{Executions: make([]ExecutionListItem, len(all)), NextToken: p.next(next)}
	for i := range all {
		out.Executions[i] = listed(&all[i])
	}
	return out, nil
}

// filter returns which executions a request wants.
func (s *Service) filter(c *call, in *ListExecutionsInput) (f durable.Filter, err error) {
	switch {
	case in.StateMachineARN == "" && in.MapRunARN == "":
		return f, invalid("Must provide a StateMachine ARN or MapRun ARN")
	case in.StateMachineARN != "" && in.MapRunARN != "":
		return f, invalid("Must provide either a StateMachine ARN or a MapRun ARN, not both")
	case in.MapRunARN != "":
		return s.itemFilter(c, in)
	case in.RedriveFilter != "":
		return f, invalid("RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN")
	case in.StatusFilter == state.PendingRedrive:
		return f, invalid("PENDING_REDRIVE StatusFilter cannot be applied to ListExecutions call with StateMachine ARN")
	}
	a, err := parseARN(in.StateMachineARN, "stateMachine")
	if err != nil {
		return f, err
	}
	if a.label != "" {
		return f, labelled()
	}
	m, err := s.machineOf(c, a)
	switch {
	case err != nil:
		return f, err
	case m.Type == asl.Express && s.strict:
		return f, &Exception{Code: "StateMachineTypeNotSupported", Message: "This operation is not supported by this type of state machine"}
	}
	f.Machine, f.Status = a.plain(), in.StatusFilter
	if a.isVersion() {
		f.Version = a.qualifier
	} else {
		f.Alias = a.qualifier
	}
	return f, nil
}

// itemFilter returns which executions of a Map Run a request wants.
func (s *Service) itemFilter(c *call, in *ListExecutionsInput) (f durable.Filter, err error) {
	if _, err = s.mapRun(c, in.MapRunARN); err != nil {
		return f, err
	}
	f.MapRun, f.Status = in.MapRunARN, in.StatusFilter
	if in.RedriveFilter != "" {
		redriven := in.RedriveFilter == "REDRIVEN"
		f.Redriven = &redriven
	}
	return f, nil
}

// listed returns what a list tells of an execution.
func listed(x *durable.Summary) ExecutionListItem {
	redrives := int64(x.RedriveCount)
	item := ExecutionListItem{
		ExecutionARN: x.ARN, StateMachineARN: x.Machine, Name: x.Name, Status: x.Status,
		StartDate: dated(x.Started), StopDate: dated(x.Ended), RedriveCount: &redrives, RedriveDate: dated(x.Redriven),
		StateMachineVersionARN: x.VersionARN(), StateMachineAliasARN: x.AliasARN(),
	}
	if x.MapRun != "" {
		item.MapRunARN, item.ItemCount = x.MapRun, &x.Items
		if a, err := parseARN(x.ARN, "express"); err == nil {
			item.Name += ":" + a.unique // Step Functions: that of a child has it
		}
	}
	return item
}
