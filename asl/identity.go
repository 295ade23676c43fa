package asl

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/goasl/goasl/state"
)

// Identity has the partition, region, account, machine name and role of an execution. The
// context object and all ARNs follow from it. The defaults of empty fields are aws,
// us-east-1, 000000000000, and a role of the account. The machine is named after the file
// of its definition: order for order.asl.json. Without a file it is StateMachine.
type Identity = state.Identity

// WithIdentity sets the identity of executions. It replaces the whole identity: empty
// fields have their defaults.
func WithIdentity(id Identity) Option {
	return func(c *config) error {
		c.identity = newIdentity(id, c.defaultName)
		return nil
	}
}

// identity is an Identity, and what follows from it. It is made once for all executions.
type identity struct {
	given      Identity // may have empty fields, which a parent execution fills
	full       Identity // has no empty fields, except for version and alias
	executions string   // the ARN of a STANDARD execution without its name
}

// newIdentity completes an identity. machine is the machine's name if none is given, or "".
func newIdentity(given Identity, machine string) *identity {
	full := given
	full.Machine = cmp.Or(given.Machine, machine)
	full = full.OrDefault()
	return &identity{given: given, full: full, executions: full.ExecutionARN("")}
}

// machineName returns the name of a machine after the file of its definition, "" if that
// has none. Characters that a name cannot have are replaced.
func machineName(file string) string {
	name := filepath.Base(filepath.ToSlash(file))
	for _, ending := range []string{".json", ".yaml", ".yml", ".asl"} {
		name = strings.TrimSuffix(name, ending)
	}
	name = strings.Map(func(r rune) rune {
		if isForbidden(r) {
			return '-'
		}
		return r
	}, truncate(name, maxResourceName))
	if strings.Trim(name, "-.") == "" {
		return ""
	}
	return name
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
// characters, U+FFFE, U+FFFF, U+10FFFF and <>{}[]?*"#%\^|~`$&,;:/.
func CheckName(name string) error {
	if n := len([]rune(name)); n < 1 || n > maxResourceName {
		return fmt.Errorf("the name has %d characters, want 1 to %d", n, maxResourceName)
	}
	if i := strings.IndexFunc(name, isForbidden); i >= 0 {
		return fmt.Errorf("the name has the character %q, which is not allowed", []rune(name[i:])[0])
	}
	return nil
}

// maxResourceName is the most characters of such a name.
const maxResourceName = 80

// isForbidden reports whether such a name cannot have a character.
func isForbidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>{}[]?*\"#%\\^|~`$&,;:/\ufffe\uffff\U0010ffff", r)
}
