package sfnapi

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/jsonvalue"
)

//go:generate go run ../internal/shapegen -api -written HistoryEvent,InspectionData,InspectionDataRequest,InspectionDataResponse,InspectionErrorDetails,MockErrorOutput,MockInput,TestStateConfiguration,TestStateInput,TestStateOutput,ValidateStateMachineDefinitionDiagnostic,ValidateStateMachineDefinitionInput,ValidateStateMachineDefinitionOutput -o operations.go

// Backend keeps and drives the executions of a [Service], and keeps its machines as objects.
// [durable.Executor] is one, and so is the Client of package temporal.
type Backend interface {
	durable.Client
	Register(arn string, m *asl.Machine) error
	Unregister(arn string)
	FindMachines(find durable.FindMachine)
	ExpressRunning() int
	MachineDeleted(ctx context.Context, execution string) error
	durable.Objects
}

// Service is the API of Step Functions: a method for each operation, an http.Handler
// ([Service.Handler]), and an HTTP client for the AWS SDKs that needs no port
// ([Service.Client]). It comes from [New], and is safe for concurrent use.
//
// What the service would refuse is an [*Exception]. Other errors say that the backend, or ctx,
// has failed.
type Service struct {
	settings
	backend   Backend
	secret    []byte // of the tokens of pages
	known     registry
	pollers   pollers
	admission admission
	large     sync.Mutex // one large request is read at a time
}

// call is a request that is being answered.
type call struct {
	context.Context
	identity asl.Identity // partition, region and account of the caller, and no more
	trace    string       // the header X-Amzn-Trace-Id, "" for none
}

// operation answers a request, which is a JSON object.
type operation func(s *Service, c *call, body []byte) (any, error)

// handle returns the operation that do does with requests that satisfy the model.
func handle[In, Out any](do func(*Service, *call, *In) (*Out, error)) operation {
	return func(s *Service, c *call, body []byte) (any, error) {
		in := new(In)
		if err := s.read(body, in); err != nil {
			return nil, err
		}
		out, err := do(s, c, in)
		if err != nil {
			return nil, exception(err)
		}
		return out, nil
	}
}

// invoke does what a method of a Service does.
func invoke[In, Out any](ctx context.Context, s *Service, do func(*Service, *call, *In) (*Out, error), in In) (*Out, error) {
	if err := check(in); err != nil {
		return nil, err
	}
	out, err := do(s, &call{Context: ctx, identity: s.identity}, &in)
	if err != nil {
		return nil, exception(err)
	}
	return out, nil
}

// check returns an exception if a request does not satisfy the model.
func check[In any](in In) error {
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	body, err := jsonvalue.Parse(text)
	if err != nil {
		return err
	}
	return read(body, new(In))
}

// exception returns an error of the backend that Step Functions has a name for as an
// [*Exception].
func exception(err error) error {
	var of *asl.Error
	if !errors.As(err, &of) {
		return err
	}
	return &Exception{Code: of.Name, Message: of.Cause}
}
