package sfnapi

import (
	"strings"

	"github.com/goasl/goasl/asl"
)

// WithTestCases lets clients start test cases of state machines, as Step Functions Local does:
// by the ARN of the machine, a "#" and the name of the case. find returns the cases of a
// machine with a name: what is added to [WithMachineOptions], such as the option of an
// asltest.MockCase. It is called when a machine is created or updated, and when a case is
// started, by several goroutines at once. A case whose options are wrong is left out.
//
// An execution tells its case in the place of an alias.
func WithTestCases(find func(machine string) map[string]asl.Option) Option {
	return func(s *settings) error {
		s.cases = find
		return nil
	}
}

// cutCase returns the ARN of a machine without the name of a test case.
func (s *Service) cutCase(text string) (arn, name string, ok bool) {
	if s.cases == nil {
		return text, "", false
	}
	return strings.Cut(text, "#")
}

// qualifierOf is the place of a test case in ARNs that the backend knows. No alias has a "#".
func qualifierOf(testCase string) string { return ":#" + testCase }

// caseTarget returns what is started for a test case of a machine that is registered.
func (s *Service) caseTarget(m *machine, name, text string) (target, error) {
	if s.cases(m.name())[name] == nil {
		return target{}, noMachine(text)
	}
	return target{machine: m.arn + qualifierOf(name)}, nil
}

// registerCases lets the backend know the test cases of a machine.
func (s *Service) registerCases(m *machine, is *asl.Machine) error {
	if s.cases == nil {
		return nil
	}
	for name, o := range s.cases(m.name()) {
		mocked, err := is.With(o)
		if err != nil {
			continue
		}
		if err := s.backend.Register(m.arn+qualifierOf(name), mocked); err != nil {
			return err
		}
	}
	return nil
}

// forgetCases lets the backend forget the test cases of a machine.
func (s *Service) forgetCases(arn string) {
	if s.cases == nil {
		return
	}
	m := machine{arn: arn}
	for name := range s.cases(m.name()) {
		s.backend.Unregister(arn + qualifierOf(name))
	}
}
