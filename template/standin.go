package template

import (
	"fmt"

	"github.com/goasl/goasl/diag"
)

// A StandIn stands for something that a template does not say, or that is left out.
type StandIn struct {
	// Name is what it stands for: a parameter, "Queue" for Ref, "Queue.Arn" for Fn::GetAtt,
	// "AWS::Region", "import:NAME", "resolve:ssm:/name". [WithParameters] takes another value by it.
	// What belongs to a nested stack has the stack's name in front: "Child/Queue.Arn".
	Name string

	Value string // what is taken in its place, "" for what is left out
	Why   string // why it is not known
	File  string // where it is needed first
	Pos   diag.Pos

	// Refused says that CloudFormation would refuse the template for it.
	Refused bool
}

// String returns the stand-in in one line.
func (s StandIn) String() string {
	what := s.Name
	if s.Value != "" {
		what += " = " + s.Value
	}
	return diag.Printable(fmt.Sprintf("%s (%s:%v: %s)", what, s.File, s.Pos, s.Why))
}

// standIns are those that were needed so far.
type standIns struct {
	all  []StandIn
	told map[string]bool
	used map[string]bool // names that the caller has given a value
}

// standIn returns the value that the caller has given for a name, or else another one, which is
// noted.
func (s *stack) standIn(at place, name, value, why string) *node {
	if given := s.override(at, name); given != nil {
		return given
	}
	made := newText(at, value)
	made.guessed = true
	s.note(at, StandIn{Name: s.id + name, Value: value, Why: why})
	return made
}

// refused is a stand-in for what CloudFormation would refuse.
func (s *stack) refused(at place, name, value, why string) *node {
	if given := s.override(at, name); given != nil {
		return given
	}
	made := newText(at, value)
	made.guessed = true
	s.note(at, StandIn{Name: s.id + name, Value: value, Why: why + " (CloudFormation refuses that)", Refused: true})
	return made
}

// note keeps a stand-in that was not told yet.
func (a *app) note(at place, s StandIn) {
	if a.told[s.Name] {
		return
	}
	a.told[s.Name] = true
	s.File, s.Pos = at.file.File(), at.file.Pos(at.at)
	a.all = append(a.all, s)
}

// override returns the value that the caller has given for a stand-in, nil if there is none.
func (s *stack) override(at place, name string) *node {
	given, ok := s.given[s.id+name]
	if !ok {
		return nil
	}
	s.used[s.id+name] = true
	return newText(at, given)
}
