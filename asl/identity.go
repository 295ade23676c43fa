package asl

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goasl/goasl/state"
)

// Identity has the partition, region, account, machine name and role of an execution. The
// context object and all ARNs follow from it. The defaults of empty fields are aws,
// us-east-1, 000000000000, StateMachine, and a role of the account.
type Identity = state.Identity

// WithIdentity sets the identity of executions. It replaces the whole identity: empty
// fields have their defaults.
func WithIdentity(id Identity) Option {
	return func(c *config) error {
		c.identity = newIdentity(id)
		return nil
	}
}

// identity is an Identity, and what follows from it. It is made once for all executions.
type identity struct {
	given      Identity // may have empty fields, which a parent execution fills
	full       Identity // has no empty fields, except for version and alias
	executions string   // the ARN of a STANDARD execution without its name
}

var defaultIdentity = newIdentity(Identity{})

func newIdentity(given Identity) *identity {
	full := given.OrDefault()
	return &identity{given: given, full: full, executions: full.ExecutionARN("")}
}

// WithName sets the name of the execution; the default is a random UUID. The error says
// what is wrong with the name; see [CheckName].
func WithName(name string) Option {
	return func(c *config) error {
		if err := CheckName(name); err != nil {
			return fmt.Errorf("asl: WithName: %w", err)
		}
		c.name = name
		return nil
	}
}

// CheckName returns an error if Step Functions would refuse the name of an execution, an
// activity or a state machine. A name has 1 to 80 characters, without spaces, control
// characters and <>{}[]?*"#%\^|~`$&,;:/.
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
