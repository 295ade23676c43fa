package sfnapi

func (s *Service) redriveExecution(c *call, in *RedriveExecutionInput) (*RedriveExecutionOutput, error) {
	a, err := c.execution(in.ExecutionARN)
	if err != nil {
		return nil, err
	}
	if a.label != "" {
		return nil, invalidFor("API_DOES_NOT_SUPPORT_LABELED_ARNS", "Labeled Execution ARNs are not supported for this API")
	}
	if err := s.admit(c); err != nil {
		return nil, err
	}
	if err := s.checkRedrivable(c, a); err != nil {
		return nil, err
	}
	date, err := s.backend.Redrive(c, a.text, in.ClientToken)
	if err != nil {
		return nil, err
	}
	return &RedriveExecutionOutput{RedriveDate: dated(date)}, nil
}

// machineDeleting is why an execution cannot be redriven whose machine is deleted.
const machineDeleting = "State machine is in DELETING status"

// deleting reports whether the machine of an execution is being deleted.
func (s *Service) deleting(c *call, execution arn) (bool, error) {
	m, err := s.machineAt(c, execution.plain())
	return m != nil && m.checkActive() != nil, err
}

// checkRedrivable returns ExecutionNotRedrivable if the machine of an execution is being deleted.
// Whether the execution itself can be redriven is for the backend to say.
func (s *Service) checkRedrivable(c *call, execution arn) error {
	deleting, err := s.deleting(c, execution)
	if err != nil || !deleting {
		return err
	}
	if _, err := s.backend.Describe(c, execution.text); err != nil {
		return err
	}
	return &Exception{Code: "ExecutionNotRedrivable", Message: "Execution " + execution.text + " invalid for redrive as: " + machineDeleting}
}
