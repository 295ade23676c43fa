package asl

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goasl/goasl/state"
)

// Identity says where an execution runs and under whose name: the context
// object and all ARNs follow from it. Fields that are empty have the defaults
// aws, us-east-1, 000000000000, StateMachine, and a role of that account.
type Identity = state.Identity

// WithIdentity sets account, region, machine name and role.
func WithIdentity(id Identity) Option {
	return func(c *config) error {
		c.site = newSite(id)
		return nil
	}
}

// site is where executions run, and what follows from it: made once for all of
// them.
type site struct {
	given      Identity // with its gaps, which a parent execution may fill
	identity   Identity // without gaps
	machine    string   // ARN of the state machine
	executions string   // ARN of a STANDARD execution, without its name
}

var defaultSite = newSite(Identity{})

func newSite(id Identity) *site {
	full := id.OrDefault()
	return &site{given: id, identity: full, machine: full.MachineARN(), executions: full.ExecutionARN("")}
}

// WithName sets the execution's name; the default is a random one. Names have 1
// to 80 characters; Step Functions takes no spaces, no control characters, and
// none of <>{}[]?*"#%\^|~`$&,;:/.
func WithName(name string) Option {
	return func(c *config) error {
		if err := CheckName(name); err != nil {
			return fmt.Errorf("asl: WithName: %w", err)
		}
		c.name = name
		return nil
	}
}

// CheckName returns an error if Step Functions does not take a name for an execution,
// an activity or a state machine: names have 1 to 80 characters, none of which is a
// space, a control character or one of <>{}[]?*"#%\^|~`$&,;:/.
func CheckName(name string) error {
	if n := len([]rune(name)); n < 1 || n > 80 {
		return fmt.Errorf("the name has %d characters, want 1 to 80", n)
	}
	i := strings.IndexFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>{}[]?*\"#%\\^|~`$&,;:/", r)
	})
	if i >= 0 {
		return fmt.Errorf("the name has the character %q, which is not allowed", []rune(name[i:])[0])
	}
	return nil
}
