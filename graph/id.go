package graph

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/state"
)

// StateID returns the id of a state's element. It follows from the name alone: letters
// and digits of ASCII and "-" stand for themselves, other bytes are written as "_" and
// two hex digits.
func StateID(name string) string { return "state-" + encoded(name) }

// TransitionID returns the id of a transition's element. It follows from the name of the
// state, the kind and the index: transition-Choices-0-Paid_3f.
func TransitionID(t state.Transition) string {
	return wayID(string(t.Kind), t.Index, t.From.Name())
}

// startID is the id of the way from the beginning of the machine.
const startID = "transition-Start"

// endID is the id of the way from a state to the end of the machine.
func endID(s state.State) string { return wayID(string(byEnd), 0, s.Name()) }

func wayID(kind string, index int, from string) string {
	return fmt.Sprintf("transition-%s-%d-%s", kind, index, encoded(from))
}

func encoded(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String()
}
