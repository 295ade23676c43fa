package asltest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// shown is the number of bytes up to which a message shows a value, and longest
// the number of steps up to which it shows a path.
const (
	shown   = 2_000
	longest = 60
)

// Path asserts which states were entered, in order, by name. A state inside a
// Map or Parallel state has the number of its iteration or branch before its
// name, in brackets, counted from 0: "[1] Ship", or "[1][0] Pack" where they are
// nested. What runs side by side is not mingled: branches and iterations follow
// the state around them, each as a whole, by number.
func (r *Run) Path(want ...string) *Run {
	r.t.Helper()
	steps := r.trail.steps()
	got := make([]string, len(steps))
	for i, s := range steps {
		got[i] = s.text
	}
	if slices.Equal(want, got) {
		return r
	}
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	for _, name := range want {
		_, state, inside := strings.Cut(name, "] ")
		for inside && strings.HasPrefix(state, "[") {
			_, state, inside = strings.Cut(state, "] ")
		}
		if !inside {
			state = name
		}
		if r.trail.outline.byName[state] == nil {
			r.t.Errorf("Path: the machine has no state %q%s", state, r.meant(state))
		}
	}
	// What the state before the first difference put out led the wrong way.
	var at *entry
	if len(steps) > 0 {
		at = steps[min(max(i-1, 0), len(steps)-1)].entry
	}
	r.t.Errorf("the path is another one (-want +got):\n%s%s", differText(strings.Join(want, "\n"), strings.Join(got, "\n")), r.about(at))
	return r
}

func (r *Run) meant(state string) string {
	var names []string
	for _, p := range r.trail.outline.states {
		names = append(names, p.name)
	}
	if meant := diag.Suggest(state, names); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// trace shows the path that was taken, and the state where it went wrong.
func (r *Run) trace(at *entry) string {
	var b strings.Builder
	steps := r.trail.steps()
	b.WriteString("\nthe path that was taken:\n")
	from := max(0, len(steps)-longest)
	if from > 0 {
		fmt.Fprintf(&b, "    … %d more\n", from)
	}
	for _, s := range steps[from:] {
		b.WriteString("    " + s.text)
		if n := len(s.entry.calls); n > 1 {
			fmt.Fprintf(&b, " (%d calls)", n)
		}
		b.WriteByte('\n')
	}
	if len(steps) == 0 {
		b.WriteString("    no state was entered\n")
	}
	b.WriteString(r.about(at))
	return strings.TrimSuffix(b.String(), "\n")
}

// about shows what went into a state and what came of it.
func (r *Run) about(e *entry) string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "state %s, after %v:\n", e.label(), e.at.Sub(r.result.Started))
	fmt.Fprintf(&b, "    input:  %s\n", e.input.Preview(shown))
	for i, in := range e.calls {
		fmt.Fprintf(&b, "    call %d: %s\n", i, in.Preview(shown))
		if i < len(e.failures) {
			fmt.Fprintf(&b, "    failed: %s\n", cut(e.failures[i].String()))
		}
	}
	switch {
	case e.output.Exists():
		fmt.Fprintf(&b, "    output: %s\n", e.output.Preview(shown))
	case r.result.Error != nil && e == r.trail.end:
		fmt.Fprintf(&b, "    error:  %s\n", cut(r.result.Error.Error()))
	}
	return b.String()
}

func cut(text string) string {
	if len(text) > shown {
		return strings.ToValidUTF8(text[:shown], "") + "…"
	}
	return text
}

// unmocked tells how to mock the state that nobody knows how to run.
func (r *Run) unmocked() string {
	e := r.trail.end
	if e == nil {
		return r.err.Error()
	}
	resource := member(e.place.text, "Resource").Str
	answer := "Return"
	if strings.HasSuffix(resource, ":lambda:invoke") {
		answer = "Payload"
	}
	return fmt.Sprintf("state %s has no mock, and nothing is known that runs %s: write .Mock(%q, asltest.%s(`{…}`))%s",
		e.place.name, resource, e.place.name, answer, r.trace(e))
}

// lastOf is the last entry into a state, or the end if there is none.
func (t *trail) lastOf(state string) *entry {
	for _, e := range slices.Backward(t.entries) {
		if e.place.name == state {
			return e
		}
	}
	return t.end
}

// object makes an object of variables, sorted by name.
func object(variables map[string]jsonvalue.Value) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range variables {
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	slices.SortFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	return jsonvalue.OfObject(members)
}
