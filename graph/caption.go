package graph

import (
	"strings"

	"github.com/goasl/goasl/state"
)

// caption returns the line above a state's name, which says what the state does.
func (p *planner) caption(s state.State) string {
	n := p.machine.NodeOf(s)
	switch s := s.(type) {
	case *state.Task:
		return service(n.Get("Resource").Text())
	case *state.Parallel:
		return "Parallel · " + plural(len(s.Branches), "branch", "branches")
	case *state.Map:
		if s.Distributed {
			return "Distributed Map"
		}
	case *state.Wait:
		return wait(n)
	case *state.Fail:
		if name := n.Get("Error").Text(); name != "" {
			return "Fail · " + name
		}
	}
	return s.Type()
}

func wait(n state.Node) string {
	if seconds := n.Get("Seconds"); seconds.Exists() {
		if text := seconds.Text(); text != "" {
			return "Wait · " + expression(text)
		}
		return "Wait · " + seconds.Value().String() + " s"
	}
	for _, field := range []string{"Timestamp", "SecondsPath", "TimestampPath"} {
		if text := n.Get(field).Text(); text != "" {
			return "Wait · " + expression(text)
		}
	}
	return "Wait"
}

// service returns the part of a task's resource that says what is called: of
// arn:aws:states:::aws-sdk:s3:getObject the part s3:getObject, of a function's ARN its
// name.
func service(resource string) string {
	parts := strings.Split(resource, ":")
	if len(parts) < 6 || parts[0] != "arn" {
		return "Task · " + resource
	}
	switch rest := strings.Join(parts[5:], ":"); {
	case parts[2] == "states" && parts[5] == "activity" && len(parts) > 6:
		return "activity · " + parts[6]
	case parts[2] == "states":
		return strings.TrimPrefix(strings.TrimPrefix(rest, ":"), "aws-sdk:")
	case parts[2] == "lambda" && parts[5] == "function" && len(parts) > 6:
		return "lambda · " + parts[6]
	default:
		return parts[2] + " · " + rest
	}
}
