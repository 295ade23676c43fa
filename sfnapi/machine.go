package sfnapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// machineKind is the kind of the objects of machines, which have their ARNs as names.
const machineKind = "stateMachine"

// machine is a state machine as it is kept: what is small, in one object, so that each
// operation changes all or nothing of it. What a version is, is a [revision].
type machine struct {
	arn     string // its name
	version int64  // of the object, 0 if it is new

	Type     asl.Type
	Created  Time
	Deleted  Time        `json:",omitzero"` // when it was to be deleted
	Revision revisionKey // the current one
	Numbered int64       `json:",omitempty"` // the number of the last version; none is used twice
	Versions []version   `json:",omitempty"` // the oldest first
	Aliases  []alias     `json:",omitempty"` // the oldest first
	Tags     []Tag       `json:",omitempty"`
}

// deletingTime is how long a machine is DELETING at least.
// Step Functions: one without executions is still described some seconds later.
const deletingTime = 2 * time.Second

// machineAt returns the machine of an ARN without version, alias or label; nil if there is none.
func (s *Service) machineAt(ctx context.Context, arn string) (*machine, error) {
	o, err := s.backend.Object(ctx, machineKind, arn)
	if errors.Is(err, durable.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.readMachine(ctx, o)
}

// readMachine returns the machine that an object has, nil if it is gone.
func (s *Service) readMachine(ctx context.Context, o durable.Object) (*machine, error) {
	m := &machine{arn: o.Name, version: o.Version}
	if err := json.Unmarshal(o.Value, m); err != nil {
		return nil, fmt.Errorf("sfnapi: the state machine %s: %w", o.Name, err)
	}
	return s.unlessGone(ctx, m)
}

// name returns the name of the machine.
func (m *machine) name() string { return m.arn[strings.LastIndexByte(m.arn, ':')+1:] }

// machineOf returns the machine that a request names. The error is StateMachineDoesNotExist.
// Step Functions: a region knows nothing of others.
func (s *Service) machineOf(c *call, a arn) (*machine, error) {
	if a.identity != c.identity {
		return nil, noMachine(a.text)
	}
	m, err := s.machineAt(c, a.plain())
	if err == nil && m == nil {
		return nil, noMachine(a.text)
	}
	return m, err
}

// change changes the machine that a request names, unless do returns an error or false. It
// calls do again with what another process has made of the machine in the meantime.
func (s *Service) change(c *call, a arn, do func(*machine) (bool, error)) (m *machine, err error) {
	err = untilStored(func() error {
		if m, err = s.machineOf(c, a); err != nil {
			return err
		}
		changed, err := do(m)
		if err != nil || !changed {
			return err
		}
		return s.store(c, machineKind, m.arn, m.version, m)
	})
	return m, err
}

// checkActive returns an exception if a machine is being deleted.
func (m *machine) checkActive() error {
	if m.Deleted.IsZero() {
		return nil
	}
	return &Exception{Code: "StateMachineDeleting", Message: "State Machine is being deleted: '" + m.arn + "'"}
}

// status returns the status of the machine.
func (m *machine) status() string {
	if m.Deleted.IsZero() {
		return "ACTIVE"
	}
	return "DELETING"
}

// time returns the time of now, as responses have it.
func (s *Service) time() Time { return dated(s.now()) }

func noMachine(arn string) *Exception {
	return &Exception{Code: "StateMachineDoesNotExist", Message: "State Machine Does Not Exist: '" + arn + "'"}
}

// machineARN reads the ARN of a machine without version, alias and label, which the operation
// is about.
func machineARN(text string) (arn, error) {
	a, err := parseARN(text, "stateMachine")
	switch {
	case err != nil:
		return arn{}, err
	case a.label != "":
		return arn{}, labelled()
	case a.qualifier != "":
		return arn{}, invalid("The ARN of a state machine without version and alias is needed: '" + text + "'")
	}
	return a, nil
}

// labelled returns the exception for the ARN of a Map Run's machine.
func labelled() *Exception {
	return invalidFor("API_DOES_NOT_SUPPORT_LABELED_ARNS", "API does not support labeled ARNs")
}
