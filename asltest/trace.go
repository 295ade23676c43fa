package asltest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
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
// nested. The executions that a distributed Map starts count as its iterations. What runs side by side is not mingled: branches and iterations follow
// the state around them, each as a whole, by number.
func (r *Run) Path(want ...string) *Run {
	r.t.Helper()
	visits := slices.Collect(r.timeline.Main.All())
	got := make([]string, len(visits))
	for i, v := range visits {
		got[i] = v.String()
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
		if r.def.State(state) == nil {
			r.t.Errorf("Path: the machine has no state %q%s", state, meant(state, r.def, ""))
		}
	}
	// What the state before the first difference put out led the wrong way.
	var at *history.Visit
	if len(visits) > 0 {
		at = visits[min(max(i-1, 0), len(visits)-1)]
	}
	r.t.Errorf("the path is another one (-want +got):\n%s%s", differText(strings.Join(want, "\n"), strings.Join(got, "\n")), r.about(at))
	return r
}

// meant suggests the name of a state of a type, or of any if that is "".
func meant(name string, def *state.Machine, typ string) string {
	var names []string
	for _, s := range def.All() {
		if typ == "" || s.Type() == typ {
			names = append(names, s.Name())
		}
	}
	return didYouMean(name, names)
}

// didYouMean asks for the name that was probably meant, if there is one.
func didYouMean(name string, known []string) string {
	if meant := diag.Suggest(name, known); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// trace shows the path that was taken, and the state where it went wrong.
func (r *Run) trace(at *history.Visit) string {
	var b strings.Builder
	visits := slices.Collect(r.timeline.Main.All())
	b.WriteString("\nthe path that was taken:\n")
	from := max(0, len(visits)-longest)
	if from > 0 {
		fmt.Fprintf(&b, "    … %d more\n", from)
	}
	for _, v := range visits[from:] {
		b.WriteString("    " + v.String())
		if n := len(callsOf(v)); n > 1 {
			fmt.Fprintf(&b, " (%d calls)", n)
		}
		b.WriteByte('\n')
	}
	if len(visits) == 0 {
		b.WriteString("    no state was entered\n")
	}
	b.WriteString(r.about(at))
	return strings.TrimSuffix(b.String(), "\n")
}

// about shows what went into a state and what came of it.
func (r *Run) about(v *history.Visit) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "state %s, after %v:\n", v, v.Entered.Timestamp.Sub(r.result.Started))
	fmt.Fprintf(&b, "    input:  %s\n", v.Input().Preview(shown))
	calls := 0
	for _, a := range v.Attempts {
		if input, ok := a.Calls(); ok {
			fmt.Fprintf(&b, "    call %d: %s\n", calls, input.Preview(shown))
			calls++
		}
		if a.Failure != nil {
			fmt.Fprintf(&b, "    failed: %s\n", cut(a.Failure.String()))
		}
	}
	switch output := v.Output(); {
	case output.Exists():
		fmt.Fprintf(&b, "    output: %s\n", output.Preview(shown))
	case r.result.Error != nil && v == r.timeline.End:
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
func (r *Run) unmocked(end *history.Visit) string {
	if end == nil {
		return r.err.Error()
	}
	resource := r.def.NodeOf(r.def.State(end.Name)).Get("Resource").Text()
	answer := "Return"
	if strings.HasSuffix(resource, ":lambda:invoke") {
		answer = "Payload"
	}
	return fmt.Sprintf("state %s has no mock, and nothing is known that runs %s: write .Mock(%q, asltest.%s(`{…}`))%s",
		end.Name, resource, end.Name, answer, r.trace(end))
}

// lastOf is the last visit to a state, or the end if there is none.
func (r *Run) lastOf(state string) *history.Visit {
	for _, v := range slices.Backward(r.timeline.Visits) {
		if v.Name == state {
			return v
		}
	}
	return r.timeline.End
}
