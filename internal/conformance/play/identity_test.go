package play

import (
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

func TestIdentity(t *testing.T) {
	const machine, execution = "arn:aws-cn:states:cn-north-1:1:stateMachine:M", "arn:aws-cn:states:cn-north-1:1:execution:M:E"
	own := state.Identity{Partition: "aws-cn", Region: "cn-north-1", Account: "1", Machine: "M", Role: "r"}
	version, alias, nameless := own, own, own
	version.Version, alias.Alias, nameless.Machine = "12", "live", ""
	tests := []struct {
		name                     string
		machine, called, running string
		want                     state.Identity
		arn                      string // of the execution
	}{
		{"machine", machine, "M", execution, own, execution},
		{"version", machine + ":12", "M", execution, version, execution},
		{"alias", machine + ":live", "M", execution, alias, execution},
		{"machine unknown", "what the recorder saw", "", "arn:aws-cn:states:cn-north-1:1:execution::E", nameless, ""},
		{"nothing known", "", "", "", state.Identity{Role: "r"}, ""},
	}
	for _, test := range tests {
		c := cases.Context{StateMachineARN: test.machine, StateMachineName: test.called, ExecutionARN: test.running}
		if diff := cmp.Diff(test.want, identity(c, "r")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if got := executionARN(c); got != test.arn {
			t.Errorf("%s: the execution is %q, want %q", test.name, got, test.arn)
		}
	}
}
