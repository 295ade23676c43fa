package sfnapi

import "github.com/goasl/goasl/state"

func (s *Service) sendTaskSuccess(c *call, in *SendTaskSuccessInput) (*SendTaskSuccessOutput, error) {
	if err := c.checkToken(in.TaskToken); err != nil {
		return nil, err
	}
	return &SendTaskSuccessOutput{}, s.backend.SendTaskSuccess(c, in.TaskToken, []byte(in.Output))
}

func (s *Service) sendTaskFailure(c *call, in *SendTaskFailureInput) (*SendTaskFailureOutput, error) {
	if err := c.checkToken(in.TaskToken); err != nil {
		return nil, err
	}
	return &SendTaskFailureOutput{}, s.backend.SendTaskFailure(c, in.TaskToken, &state.Failure{Error: in.Error, Cause: in.Cause})
}

func (s *Service) sendTaskHeartbeat(c *call, in *SendTaskHeartbeatInput) (*SendTaskHeartbeatOutput, error) {
	if err := c.checkToken(in.TaskToken); err != nil {
		return nil, err
	}
	return &SendTaskHeartbeatOutput{}, s.backend.SendTaskHeartbeat(c, in.TaskToken)
}

// checkToken returns InvalidToken for the token of a task in another region, or account.
func (c *call) checkToken(token string) error {
	execution, _, ok := state.TokenOf(token)
	if !ok {
		return invalidToken()
	}
	a, err := parseARN(execution, "execution", "express")
	if err != nil || a.identity != c.identity {
		return invalidToken()
	}
	return nil
}
