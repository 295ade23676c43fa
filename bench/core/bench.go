package main

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"

	"github.com/goasl/goasl/bench/part"
)

// A bench has the peers that are installed, and measures works.
type bench struct {
	settings part.Settings
	programs string // the folder in which programs are built
	node     *node  // nil without Node
	report   *part.Report
	own      map[string]figure // this library's figures, by the title of the work
}

// newBench starts Node, if there is one.
func newBench(s part.Settings, programs string) *bench {
	b := &bench{settings: s, programs: programs, report: &part.Report{}, own: map[string]figure{}}
	var err error
	if b.node, err = startNode(s.Npm); err != nil {
		b.leaveOut("the peers in Node: %v", err)
	}
	return b
}

// close ends the Node process.
func (b *bench) close() {
	if b.node != nil {
		b.node.close() // its exit status does not matter
	}
}

func (b *bench) leaveOut(format string, args ...any) {
	b.report.LeftOut = append(b.report.LeftOut, fmt.Sprintf(format, args...))
}

// peers returns those that do a kind of work. This library is the first.
func (b *bench) peers(k kind) []peer {
	own := library{b.programs}
	all := []peer{own, step{b.programs}}
	if k == expression {
		all = []peer{own, blues{}}
	}
	if b.node != nil {
		for _, p := range npmPackages(b.node) {
			switch {
			case !p.does(k):
			case b.node.versions[p.name] == "":
				b.leaveOut("%s: not in %s", p.name, filepath.Join(b.settings.Npm, "node_modules"))
			default:
				all = append(all, p)
			}
		}
	}
	for _, p := range all[1:] {
		b.report.Versions = append(b.report.Versions, p.version())
	}
	return all
}

// measureEngines runs machines.
func measureEngines(s part.Settings) (*part.Report, error) {
	programs, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(programs)
	b := newBench(s, programs)
	defer b.close()
	engines := b.peers(execution)
	texts, err := s.Published()
	if err != nil {
		b.leaveOut("published definitions: %v", err)
	}
	texts = taken(engines[:1], texts)
	works := append(executions(), parsings(texts, taken(engines, spread(texts)))...)
	if err := b.measure(part.Table{Title: "execution"}, engines, works); err != nil {
		return nil, err
	}
	for _, t := range scales(s.Some(1_000_000, 10_000)) {
		if err := b.measure(part.Table{Title: t.title, Scale: t.of}, engines, t.works); err != nil {
			return nil, err
		}
	}
	b.compare()
	return b.report, nil
}

// measureLanguages evaluates JSONata.
func measureLanguages(s part.Settings) (*part.Report, error) {
	b := newBench(s, "")
	defer b.close()
	return b.report, b.measure(part.Table{Title: "JSONata over 1,000 items"}, b.peers(expression), expressions())
}

// measure measures the works that are selected, and adds them to the report as a table.
func (b *bench) measure(t part.Table, peers []peer, works []work) error {
	m := meter{peers: peers, rounds: b.settings.Rounds, round: b.settings.Round}
	t.Measures = []part.Measure{{Name: "time", Unit: part.Nanoseconds}, {Name: "allocations"}, {Name: "bytes", Unit: part.Bytes}}
	for _, p := range peers {
		t.Peers = append(t.Peers, p.title())
	}
	for group := range grouped(b.settings.Selected, works) {
		for i, results := range m.measure(group...) {
			w := group[i]
			if own := results[0]; own.problem != "" {
				return fmt.Errorf("%s: %s", w.name, own.problem)
			}
			b.own[w.title()] = results[0].figure
			r := part.Row{Name: w.title(), Of: w.unit, Number: w.number}
			for j, p := range peers {
				r.Figures = append(r.Figures, results[j].reported(p.allocates() && w.order.Kind != startup))
			}
			t.Rows = append(t.Rows, r)
		}
	}
	if t.Rows != nil {
		b.report.Tables = append(b.report.Tables, t)
	}
	return nil
}

// reported returns a result for the report. Allocations are not known in other processes.
func (r result) reported(allocations bool) part.Figure {
	f := r.figure
	switch {
	case r.absent || r.problem != "":
		return part.Figure{Problem: r.problem}
	case f.nanoseconds <= 0: // the long chain took no longer than the short one
		return part.Figure{Problem: "lost in what it takes to read the input"}
	case allocations:
		return part.Figure{Values: []float64{f.nanoseconds, f.allocations, f.bytes}}
	}
	return part.Figure{Values: []float64{f.nanoseconds}}
}

// grouped yields the works that are selected, in groups that are measured in the same
// rounds.
func grouped(selected *regexp.Regexp, works []work) iter.Seq[[]work] {
	return func(yield func([]work) bool) {
		var group []work
		for _, w := range works {
			if !selected.MatchString(w.name) {
				continue
			}
			if !w.beside && group != nil {
				if !yield(group) {
					return
				}
				group = nil
			}
			group = append(group, w)
		}
		if group != nil {
			yield(group)
		}
	}
}

// A comparison relates the times of two works, which are named by their titles.
type comparison struct{ of, to, format string }

func comparisons() []comparison {
	return []comparison{
		{"Map over 1,000,000 (limits lifted)", "Map over 1,000", "An item of a Map over 1,000,000 takes %.2f times what one of a Map over 1,000 takes."},
		{"Map over 1,000,000 (limits lifted) (history counted)", "Map over 1,000 (history counted)", "If the history is counted, it takes %.2f times as much."},
		{oneCore, allCores(), "On all cores there are %.2f times as many executions in a second as on one."},
	}
}

// compare says how this library's figures relate to each other, as far as they were measured.
func (b *bench) compare() {
	for _, c := range comparisons() {
		of, to := b.own[c.of].nanoseconds, b.own[c.to].nanoseconds
		if of > 0 && to > 0 {
			b.report.Remarks = append(b.report.Remarks, fmt.Sprintf(c.format, of/to))
		}
	}
}
