package sfnapi

import (
	"encoding/json"
	"errors"

	"github.com/goasl/goasl/durable"
)

func (s *Service) startExecution(c *call, in *StartExecutionInput) (*StartExecutionOutput, error) {
	t, err := s.target(c, in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	d, err := s.backend.Start(c, t.start(c, in.Name, in.Input, in.TraceHeader))
	if err != nil {
		return nil, notStarted(err, in.Input)
	}
	return &StartExecutionOutput{ExecutionARN: d.ARN, StartDate: Time{d.Started}}, nil
}

// start returns what the backend is asked to start.
// Step Functions: the header X-Amzn-Trace-Id is used in place of traceHeader.
func (t target) start(c *call, name, input, trace string) durable.Start {
	start := durable.Start{Machine: t.machine, Alias: t.alias, Name: name, TraceHeader: trace}
	if input != "" {
		start.Input = []byte(input)
	}
	if c.trace != "" && len(c.trace) <= maxTrace {
		start.TraceHeader = c.trace
	}
	return start
}

// maxTrace is the most bytes of a trace header. Step Functions: that of the shape TraceHeader.
const maxTrace = 256

// notStarted returns why an execution was not started.
func notStarted(err error, input string) error {
	if errors.Is(err, durable.ErrInvalidExecutionInput) {
		return invalidInput(input, err)
	}
	return err
}

func (s *Service) describeExecution(c *call, in *DescribeExecutionInput) (*DescribeExecutionOutput, error) {
	a, err := s.executionARN(in.ExecutionARN, true)
	if err != nil {
		return nil, err
	}
	d, err := s.backend.Describe(c, a.text)
	if err != nil {
		return nil, a.missing(err)
	}
	out := new(DescribeExecutionOutput)
	if err := json.Unmarshal(d.AppendJSON(nil), out); err != nil {
		return nil, err
	}
	status, reason := d.RedriveAt(s.now())
	out.RedriveStatus, out.RedriveStatusReason = string(status), reason
	if in.IncludedData == metadataOnly {
		out.Input, out.InputDetails, out.Output, out.OutputDetails, out.Error, out.Cause = "", nil, "", nil, nil, nil
	}
	return out, nil
}

// metadataOnly is the IncludedData that wants no payloads.
const metadataOnly = "METADATA_ONLY"

// executionARN reads the ARN of an execution. The error is InvalidArn, also for an EXPRESS
// execution if the Service is strict; those of Map Runs are allowed if items is true.
func (s *Service) executionARN(text string, items bool) (arn, error) {
	a, err := parseARN(text, "execution", "express")
	if err == nil && a.kind == "express" && s.strict && !(items && a.label != "") {
		return arn{}, wrongKind(a.kind)
	}
	return a, err
}

// missing returns the error of a backend that was asked for an execution. One of type EXPRESS
// that it does not know is what the service says of all of them.
func (a arn) missing(err error) error {
	if a.kind == "express" && errors.Is(err, durable.ErrExecutionDoesNotExist) {
		return wrongKind(a.kind)
	}
	return err
}
