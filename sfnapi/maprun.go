package sfnapi

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

func (s *Service) listMapRuns(c *call, in *ListMapRunsInput) (*ListMapRunsOutput, error) {
	a, err := c.execution(in.ExecutionARN)
	if err != nil {
		return nil, err
	}
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListMapRuns", a.text)
	if err != nil {
		return nil, err
	}
	all, err := s.backend.MapRuns(c, a.text)
	if err != nil {
		return nil, err
	}
	before := 0 // none goes, and new ones come at the end
	if p.after != "" {
		if before, err = strconv.Atoi(p.after); err != nil || before < 0 || before > len(all) {
			return nil, invalidToken()
		}
	}
	out := new(ListMapRunsOutput)
	out.MapRuns, out.NextToken = pageItems(p, all[before:],
		func(state.MapRun) string { return strconv.Itoa(before + p.max) },
		func(run state.MapRun) (item MapRunListItem) {
			_ = json.Unmarshal(run.AppendListItem(nil), &item) // it has these members
			return item
		})
	return out, nil
}

func (s *Service) describeMapRun(c *call, in *DescribeMapRunInput) (*DescribeMapRunOutput, error) {
	run, err := s.mapRun(c, in.MapRunARN)
	if err != nil {
		return nil, err
	}
	out := new(DescribeMapRunOutput)
	return out, json.Unmarshal(run.AppendJSON(nil), out)
}

// mapRun returns the Map Run of an ARN. The errors are InvalidArn and ResourceNotFound.
func (s *Service) mapRun(c *call, text string) (state.MapRun, error) {
	a, err := parseARN(text, "mapRun")
	if err != nil {
		return state.MapRun{}, err
	}
	run, err := s.backend.MapRun(c, a.text)
	if errors.Is(err, durable.ErrResourceNotFound) || a.identity != c.identity {
		return state.MapRun{}, notFound(text)
	}
	return run, err
}

func (s *Service) updateMapRun(c *call, in *UpdateMapRunInput) (*UpdateMapRunOutput, error) {
	run, err := s.mapRun(c, in.MapRunARN)
	if err != nil {
		return nil, err
	}
	if run.Status != asl.Running {
		return nil, invalidFor("CANNOT_UPDATE_COMPLETED_MAP_RUN", "Map Run has completed and cannot be updated: '"+run.ARN+"'")
	}
	return &UpdateMapRunOutput{}, s.backend.UpdateMapRun(c, state.MapRunUpdate{
		ARN: run.ARN, MaxConcurrency: in.MaxConcurrency, ToleratedFailureCount: in.ToleratedFailureCount,
		ToleratedFailurePercentage: (*float64)(in.ToleratedFailurePercentage),
	})
}
