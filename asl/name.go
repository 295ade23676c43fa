package asl

import (
	"fmt"
	"strings"
	"unicode"
)

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
