package randommachine_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/randommachine"
	"github.com/goasl/goasl/state"
)

// A seed always makes the same machines, which are valid and, together, have all that was asked for.
func TestDefinition(t *testing.T) {
	var all strings.Builder
	for seed := range uint64(100) {
		m, again := randommachine.New(seed), randommachine.New(seed)
		for range 2 {
			m.Child, m.Timeouts, m.TaskTimeouts, m.MapRuns = "arn:aws:states:us-east-1:123456789012:stateMachine:child", true, true, true
			again.Child, again.Timeouts, again.TaskTimeouts, again.MapRuns = m.Child, true, true, true
			text := m.Definition()
			if text != again.Definition() {
				t.Fatalf("the seed %d makes two machines", seed)
			}
			if _, err := state.Parse("", []byte(text)); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			all.WriteString(text)
		}
	}
	for _, part := range []string{`{"TimeoutSeconds"`, `"HeartbeatSeconds"`, `"Pass"`, `"Wait"`, `"Parallel"`, `"DISTRIBUTED"`, `"Retry"`, `"StateMachineArn"`, `.waitForTaskToken`} {
		if !strings.Contains(all.String(), part) {
			t.Errorf("no machine has %s", part)
		}
	}
}
