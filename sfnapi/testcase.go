package sfnapi

import (
	"context"
	"strings"

	"github.com/goasl/goasl/asl"
)

// WithTestCases lets clients start test cases of state machines, as Step Functions Local does:
// by the ARN of the machine, a "#" and the name of the case. find returns the cases of a
// machine with a name: what is added to [WithMachineOptions], such as the option of an
// asltest.MockCase. It is called when a machine is created or updated, and when a case is
// started, which then has the options of that moment. A case whose options are wrong is left out.
//
// An execution tells its case in the place of an alias. Its events name the calls of SDK
// integrations as those of Step Functions Local do; see [history.Event.AsLocal].
func WithTestCases(find func(name string, m *asl.Machine) map[string]asl.Option) Option {
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

// qualifierOf is the place of a test case in ARNs that the backend knows. No alias has a "#". A colon
// would part the ARN.
func qualifierOf(testCase string) string {
	return ":#" + strings.NewReplacer("%", "%25", ":", "%3A").Replace(testCase)
}

// mockedMachine is a machine that the backend knows, with test cases.
type mockedMachine struct {
	machine *asl.Machine
	cases   map[string]bool // those that the backend knows
}

// isCase reports whether an execution is one of a test case.
func (s *Service) isCase(ctx context.Context, execution string) bool {
	if s.cases == nil {
		return false
	}
	d, err := s.backend.Describe(ctx, execution)
	return err == nil && strings.HasPrefix(d.Identity.Alias, "#")
}

// caseTarget returns what is started for a test case of a machine that is registered. The case is
// what it is now.
func (s *Service) caseTarget(m *machine, name, text string) (target, error) {
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	is := s.known.mocked[m.arn]
	if is == nil { // it was deleted meanwhile
		return target{}, noMachine(text)
	}
	known, err := s.registerCase(m, is, name, s.cases(m.name(), is.machine)[name])
	if err == nil && !known {
		err = noMachine(text)
	}
	return target{machine: m.arn + qualifierOf(name)}, err
}

// registerCases lets the backend know the test cases of a machine, with known.mu held.
func (s *Service) registerCases(m *machine, is *asl.Machine) error {
	if s.cases == nil {
		return nil
	}
	mocked := &mockedMachine{machine: is, cases: map[string]bool{}}
	if was := s.known.mocked[m.arn]; was != nil {
		mocked.cases = was.cases
	}
	for name, o := range s.cases(m.name(), is) {
		if _, err := s.registerCase(m, mocked, name, o); err != nil {
			return err
		}
	}
	if s.known.mocked == nil {
		s.known.mocked = map[string]*mockedMachine{}
	}
	s.known.mocked[m.arn] = mocked
	return nil
}

// registerCase lets the backend know a test case, unless there is none or its option is wrong.
func (s *Service) registerCase(m *machine, is *mockedMachine, name string, o asl.Option) (known bool, err error) {
	if o == nil {
		return false, nil
	}
	mocked, err := is.machine.With(o)
	if err != nil {
		return false, nil
	}
	is.cases[name] = true
	return true, s.backend.Register(m.arn+qualifierOf(name), mocked)
}

// forgetCases lets the backend forget the test cases of a machine, with known.mu held.
func (s *Service) forgetCases(arn string) {
	if is := s.known.mocked[arn]; is != nil {
		for name := range is.cases {
			s.backend.Unregister(arn + qualifierOf(name))
		}
	}
	delete(s.known.mocked, arn)
}
