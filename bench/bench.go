package main

import (
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// A bench has the peers that are installed, and runs the works.
type bench struct {
	settings settings
	// engines run machines, languages evaluate JSONata. In both, this library is the
	// first.
	engines, languages []peer
	node               *node             // nil without Node
	missing            []string          // what is left out, with the reason
	own                map[string]figure // this library's figures, by the name of the work
}

// newBench finds the peers that are installed. Programs are built in the folder
// programs.
func newBench(s settings, programs string) *bench {
	own := library{programs}
	b := &bench{
		settings: s, engines: []peer{own, step{programs}}, languages: []peer{own}, own: map[string]figure{},
	}
	var err error
	if b.node, err = startNode(s.npm); err != nil {
		b.missing = append(b.missing, fmt.Sprintf("the peers in Node: %v", err))
		return b
	}
	for _, p := range npmPackages(b.node) {
		switch {
		case b.node.versions[p.name] == "":
			b.missing = append(b.missing, fmt.Sprintf("%s: not in %s", p.name, filepath.Join(s.npm, "node_modules")))
		case p.does(expression):
			b.languages = append(b.languages, p)
		default:
			b.engines = append(b.engines, p)
		}
	}
	return b
}

// close ends the Node process.
func (b *bench) close() {
	if b.node != nil {
		b.node.close() // its exit status does not matter
	}
}

// run measures everything, and prints each table when it is complete.
func (b *bench) run(out io.Writer) error {
	texts, err := definitions(b.settings.definitions)
	if err != nil {
		b.missing = append(b.missing, fmt.Sprintf("published definitions: %v", err))
	}
	texts = taken(b.engines[:1], texts)
	b.printHead(out)
	works := append(executions(), parsings(texts, taken(b.engines, spread(texts)))...)
	if err := b.printTable(out, "execution", b.engines, works); err != nil {
		return err
	}
	if err := b.printTable(out, "JSONata over 1,000 items", b.languages, expressions()); err != nil {
		return err
	}
	b.printComparisons(out)
	return nil
}

// printHead prints what is measured, and on which machine.
func (b *bench) printHead(out io.Writer) {
	fmt.Fprintf(out, "%s, %s/%s, %d cores; medians of %d rounds of at least %s\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), b.settings.rounds, b.settings.round)
	for _, p := range append(b.engines[1:len(b.engines):len(b.engines)], b.languages[1:]...) {
		fmt.Fprintln(out, "peer:", p.version())
	}
	for _, m := range b.missing {
		fmt.Fprintln(out, "left out:", m)
	}
}

// printTable measures the works that are selected.
func (b *bench) printTable(out io.Writer, title string, peers []peer, works []work) error {
	m := meter{peers: peers, rounds: b.settings.rounds, round: b.settings.round}
	t := table{title: title, peers: peers}
	for group := range grouped(b.settings.selected, works) {
		for i, results := range m.measure(group...) {
			w := group[i]
			if own := results[0]; own.problem != "" {
				return fmt.Errorf("%s: %s", w.name, own.problem)
			}
			b.own[w.title()] = results[0].figure
			t.rows = append(t.rows, row{w, results})
		}
	}
	if t.rows == nil {
		return nil
	}
	fmt.Fprintln(out)
	return t.print(out)
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
		{million(false).title(), thousand(false).title(), "An item of a Map over 1,000,000 takes %.2f times what one of a Map over 1,000 takes,\n"},
		{million(true).title(), thousand(true).title(), "and %.2f times if the history is counted.\n"},
		{oneCore, allCores(), "On all cores there are %.2f times as many executions in a second as on one.\n"},
	}
}

// printComparisons prints how this library's figures relate to each other, as far as
// they were measured.
func (b *bench) printComparisons(out io.Writer) {
	var text strings.Builder
	for _, c := range comparisons() {
		of, to := b.own[c.of].nanoseconds, b.own[c.to].nanoseconds
		if of > 0 && to > 0 {
			fmt.Fprintf(&text, c.format, of/to)
		}
	}
	if text.Len() > 0 {
		fmt.Fprint(out, "\n", text.String())
	}
}

// definitions returns the texts of the JSON files in a folder.
func definitions(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}

// sampled is the number of definitions that each peer parses. One of the peers takes a
// quarter of a second for each.
const sampled = 25

// spread returns some of the texts, at equal distances.
func spread(texts []string) []string {
	var some []string
	for i := range min(sampled, len(texts)) {
		some = append(some, texts[i*len(texts)/min(sampled, len(texts))])
	}
	return some
}

// taken returns the definitions that all of the peers accept.
func taken(peers []peer, texts []string) []string {
	var all []string
	for _, text := range texts {
		refused := false
		for _, p := range peers {
			_, _, err := p.prepare(order{Kind: parsing, Definitions: []string{text}})
			refused = refused || err != nil
		}
		if !refused {
			all = append(all, text)
		}
	}
	return all
}
