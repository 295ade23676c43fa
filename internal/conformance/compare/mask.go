package compare

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Mask says that the recorder overwrote the values at a path with Value.
type Mask struct {
	Path  string // "$..a", "$..a..b.c"
	Value jsonvalue.Value
}

// masked reports whether the recorded value at a place is one that a mask put
// there. at holds the names of the members that lead to it; elements of arrays
// do not count.
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
	if !ok {
		return false
	}
	return follow(steps, at)
}

func follow(steps string, at []string) bool {
	if steps == "" {
		return len(at) == 0
	}
	if tail, deep := strings.CutPrefix(steps, ".."); deep {
		for i := range at {
			if follow("."+tail, at[i:]) {
				return true
			}
		}
		return false
	}
	tail := strings.TrimPrefix(steps, ".")
	name := tail
	if end := strings.IndexByte(tail, '.'); end >= 0 {
		name = tail[:end]
	}
	return len(at) > 0 && at[0] == name && follow(tail[len(name):], at[1:])
}
