package sfnapi

import (
	"cmp"
	"errors"
	"slices"
)

func (s *Service) updateStateMachine(c *call, in *UpdateStateMachineInput) (*UpdateStateMachineOutput, error) {
	a, err := machineARN(in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	if err := describesVersion(in.VersionDescription, in.Publish); err != nil {
		return nil, err
	}
	if in.Definition == "" && in.RoleARN == "" && in.LoggingConfiguration == nil && in.TracingConfiguration == nil && in.EncryptionConfiguration == nil {
		return nil, &Exception{
			Code:    "MissingRequiredParameter",
			Message: "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
		}
	}
	var out *UpdateStateMachineOutput
	err = untilStored(func() error {
		out, err = s.update(c, a, in)
		return err
	})
	return out, err
}

// update does what UpdateStateMachine asks for. The error wraps [durable.ErrConflict] if the
// machine has changed meanwhile.
// Step Functions: what changes nothing makes no revision, but may publish the current one.
func (s *Service) update(c *call, a arn, in *UpdateStateMachineInput) (*UpdateStateMachineOutput, error) {
	is, err := s.edition(c, a)
	if err != nil {
		return nil, err
	}
	if err := is.checkActive(); err != nil {
		return nil, err
	}
	next, err := s.updated(c, is, in)
	if err != nil {
		return nil, err
	}
	var v *version
	if in.Publish {
		if v, err = next.publish(s.time(), in.VersionDescription); err != nil {
			return nil, err
		}
	}
	if err := s.storeNext(c, is, next); err != nil {
		return nil, err
	}
	out := &UpdateStateMachineOutput{UpdateDate: next.Updated, RevisionID: next.ID}
	if v != nil {
		out.StateMachineVersionARN = next.versionARN(v.Number)
	}
	return out, nil
}

// updated returns what an update makes of a machine: another revision, unless it changes nothing.
func (s *Service) updated(c *call, is *edition, in *UpdateStateMachineInput) (*edition, error) {
	m, r := *is.machine, *is.revision
	m.Versions = slices.Clone(m.Versions)
	next := &edition{machine: &m, revision: &r, key: is.key, definition: cmp.Or(in.Definition, is.definition)}
	err := next.set(c, cmp.Or(in.RoleARN, is.Role), in.LoggingConfiguration, in.TracingConfiguration, in.EncryptionConfiguration)
	if err != nil {
		return nil, err
	}
	if in.Definition != "" {
		if _, err = s.parseDefinition(in.Definition, is.Type); err != nil {
			return nil, err
		}
	}
	if next.definition == is.definition && next.Role == is.Role && next.sameConfiguration(is.revision) {
		return next, nil
	}
	next.Updated = s.time()
	next.key, next.ID = newRevision(next.Updated)
	next.machine.Revision = next.key
	return next, nil
}

// storeNext stores what an update has made. The error wraps [durable.ErrConflict] if the
// machine has changed meanwhile.
func (s *Service) storeNext(c *call, is, next *edition) error {
	if next.key == is.key {
		if next.Numbered == is.Numbered {
			return nil
		}
		return s.store(c, machineKind, is.arn, is.version, next.machine)
	}
	if err := s.confirmRevision(c, is); err != nil {
		return err
	}
	if err := s.storeRevision(c, next); err != nil {
		return err
	}
	if err := s.store(c, machineKind, is.arn, is.version, next.machine); err != nil {
		return errors.Join(err, s.removeRevision(c, next))
	}
	return errors.Join(s.retire(c, next.machine, is.key), s.register(c, next.machine))
}
