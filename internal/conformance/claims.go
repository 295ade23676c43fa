package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/sfnapi"

	"github.com/google/go-cmp/cmp"
)

// contradictedList has a line for each claim that does not hold: its id and the reason.
//
//go:embed claims.tsv
var contradictedList string

// runClaims checks statements of others about the service.
func runClaims(args []string, out, diagnostics io.Writer) int {
	return runFiles(flag.NewFlagSet("claims", flag.ContinueOnError), args, out, diagnostics, func(files []string, id *regexp.Regexp) (report, error) {
		listed, err := contradicted(contradictedList)
		if err != nil {
			return nil, err
		}
		var r report
		groups := map[string]int{}
		for _, file := range files {
			claims, err := readClaims(file)
			if err != nil {
				return nil, err
			}
			for _, c := range claims {
				if id.MatchString(c.ID) {
					r = r.add(groups, c.group(), checkListed(c, listed[c.ID]))
				}
			}
		}
		return r, nil
	})
}

// contradicted returns the reasons in a list, by id.
func contradicted(list string) (map[string]string, error) {
	reasons := map[string]string{}
	for line := range strings.Lines(list) {
		id, reason, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if id == "" || reason == "" {
			return nil, fmt.Errorf("the list of claims has the line %q", line)
		}
		reasons[id] = reason
	}
	return reasons, nil
}

// checkListed checks a claim. If there is a reason why it does not hold, it must fail.
func checkListed(c *claim, reason string) result {
	res := result{id: c.ID}
	switch failure := c.check(); {
	case c.unread == nil && c.empty():
		res.skipped = "it says nothing that can be compared"
	case reason == "":
		res.failure = failure
	case failure == nil:
		res.failure = because(errors.New("it holds, although claims.tsv says that it does not: " + reason))
	default:
		res.skipped = reason
	}
	return res
}

// check returns why the claim does not hold, nil if it does.
func (c *claim) check() *failure {
	if c.unread != nil {
		return because(c.unread)
	}
	for _, about := range []struct {
		said  bool
		check func(*claim) *failure
	}{
		{c.Want.Diagnostics != nil, (*claim).checkDiagnostics},
		{c.Want.Refused || c.Want.Accepted, (*claim).checkCreation},
		{c.TestState != nil, (*claim).checkTestState},
		{c.runs(), (*claim).checkExecution},
	} {
		if about.said {
			if f := about.check(c); f != nil {
				return f
			}
		}
	}
	return nil
}

// checkDiagnostics looks for each part in a diagnostic of the definition.
func (c *claim) checkDiagnostics() *failure {
	out, err := sfnapi.ValidateStateMachineDefinition(sfnapi.ValidateStateMachineDefinitionInput{
		Definition: c.definition(), Type: c.Type, Severity: sfnapi.SeverityWarning,
	}, withCallChecker)
	if err != nil {
		return because(err)
	}
	var lines strings.Builder
	for _, d := range out.Diagnostics {
		fmt.Fprintf(&lines, "%s: %s at %s\n", d.Code, d.Message, d.Location)
	}
	for _, part := range c.Want.Diagnostics {
		if !strings.Contains(lines.String(), part) {
			return &failure{reason: "no diagnostic has " + part, diff: lines.String()}
		}
	}
	return nil
}

// checkCreation creates the machine.
func (c *claim) checkCreation() *failure {
	_, err := createStateMachine(sfnapi.CreateStateMachineInput{Definition: c.definition(), Type: c.Type})
	switch {
	case c.Want.Accepted && err != nil:
		return because(err)
	case c.Want.Refused && err == nil:
		return because(errors.New("accepted"))
	case c.Want.Refused && !strings.Contains(err.Error(), c.Want.Problem):
		return because(fmt.Errorf("refused without %q: %w", c.Want.Problem, err))
	}
	return nil
}

// checkTestState tests a state. The member "exception" of what is wanted is a part of the
// exception; the others are members of the response.
func (c *claim) checkTestState() *failure {
	for _, name := range []string{"definition", "input"} {
		if err := asText(c.TestState, name); err != nil {
			return because(err)
		}
	}
	request, err := json.Marshal(c.TestState)
	if err != nil {
		return because(err)
	}
	in := sfnapi.TestStateInput{MockChecker: awsshapes.Checker{}}
	var out *sfnapi.TestStateOutput
	if err = json.Unmarshal(request, &in); err == nil {
		out, err = sfnapi.TestState(context.Background(), in)
	}
	part, refused := c.TestStateWant["exception"]
	switch text, _ := part.(string); {
	case err != nil && refused && strings.Contains(err.Error(), text):
		return nil
	case err != nil:
		return because(err)
	case refused:
		return because(fmt.Errorf("no exception with %q", text))
	}
	return c.checkResponse(out)
}

// checkResponse compares members of a response.
func (c *claim) checkResponse(out *sfnapi.TestStateOutput) *failure {
	text, err := json.Marshal(out)
	if err != nil {
		return because(err)
	}
	var got map[string]any
	if err := decode(text, &got); err != nil {
		return because(err)
	}
	for name, want := range c.TestStateWant {
		if diff := cmp.Diff(want, alike(got[name], want)); diff != "" {
			return &failure{reason: "another " + name, diff: diff}
		}
	}
	return nil
}

// alike parses a value if it is the text of what is wanted as JSON.
func alike(got, want any) any {
	text, isText := got.(string)
	if _, wanted := want.(string); !isText || wanted {
		return got
	}
	var v any
	if decode([]byte(text), &v) != nil {
		return got
	}
	return v
}

// asText makes a member, if there is one, the text that requests have.
func asText(members map[string]any, name string) error {
	v, there := members[name]
	if _, isText := v.(string); !there || isText {
		return nil
	}
	text, err := json.Marshal(v)
	members[name] = string(text)
	return err
}
