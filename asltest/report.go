package asltest

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/goasl/goasl/diag"
)

var lcov = flag.String("asltest.lcov", "", "write the coverage of the definition to this file, in lcov's format")

// Main runs the tests of a package and then reports their coverage: it prints
// the table, writes the file of the flag -asltest.lcov, and fails if less than
// floor percent were exercised, or a part that is excluded was. It returns the
// exit code:
//
//	func TestMain(m *testing.M) { os.Exit(coverage.Main(m, 100)) }
//
// Where only some of the tests run, because of the flags -run, -skip, -short or -list,
// there is no floor. m is a *[testing.M].
func (c *Coverage) Main(m interface{ Run() int }, floor float64) int {
	code := m.Run()
	if err := c.report(os.Stdout, *lcov); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_, excluded := c.taken()
	switch got := c.Percent(); {
	case code != 0:
		return code
	case covered(excluded) > 0:
		fmt.Fprintln(os.Stdout, "FAIL: parts that are excluded are exercised")
		return 1
	case got < floor && !partial():
		fmt.Fprintf(os.Stdout, "FAIL: %.1f%% of the definition are exercised, less than %.1f%%\n", got, floor)
		return 1
	}
	return 0
}

func (c *Coverage) report(w io.Writer, file string) error {
	if err := c.Print(w); err != nil || file == "" {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("asltest: %w", err)
	}
	return errors.Join(c.WriteLCOV(f), f.Close())
}

// partial reports whether flags leave some of the tests out.
func partial() bool {
	for _, name := range []string{"test.run", "test.skip", "test.short", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != f.DefValue {
			return true
		}
	}
	return false
}

// Print writes the coverage as a table, and what was not exercised, a line each
// with its place in the definition; then what is excluded, and why. Characters that
// a terminal would not show are replaced, as [diag.Printable] does. The error is that
// of the writer.
func (c *Coverage) Print(w io.Writer) error {
	parts, excluded := c.taken()
	out := bufio.NewWriter(w)
	row := func(name string, parts []part) {
		if len(parts) > 0 {
			n := covered(parts)
			fmt.Fprintf(out, "%-12s  %4d of %-4d %5.1f%%\n", name, n, len(parts), percent(n, len(parts)))
		}
	}
	list := func(header string, parts []part, exercised bool) {
		for _, p := range parts {
			if exercised != (p.count > 0) {
				continue
			}
			text := p.label
			if p.excluded != "" {
				text += ": " + p.excluded
			}
			fmt.Fprintf(out, "%s    %s:%d: %s\n", header, diag.Printable(p.file), p.line, diag.Printable(text))
			header = ""
		}
	}
	for i, r := range rows {
		row(r.name, only(parts, func(p part) bool { return p.row == i }))
	}
	row("all", parts)
	list("not exercised:\n", parts, false)
	list("excluded:\n", excluded, false)
	list("excluded, but exercised:\n", excluded, true)
	return out.Flush()
}

// oneLine is a text without line breaks and other control characters.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return ' '
		}
		return r
	}, text)
}

// WriteLCOV writes the coverage over the lines of the definitions in lcov's
// format, which editors and coverage services show: states as functions, and
// the rules, retriers and catchers of a state as its branches. Of a line on
// which several parts begin the one exercised least counts; what is excluded does
// not. A file is named as [asl.ParseFile] or [asl.WithFile] was given it; services
// want its path from the root of the repository. The error is that of the writer,
// or says that a definition has no such name.
func (c *Coverage) WriteLCOV(w io.Writer) error {
	parts, _ := c.taken()
	out := bufio.NewWriter(w)
	for _, m := range c.machines {
		file := m.File()
		if file == "" {
			return errors.New("asltest: WriteLCOV: the definition has no file: use asl.ParseFile or asl.WithFile")
		}
		own := only(parts, func(p part) bool { return p.def == m.Definition() })
		states := only(own, func(p part) bool { return p.row == 0 })
		fmt.Fprintf(out, "SF:%s\n", oneLine(file))
		writeFunctions(out, states)
		writeBranches(out, states, only(own, func(p part) bool { return p.row >= firstBranch }))
		writeLines(out, own)
		fmt.Fprintln(out, "end_of_record")
	}
	return out.Flush()
}

func writeFunctions(w io.Writer, states []part) {
	for _, p := range states {
		fmt.Fprintf(w, "FN:%d,%[2]s\nFNDA:%[3]d,%[2]s\n", p.line, oneLine(p.state), p.count)
	}
	fmt.Fprintf(w, "FNF:%d\nFNH:%d\n", len(states), covered(states))
}

// writeBranches writes the rules, retriers and catchers. Those of a state are
// blocks of their own.
func writeBranches(w io.Writer, states, branches []part) {
	number := map[int]int{} // of the next branch, by block
	for _, p := range branches {
		state := slices.IndexFunc(states, func(s part) bool { return s.state == p.state })
		block, taken := state*len(rows)+p.row, "-" // the state was never entered
		if states[state].count > 0 {
			taken = fmt.Sprint(p.count)
		}
		fmt.Fprintf(w, "BRDA:%d,%d,%d,%s\n", p.line, block, number[block], taken)
		number[block]++
	}
	fmt.Fprintf(w, "BRF:%d\nBRH:%d\n", len(branches), covered(branches))
}

func writeLines(w io.Writer, parts []part) {
	least := map[int]int{}
	for _, p := range parts {
		if n, ok := least[p.line]; !ok || p.count < n {
			least[p.line] = p.count
		}
	}
	var lines []int
	hit := 0
	for line, n := range least {
		lines = append(lines, line)
		if n > 0 {
			hit++
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintf(w, "DA:%d,%d\n", line, least[line])
	}
	fmt.Fprintf(w, "LF:%d\nLH:%d\n", len(lines), hit)
}
