package view

import (
	"fmt"
	"strings"
)

// notes are the reasons below a table, each of them once.
type notes []string

// mark returns the mark of a reason.
func (n *notes) mark(reason string) string {
	for i, known := range *n {
		if known == reason {
			return fmt.Sprintf("[%d]", i+1)
		}
	}
	*n = append(*n, reason)
	return fmt.Sprintf("[%d]", len(*n))
}

// maxNote is the length limit of a reason, which may be in the words of a peer.
const maxNote = 150

func (n notes) text() string {
	var b strings.Builder
	for i, reason := range n {
		reason = strings.Join(strings.Fields(reason), " ")
		if r := []rune(reason); len(r) > maxNote {
			reason = string(r[:maxNote]) + "…"
		}
		fmt.Fprintf(&b, "[%d] %s\n", i+1, strings.ReplaceAll(reason, "```", "'''"))
	}
	return b.String()
}
