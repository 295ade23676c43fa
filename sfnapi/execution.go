package sfnapi

import (
	"encoding/json"
	"errors"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

func (s *Service) startExecution(c *call, in *StartExecutionInput) (*StartExecutionOutput, error) {
	t, err := s.target(c, in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	if err := s.admit(c); err != nil {
		return nil, err
	}
	d, err := s.backend.Start(c, t.start(c, in.Name, in.Input, in.TraceHeader))
	if err != nil {
		return nil, notStarted(err, in.Input)
	}
	return &StartExecutionOutput{ExecutionARN: d.ARN, StartDate: dated(d.Started)}, nil
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
	a, err := s.executionARN(c, in.ExecutionARN, true)
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
	if status == state.Redrivable {
		deleting, err := s.deleting(c, a)
		if err != nil {
			return nil, err
		}
		if deleting {
			status, reason = state.NotRedrivable, machineDeleting
		}
	}
	out.RedriveStatus, out.RedriveStatusReason = string(status), reason
	if in.IncludedData == metadataOnly {
		out.Input, out.InputDetails, out.Output, out.OutputDetails, out.Error, out.Cause = "", nil, "", nil, nil, nil
	}
	return out, nil
}

// metadataOnly is the IncludedData that wants no payloads.
const metadataOnly = "METADATA_ONLY"

// execution reads the ARN of a STANDARD execution. The error is InvalidArn, or
// ExecutionDoesNotExist for one of another region or account.
func (c *call) execution(text string) (arn, error) { return c.known(parseARN(text, "execution")) }

// executionARN is like execution; but executions of type EXPRESS are allowed, too, unless the
// Service is strict. Those of Map Runs always are if items is true.
func (s *Service) executionARN(c *call, text string, items bool) (arn, error) {
	a, err := parseARN(text, "execution", "express")
	if err == nil && a.kind == "express" && s.strict && !(items && a.label != "") {
		return arn{}, wrongKind(a.kind)
	}
	return c.known(a, err)
}

// known returns ExecutionDoesNotExist for an execution of another region or account.
func (c *call) known(a arn, err error) (arn, error) {
	if err == nil && a.identity != c.identity {
		return arn{}, &Exception{Code: "ExecutionDoesNotExist", Message: "Execution Does Not Exist: '" + a.text + "'"}
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
