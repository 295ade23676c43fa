package play

import (
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state"
)

// identity reads the parts of the state machine's ARN, or of the execution's ARN if the
// recorder did not know the former.
func identity(c cases.Context, role string) state.Identity {
	id := state.Identity{Machine: c.StateMachineName, Role: role}
	part := strings.Split(c.StateMachineARN, ":")
	if len(part) < 7 {
		part = strings.Split(c.ExecutionARN, ":")
	} else if len(part) > 7 {
		id.Version, id.Alias = qualifier(part[7])
	}
	if len(part) > 5 {
		id.Partition, id.Region, id.Account = part[1], part[3], part[4]
	}
	return id
}

// qualifier returns the version or the alias at the end of a state machine's ARN.
// Versions are numbers.
func qualifier(text string) (version, alias string) {
	if strings.Trim(text, "0123456789") == "" {
		return text, ""
	}
	return "", text
}

// executionARN returns the ARN of the execution, "" if the recorder did not know the
// machine's name in it.
func executionARN(c cases.Context) string {
	if strings.Contains(c.ExecutionARN, "::") {
		return ""
	}
	return c.ExecutionARN
}
