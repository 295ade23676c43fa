package asl

import (
	"fmt"
	"strings"
	"unicode"
)

// checkName reports a name of an execution or an activity that Step Functions
// does not take.
func checkName(name string) error {
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
