package sfnapi

import (
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
)

// target is what an execution is started of.
type target struct {
	machine string // ARN that the backend knows
	alias   string // by which it was chosen, "" for none
}

// target returns what StartExecution starts for the ARN of a machine, a version or an alias.
// The backend knows it then, also if another process has made it.
func (s *Service) target(c *call, text string) (target, error) {
	plain, testCase, isCase := s.cutCase(text)
	a, err := parseARN(plain, "stateMachine")
	if err != nil {
		return target{}, err
	}
	if a.label != "" {
		return target{}, labelled()
	}
	m, err := s.machineOf(c, a)
	if err != nil {
		return target{}, err
	}
	if err := m.checkActive(); err != nil {
		return target{}, err
	}
	t := target{machine: m.arn}
	if a.qualifier == "" {
		if err = s.register(c, m); err == nil && isCase {
			return s.caseTarget(m, testCase, text)
		}
		return t, err
	}
	v := m.routed(a, s.route)
	if v == nil {
		return target{}, noMachine(text)
	}
	t.machine = m.versionARN(v.Number)
	if a.isAlias() {
		t.alias = a.qualifier
	}
	return t, s.registerRevision(c, m, t.machine, v.Revision)
}

// find returns what an execution starts that has the task states:startExecution.
func (s *Service) find(ctx context.Context, text string) (machine, alias string, err error) {
	plain, _, _ := s.cutCase(text)
	a, err := parseARN(plain, "stateMachine")
	if err == nil {
		var t target
		t, err = s.target(&call{Context: ctx, identity: a.identity}, text)
		machine, alias = t.machine, t.alias
	}
	if _, ours := s.known.revisions.Load(text); isCode(err, "StateMachineDoesNotExist") && !ours {
		return text, "", nil // the program may have registered it
	}
	var refused *Exception
	if errors.As(err, &refused) {
		err = asl.NewError(refused.Code, refused.Message)
	}
	return machine, alias, err
}
