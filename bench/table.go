package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// A table has a row for each work, and columns for each peer.
type table struct {
	title string
	peers []peer
	rows  []row
}

// A row is a work with the result of each peer of the table.
type row struct {
	work    work
	results []result
}

// print writes the table and, below it, the reasons for missing figures. Ratios are to
// the first peer's time.
func (t table) print(w io.Writer) error {
	var text strings.Builder
	aligned := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	head := []string{t.title, "a time is of one"}
	for i, p := range t.peers {
		head = append(head, p.title())
		if i > 0 {
			head = append(head, "ratio")
		}
		if p.allocates() {
			head = append(head, "allocations", "bytes")
		}
	}
	fmt.Fprintln(aligned, strings.Join(head, "\t"))
	var notes notes
	for _, r := range t.rows {
		cells := []string{r.work.title(), r.work.unit}
		for i, p := range t.peers {
			cells = append(cells, r.cells(i, p, &notes)...)
		}
		fmt.Fprintln(aligned, strings.Join(cells, "\t"))
	}
	if err := aligned.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
	_, err := fmt.Fprint(w, notes.text())
	return err
}

// cells returns the cells of a peer.
func (r row) cells(i int, p peer, notes *notes) []string {
	result := r.results[i]
	f := result.figure
	cells := []string{duration(f.nanoseconds)}
	if i > 0 {
		cells = append(cells, ratio(f.nanoseconds, r.results[0].figure.nanoseconds))
	}
	switch {
	case !p.allocates():
	case r.work.order.Kind == startup:
		cells = append(cells, "", "") // they are in another process
	default:
		cells = append(cells, amount(f.allocations), amount(f.bytes))
	}
	if !result.absent && result.problem == "" {
		if f.nanoseconds <= 0 { // the long chain took no longer than the short one
			cells[0] = notes.mark(p.title() + ": lost in what it takes to read the input")
		}
		return cells
	}
	clear(cells)
	if result.absent {
		cells[0] = "-"
	} else {
		cells[0] = notes.mark(p.title() + ": " + result.problem)
	}
	return cells
}

// title returns the work's name, with what is not usual about its history and quotas.
func (w work) title() string {
	name := w.name
	if w.order.lifted {
		name += " (limits lifted)"
	}
	if w.order.counted {
		name += " (history counted)"
	}
	return name
}

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
		fmt.Fprintf(&b, "[%d] %s\n", i+1, reason)
	}
	return b.String()
}

// duration returns a time with three digits.
func duration(nanoseconds float64) string {
	switch {
	case nanoseconds < 1e3:
		return digits(nanoseconds) + " ns"
	case nanoseconds < 1e6:
		return digits(nanoseconds/1e3) + " µs"
	case nanoseconds < 1e9:
		return digits(nanoseconds/1e6) + " ms"
	}
	return digits(nanoseconds/1e9) + " s"
}

// amount returns a number of allocations or bytes with three digits.
func amount(x float64) string {
	switch {
	case x < 1e4:
		return digits(x)
	case x < 1e6:
		return digits(x/1e3) + "k"
	}
	return digits(x/1e6) + "M"
}

// digits returns a number with three digits, or more if they are before the point.
func digits(x float64) string {
	switch {
	case x < 9.995:
		return fmt.Sprintf("%.2f", x)
	case x < 99.95:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// ratio returns how many times one time is the other.
func ratio(of, to float64) string {
	if to <= 0 {
		return ""
	}
	return digits(of/to) + "×"
}
