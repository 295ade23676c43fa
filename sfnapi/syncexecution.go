package sfnapi

import "encoding/json"

func (s *Service) startSyncExecution(c *call, in *StartSyncExecutionInput) (*StartSyncExecutionOutput, error) {
	t, err := s.target(c, in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	if err := s.admit(c); err != nil {
		return nil, err
	}
	d, err := s.backend.StartSync(c, t.start(c, in.Name, in.Input, in.TraceHeader))
	if err != nil {
		return nil, notStarted(err, in.Input)
	}
	out := new(StartSyncExecutionOutput)
	if err := json.Unmarshal(d.AppendSyncResponse(nil), out); err != nil {
		return nil, err
	}
	if in.IncludedData == metadataOnly {
		out.Input, out.InputDetails, out.Output, out.OutputDetails, out.Error, out.Cause = "", nil, "", nil, nil, nil
	}
	return out, nil
}
