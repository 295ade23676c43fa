package asltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// problem is an error about a line of the file.
func (f *mockFile) problem(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", f.src.File(), line, fmt.Sprintf(format, args...))
}

func (f *mockFile) line(offset int) int { return f.src.Pos(offset).Line }

// readMockFile reads a file of that name.
func readMockFile(name string, text []byte) (*mockFile, error) {
	f := &mockFile{src: diag.NewSource(name, text), machines: map[string]map[string][]mockedName{}, responses: map[string][]mockedResponse{}}
	root, err := jsontree.Parse(string(text), jsonvalue.Limits{Depth: 1_000})
	var syntax *jsonvalue.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, f.problem(f.line(syntax.Offset), "%v", err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	err = f.object(root, "the configuration", []string{"StateMachines", "MockedResponses"}, func(n jsontree.Node) error {
		if n.Name == "StateMachines" {
			return f.object(n, "StateMachines", nil, f.machine)
		}
		return f.object(n, "MockedResponses", nil, f.response)
	})
	return f, err
}

// object reads the members of an object that have these names, or all if there are none, and
// none twice. Others do not count, as in Step Functions Local, unless one of these is meant.
// what is its name in errors. It may be null.
func (f *mockFile) object(n jsontree.Node, what string, names []string, read func(jsontree.Node) error) error {
	switch n.Kind() {
	case jsonvalue.Object:
	case jsonvalue.Null:
		return nil
	default:
		return f.problem(f.line(n.Pos), "%s: want an object", what)
	}
	seen := map[string]bool{}
	for _, m := range n.All() {
		known := names == nil || slices.Contains(names, m.Name)
		switch meant := didYouMean(m.Name, names); {
		case !known && meant != "":
			return f.problem(f.line(m.NamePos), "%s: unknown field %q%s", what, m.Name, meant)
		case !known:
			continue
		case seen[m.Name]:
			return f.problem(f.line(m.NamePos), "%s: %q is given twice", what, m.Name)
		}
		seen[m.Name] = true
		if err := read(m); err != nil {
			return err
		}
	}
	return nil
}

func (f *mockFile) machine(m jsontree.Node) error {
	cases := map[string][]mockedName{}
	f.machines[m.Name] = cases
	return f.object(m, "state machine "+m.Name, []string{"TestCases"}, func(n jsontree.Node) error {
		return f.object(n, "TestCases of "+m.Name, nil, func(c jsontree.Node) error {
			cases[c.Name] = nil
			what := "test case " + m.Name + "#" + c.Name
			return f.object(c, what, nil, func(s jsontree.Node) error {
				line := f.line(s.NamePos)
				if s.Kind() != jsonvalue.String {
					return f.problem(line, "%s: state %s: want the name of a mocked response", what, s.Name)
				}
				cases[c.Name] = append(cases[c.Name], mockedName{s.Name, s.Text(), line})
				return nil
			})
		})
	})
}

// response reads a response, by attempts.
func (f *mockFile) response(n jsontree.Node) error {
	f.responses[n.Name] = nil
	return f.object(n, "mocked response "+n.Name, nil, func(a jsontree.Node) error {
		what := fmt.Sprintf("mocked response %s, attempt %q", n.Name, a.Name)
		r := mockedResponse{line: f.line(a.NamePos)}
		var err error
		if r.answer, err = f.answer(a, what); err != nil {
			return err
		}
		if r.answer.first, r.answer.last, err = attemptRange(a.Name); err != nil {
			return f.problem(r.line, "%s: %v", what, err)
		}
		f.responses[n.Name] = append(f.responses[n.Name], r)
		return nil
	})
}

// answer reads what is answered to some attempts.
func (f *mockFile) answer(n jsontree.Node, what string) (a answer, err error) {
	err = f.object(n, what, []string{"Return", "Throw"}, func(n jsontree.Node) error {
		if n.Name == "Return" {
			a.response = Return(n.Raw())
			if payload := n.Get("Payload"); payload.Kind() != jsonvalue.None {
				a.payload = json.RawMessage(payload.Raw())
			}
			return nil
		}
		texts := map[string]string{}
		err := f.object(n, what+": Throw", []string{"Error", "Cause"}, func(m jsontree.Node) error {
			if m.Kind() != jsonvalue.String && m.Kind() != jsonvalue.Null {
				return f.problem(f.line(m.NamePos), "%s: %s: want a text", what, m.Name)
			}
			texts[m.Name] = m.Text()
			return nil
		})
		a.response = Fail(texts["Error"], texts["Cause"])
		return err
	})
	if one := n.Get("Return").Kind() == jsonvalue.None != (n.Get("Throw").Kind() == jsonvalue.None); err == nil && !one {
		err = f.problem(f.line(n.NamePos), "%s: want one of Return and Throw", what)
	}
	return a, err
}
