// Package view shows the reports of the parts of bench: as tables of text, and as pictures.
package view

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/goasl/goasl/bench/part"
)

// mostColumns is the largest number of columns with figures that a table has side by side.
const mostColumns = 10

// Text returns the tables of a report, each with the reasons for missing figures below it.
func Text(r part.Report) string {
	var b strings.Builder
	for _, v := range r.Versions {
		fmt.Fprintln(&b, "peer:", v)
	}
	for _, l := range r.LeftOut {
		fmt.Fprintln(&b, "left out:", l)
	}
	for _, t := range r.Tables {
		if len(t.Rows) == 0 { // none of its works was selected
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(text(t))
	}
	if len(r.Remarks) > 0 {
		b.WriteString("\n" + strings.Join(r.Remarks, "\n") + "\n")
	}
	return b.String()
}

// text returns a table with the figures of all peers in a line, or, if these are too many, with
// a line for each peer.
func text(t part.Table) string {
	var notes notes
	columns := columnsOf(t)
	lines := wide(t, columns, &notes)
	if len(columns) > mostColumns {
		lines = long(t, &notes)
	}
	return aligned(lines) + notes.text()
}

// A column is a measure of a peer, or its ratio to the first peer.
type column struct {
	peer, measure int
	ratio         bool
}

// columnsOf returns the columns that have a value in any row. The first measure is always there,
// as it has the reasons for missing ones.
func columnsOf(t part.Table) []column {
	var all []column
	for p := range t.Peers {
		for m := range t.Measures {
			if m == 0 || known(t, p, m) {
				all = append(all, column{p, m, false})
			}
			if m == 0 && p > 0 {
				all = append(all, column{p, 0, true})
			}
		}
	}
	return all
}

func known(t part.Table, peer, measure int) bool {
	for _, r := range t.Rows {
		if measure < len(r.Figures[peer].Values) {
			return true
		}
	}
	return false
}

func wide(t part.Table, columns []column, notes *notes) [][]string {
	head := leading(t)
	for _, c := range columns {
		switch {
		case c.ratio:
			head = append(head, "ratio")
		case c.measure == 0:
			head = append(head, t.Peers[c.peer])
		default:
			head = append(head, t.Measures[c.measure].Name)
		}
	}
	lines := [][]string{head}
	for _, r := range t.Rows {
		line := names(t, r)
		for _, c := range columns {
			line = append(line, cell(t, r, c, notes))
		}
		lines = append(lines, line)
	}
	return lines
}

func long(t part.Table, notes *notes) [][]string {
	head := append(leading(t), "")
	for _, m := range t.Measures {
		head = append(head, m.Name)
	}
	lines := [][]string{append(head, "ratio")}
	for _, r := range t.Rows {
		for p, peer := range t.Peers {
			line := names(t, r)
			if p > 0 {
				clear(line)
			}
			line = append(line, peer)
			for m := range t.Measures {
				line = append(line, cell(t, r, column{p, m, false}, notes))
			}
			lines = append(lines, append(line, cell(t, r, column{p, 0, true}, notes)))
		}
	}
	return lines
}

// leading returns the heads of what is said of a row, before its figures.
func leading(t part.Table) []string {
	if t.Scale != "" {
		return []string{title(t) + ", by " + t.Scale}
	}
	head := []string{t.Title}
	if hasUnits(t) {
		head = append(head, t.Measures[0].Name+" of one")
	}
	return head
}

// title returns the title of a scale, with what its values are of.
func title(t part.Table) string {
	if of := t.Rows[0].Of; of != "" && t.Measures[0].Unit != part.PerSecond {
		return t.Title + ": " + t.Measures[0].Name + " of one " + of
	}
	return t.Title
}

func names(t part.Table, r part.Row) []string {
	if t.Scale != "" {
		return []string{part.Grouped(r.Number)}
	}
	if hasUnits(t) {
		return []string{r.Name, r.Of}
	}
	return []string{r.Name}
}

func hasUnits(t part.Table) bool {
	for _, r := range t.Rows {
		if r.Of != "" {
			return true
		}
	}
	return false
}

func cell(t part.Table, r part.Row, c column, notes *notes) string {
	f := r.Figures[c.peer]
	switch {
	case c.ratio && c.peer == 0:
		return ""
	case c.ratio:
		return ratio(t.Ratio(r, c.peer))
	case c.measure < len(f.Values):
		return amount(f.Values[c.measure], t.Measures[c.measure].Unit)
	case c.measure > 0:
		return ""
	case f.Problem != "":
		return notes.mark(t.Peers[c.peer] + ": " + f.Problem)
	}
	return "-"
}

// aligned returns lines of cells as text.
func aligned(lines [][]string) string {
	var text, trimmed strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	w.Flush() // a Builder takes all
	for line := range strings.Lines(text.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}
