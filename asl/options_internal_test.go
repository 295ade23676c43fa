package asl

import (
	"regexp"
	"testing"
)

// TestAllocationsOfASetUp counts what an execution without options of its own
// takes before its Run is made: its name, its ARN and its secret.
func TestAllocationsOfASetUp(t *testing.T) {
	m := MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	n := testing.AllocsPerRun(100, func() {
		cfg, err := m.configure(nil)
		if err != nil {
			t.Fatal(err)
		}
		cfg.runConfig(Standard)
		if _, free := held(cfg.clock).(freeClock); !free {
			t.Error("the system clock can be held")
		}
	})
	if n > 3 {
		t.Errorf("%.0f allocations, at most 3 are expected", n)
	}
}

func TestNamesAreRandomUUIDs(t *testing.T) {
	cfg := config{clock: SystemClock(), identity: newIdentity(Identity{}, "")}
	first, second := cfg.runConfig(Standard), cfg.runConfig(Standard)
	version4 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, name := range []string{first.Name, second.Name} {
		if !version4.MatchString(name) {
			t.Errorf("the name %s is no UUID of version 4", name)
		}
	}
	if first.Name == second.Name || first.Seed == second.Seed || string(first.Secret) == string(second.Secret) {
		t.Error("two executions have something random in common")
	}
}
