package sfnapi

import (
	"errors"

	"github.com/goasl/goasl/asl"
)

func (s *Service) createStateMachine(c *call, in *CreateStateMachineInput) (*CreateStateMachineOutput, error) {
	e, err := s.creation(c, in)
	if err != nil {
		return nil, err
	}
	var out *CreateStateMachineOutput
	err = untilStored(func() error {
		known, err := s.machineAt(c, e.arn)
		if err == nil && known != nil && !known.Deleted.IsZero() && !s.strict {
			known, err = s.unlessIdle(c, known)
		}
		if err == nil && known != nil {
			out, err = s.createAgain(c, known, e, in)
			return err
		}
		if err == nil {
			err = s.storeNew(c, e)
		}
		if err != nil {
			return err
		}
		out = e.created(e.of)
		return s.register(c, e.machine)
	})
	return out, err
}

// creation returns what a request creates. It checks what does not depend on what there is.
func (s *Service) creation(c *call, in *CreateStateMachineInput) (*edition, error) {
	if err := describesVersion(in.VersionDescription, in.Publish); err != nil {
		return nil, err
	}
	if asl.CheckName(in.Name) != nil {
		return nil, invalidName(in.Name)
	}
	now, id := s.time(), c.identity
	id.Machine = in.Name
	e := &edition{machine: &machine{arn: id.MachineARN(), Created: now}, revision: &revision{Updated: now}, definition: in.Definition}
	e.key, _ = newRevision(now)
	e.Revision = e.key
	if err := e.set(c, in.RoleARN, in.LoggingConfiguration, in.TracingConfiguration, in.EncryptionConfiguration); err != nil {
		return nil, err
	}
	tags, err := tagged(nil, in.Tags, e.arn)
	if err != nil {
		return nil, err
	}
	parsed, err := s.parseDefinition(in.Definition, in.Type)
	if err != nil {
		return nil, err
	}
	e.Tags, e.Type = tags, parsed.Definition().Type
	if in.Publish {
		e.of, err = e.publish(now, in.VersionDescription)
	}
	return e, err
}

func describesVersion(description string, publish bool) error {
	if description != "" && !publish {
		return invalid("Version description can only be set when publish is true")
	}
	return nil
}

// storeNew stores a new machine. The error wraps [durable.ErrConflict] if there is one.
func (s *Service) storeNew(c *call, e *edition) error {
	if err := s.storeRevision(c, e); err != nil {
		return err
	}
	err := s.store(c, machineKind, e.arn, 0, e.machine)
	if err != nil {
		return errors.Join(err, s.removeRevision(c, e))
	}
	return nil
}

// createAgain answers a request for a machine that there is.
// Step Functions: role and tags are not compared, and the description is compared with that of
// the first version.
func (s *Service) createAgain(c *call, known *machine, e *edition, in *CreateStateMachineInput) (*CreateStateMachineOutput, error) {
	if err := known.checkActive(); err != nil {
		return nil, err
	}
	is, err := s.edition(c, arn{text: e.arn, identity: c.identity, name: in.Name})
	if err != nil {
		return nil, err
	}
	published := len(is.Versions) > 0
	switch {
	case is.Type != e.Type || is.definition != e.definition || !is.sameConfiguration(e.revision) || in.Publish && !published:
		return nil, machineExists("'" + is.arn + "'")
	case !published:
		return is.created(nil), nil
	case !in.Publish:
		return nil, machineExists("This state machine was already created with a published version.")
	case is.Versions[0].Description != in.VersionDescription:
		return nil, machineExists("This state machine was already created with a published version using a different description.")
	}
	return is.created(&is.Versions[0]), nil
}

func machineExists(why string) *Exception {
	return &Exception{Code: "StateMachineAlreadyExists", Message: "State Machine Already Exists: " + why}
}

// created returns the response about a machine and a version, which may be nil.
func (m *machine) created(v *version) *CreateStateMachineOutput {
	out := &CreateStateMachineOutput{StateMachineARN: m.arn, CreationDate: m.Created}
	if v != nil {
		out.StateMachineVersionARN = m.versionARN(v.Number)
	}
	return out
}
