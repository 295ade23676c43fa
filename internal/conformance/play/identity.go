package play

import (
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state"
)

// identity takes the ARN of the state machine apart or, where the recorder did
// not know it, that of the execution.
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

// qualifier says what follows on the name of a state machine in its ARN: versions
// are numbers.
func qualifier(text string) (version, alias string) {
	if strings.Trim(text, "0123456789") == "" {
		return text, ""
	}
	return "", text
}

// executionARN is the ARN of the execution, "" if the recorder did not know the
// machine's name in it.
func executionARN(c cases.Context) string {
	if strings.Contains(c.ExecutionARN, "::") {
		return ""
	}
	return c.ExecutionARN
}
