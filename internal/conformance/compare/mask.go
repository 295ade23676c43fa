package compare

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Mask says that the recorder replaced the values at a path by Value.
type Mask struct {
	Path  string // "$..a", "$..a..b.c"
	Value jsonvalue.Value
}

// masked reports whether the recorded value at a place comes from a mask. at has the
// names of the members that lead to it, without elements of arrays.
func masked(masks []Mask, at []string, recorded jsonvalue.Value) bool {
	for _, m := range masks {
		if jsonvalue.Equal(m.Value, recorded) && leads(m.Path, at) {
			return true
		}
	}
	return false
}

// leads reports whether the path leads to the place at.
func leads(path string, at []string) bool {
	steps, ok := strings.CutPrefix(path, "$")
	return ok && follow(strings.Split(steps, ".")[1:], at)
}

// follow goes the names of a path; an empty one stands for any steps.
func follow(steps, at []string) bool {
	switch {
	case len(steps) == 0:
		return len(at) == 0
	case steps[0] != "":
		return len(at) > 0 && at[0] == steps[0] && follow(steps[1:], at[1:])
	}
	for i := range at {
		if follow(steps[1:], at[i:]) {
			return true
		}
	}
	return false
}
