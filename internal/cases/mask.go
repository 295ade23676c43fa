package cases

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// masks are texts that nobody can foresee, each followed by a name for it.
type masks []string

var uuid = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// add masks the UUIDs in a text that are not masked yet.
func (m *masks) add(text, name string) {
	for _, id := range uuid.FindAllString(text, -1) {
		if !slices.Contains(*m, id) {
			*m = append(*m, id, "<"+name+">")
		}
	}
}

// addExecution masks the Map Runs that an execution has started, and their labels.
func (m *masks) addExecution(r *state.Run, runs *int) {
	for _, run := range r.MapRuns() {
		*runs++
		m.add(run.MachineARN, fmt.Sprintf("label %d", *runs))
		m.add(run.ARN, fmt.Sprintf("map run %d", *runs))
	}
}

// masksOf masks the UUIDs of Map Runs, and those of their executions in the order in which
// they were started.
func masksOf(root *statetest.Execution, children []*statetest.Execution) (m masks) {
	runs := 0
	m.addExecution(root.Run, &runs)
	for i, x := range children {
		m.add(x.Name, fmt.Sprintf("child %d", i))
		m.add(x.Run.ARN(), fmt.Sprintf("express child %d", i))
	}
	for _, x := range children {
		m.addExecution(x.Run, &runs)
	}
	return m
}

// mask replaces the texts everywhere.
func (m masks) mask(r *Record) {
	replacer := strings.NewReplacer(m...)
	r.End, r.History, r.MapRuns = replacer.Replace(r.End), replacer.Replace(r.History), replacer.Replace(r.MapRuns)
	r.Children, r.Written = replaced(r.Children, replacer), replaced(r.Written, replacer)
}

func replaced(m map[string]string, by *strings.Replacer) map[string]string {
	all := map[string]string{}
	for name, text := range m {
		all[by.Replace(name)] = by.Replace(text)
	}
	return all
}
