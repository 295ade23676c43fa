package graph

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/goasl/goasl/state"
)

// ReadLCOV reads the coverage of a machine from a file in lcov's format, as
// asltest.Coverage writes it. The file may have several machines: the one counts that
// names the file which the machine was read from, or the only one.
//
// lcov counts states, and the rules and catchers of states. It counts a transition by
// Next only together with all that is on the same line of the definition; if it cannot
// be told apart it is left without a mark.
//
// The error says that the file names other definitions, or a line that is wrong, or is
// that of the reader.
func ReadLCOV(m Machine, r io.Reader) (*Coverage, error) {
	def := m.Definition()
	records, err := readRecords(r)
	if err != nil {
		return nil, fmt.Errorf("graph: lcov: %w", err)
	}
	found, err := recordOf(def, records)
	if err != nil {
		return nil, fmt.Errorf("graph: lcov: %w", err)
	}
	c := &Coverage{States: map[string]int{}, Transitions: map[string]int{}}
	c.fill(def, found)
	return c, nil
}

// record is what a file in lcov's format says of one definition.
type record struct {
	file     string
	counts   map[string]int // of states, by name
	names    []string       // of the states, in order
	branches []branch
	lines    map[int]int
}

// branch is a rule, a retrier or a catcher.
type branch struct{ line, block, count int }

// kindsOfBlock are the numbers of lcov's blocks among those of a state, as asltest
// writes them.
const (
	blocks       = 5
	rulesBlock   = 2
	catcherBlock = 4
)

const maxLine = 1 << 20

func readRecords(r io.Reader) (all []*record, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	at := &record{}
	for n := 1; lines.Scan(); n++ {
		kind, rest, _ := strings.Cut(lines.Text(), ":")
		if kind == "SF" {
			at = &record{file: rest, counts: map[string]int{}, lines: map[int]int{}}
			all = append(all, at)
			continue
		}
		if err := at.add(kind, rest); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return all, lines.Err()
}

var errRecord = errors.New("want a record as asltest writes it")

// add adds a line of the file. Lines that are not needed are left out.
func (r *record) add(kind, rest string) error {
	first, other, _ := strings.Cut(rest, ",")
	n, err := strconv.Atoi(first)
	switch {
	case kind != "FNDA" && kind != "BRDA" && kind != "DA":
		return nil
	case err != nil || r.lines == nil:
		return errRecord
	case kind == "FNDA":
		r.counts[other] = n
		r.names = append(r.names, other)
	case kind == "DA":
		r.lines[n], err = strconv.Atoi(other)
	default:
		err = r.addBranch(n, strings.Split(other, ","))
	}
	if err != nil {
		return errRecord
	}
	return nil
}

// addBranch adds a branch; "-" stands for the count of one in a state that was not
// entered.
func (r *record) addBranch(line int, rest []string) error {
	if len(rest) != 3 {
		return errRecord
	}
	block, err := strconv.Atoi(rest[0])
	count := 0
	if err == nil && rest[2] != "-" {
		count, err = strconv.Atoi(rest[2])
	}
	r.branches = append(r.branches, branch{line, block, count})
	return err
}

// recordOf returns the record of a machine.
func recordOf(m *state.Machine, all []*record) (*record, error) {
	var files []string
	for _, r := range all {
		if r.file == oneLine(m.File()) && m.File() != "" {
			return r, nil
		}
		files = append(files, strconv.Quote(r.file))
	}
	switch len(all) {
	case 0:
		return nil, errors.New("there is no record: was it written by asltest?")
	case 1:
		return all[0], nil
	}
	return nil, fmt.Errorf("no record is of the file %q, but of %s", m.File(), strings.Join(files, ", "))
}

// oneLine is a text as asltest writes it into such a file.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return ' '
		}
		return r
	}, text)
}

// fill takes over what a record says of a machine.
func (c *Coverage) fill(m *state.Machine, r *record) {
	at := map[string][]branch{} // by the state and the block
	for _, b := range r.branches {
		if number := b.block / blocks; 0 <= number && number < len(r.names) {
			key := branchKey(r.names[number], b.block%blocks)
			at[key] = append(at[key], b)
		}
	}
	for _, s := range m.All() {
		name := oneLine(s.Name())
		count, ok := r.counts[name]
		if !ok {
			continue
		}
		c.States[s.Name()] = count
		ways := m.Transitions(s)
		for _, block := range []int{rulesBlock, catcherBlock} {
			c.match(inBlock(ways, block), at[branchKey(name, block)])
		}
	}
	parts := partsByLine(m)
	for _, s := range m.All() {
		for _, t := range m.Transitions(s) {
			line := t.Node.Pos().Line
			if least, ok := r.lines[line]; ok && t.Kind == state.ByNext {
				c.next(t, least, parts[line])
			}
		}
	}
}

func branchKey(name string, block int) string { return strconv.Itoa(block) + " " + name }

// inBlock returns the transitions that lcov counts in a block.
func inBlock(all []state.Transition, block int) []state.Transition {
	var in []state.Transition
	for _, t := range all {
		isRule := t.Kind == state.ByRule || t.Kind == state.ByDefault
		if isRule && block == rulesBlock || t.Kind == state.ByCatcher && block == catcherBlock {
			in = append(in, t)
		}
	}
	return in
}

// match matches transitions with branches on the same lines. Those that the tests
// exclude are not in the file: where it is not clear which, none of the line is marked.
func (c *Coverage) match(all []state.Transition, branches []branch) {
	byLine := map[int][]int{}
	for _, b := range branches {
		byLine[b.line] = append(byLine[b.line], b.count)
	}
	onLine := map[int][]state.Transition{}
	for _, t := range all {
		line := t.Node.Pos().Line
		onLine[line] = append(onLine[line], t)
	}
	for line, on := range onLine {
		if counts := byLine[line]; len(counts) == len(on) {
			for i, t := range on {
				c.Transitions[TransitionID(t)] = counts[i]
			}
		}
	}
}

// next finds out whether a transition by Next was taken, from the least count of the
// parts that begin on its line.
func (c *Coverage) next(t state.Transition, least, parts int) {
	entered, ok := c.States[t.From.Name()]
	if ok && (least > 0 || entered == 0 || parts == 1) {
		c.Transitions[TransitionID(t)] = min(least, entered)
	}
}

// partsByLine counts what lcov counts, by the line on which it begins.
func partsByLine(m *state.Machine) map[int]int {
	n := map[int]int{}
	for _, s := range m.All() {
		n[s.Pos().Line]++
		for _, t := range m.Transitions(s) {
			n[t.Node.Pos().Line]++
		}
		for _, retrier := range m.NodeOf(s).Get("Retry").Children() {
			n[retrier.Pos().Line]++
		}
	}
	return n
}
