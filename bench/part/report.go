// Package part is what the parts of bench have in common. A part measures one thing, with its
// peers, in a program that prints a Report in JSON. Command bench runs the parts, keeps what they
// print, and makes tables and pictures of it.
//
//	func main() { part.Main(part.Parts{"name": measure}, nil) }
//
//	func measure(s part.Settings) (*part.Report, error) { … }
package part

import (
	"cmp"
	"fmt"
	"slices"
)

// A Report is what a part prints.
type Report struct {
	// Versions are the peers, with the versions that were measured.
	Versions []string `json:"versions,omitempty"`
	// LeftOut says what was not measured, with the reason.
	LeftOut []string `json:"left_out,omitempty"`
	Tables  []Table  `json:"tables,omitempty"`
	// Seconds is how long all of it took. It is set by command bench.
	Seconds float64 `json:"seconds,omitempty"`
	// Remarks are sentences below the tables, about how their figures relate.
	Remarks []string `json:"remarks,omitempty"`
}

// A Table has a row for each work, and in it a figure for each peer.
type Table struct {
	Title    string    `json:"title"`
	Measures []Measure `json:"measures"`
	Peers    []string  `json:"peers"` // the others are compared with the first
	Rows     []Row     `json:"rows"`
	// Scale, if not empty, is what the rows have more and more of, such as "items". Each row
	// has its number.
	Scale string `json:"scale,omitempty"`
}

// A Measure is one of the values of a figure. Peers are compared by the first one.
type Measure struct {
	Name string `json:"name"`
	Unit Unit   `json:"unit"`
}

// A Unit says how a value is written, and which of two is better.
type Unit string

// Less is better, but of PerSecond.
const (
	Nanoseconds Unit = "ns"
	Bytes       Unit = "B"
	PerSecond   Unit = "/s"
	Count       Unit = ""
)

// A Row is a work.
type Row struct {
	Name    string   `json:"name"`
	Of      string   `json:"of,omitempty"`     // of what one the values are, such as "transition"
	Number  int      `json:"number,omitempty"` // of a row of a scale
	Figures []Figure `json:"figures"`
}

// A Figure is what a peer takes for a work: the Values by measure; or the reason why there are
// none; or neither, if the peer does no such work.
type Figure struct {
	Values  []float64 `json:"values,omitempty"`
	Problem string    `json:"problem,omitempty"`
}

// Ratio says how many times as much another peer takes as the first, by the first measure; 0 if
// it is not known.
func (t Table) Ratio(r Row, peer int) float64 {
	if len(r.Figures[0].Values) == 0 || len(r.Figures[peer].Values) == 0 {
		return 0
	}
	own, other := r.Figures[0].Values[0], r.Figures[peer].Values[0]
	if t.Measures[0].Unit == PerSecond {
		own, other = other, own
	}
	if own <= 0 || other <= 0 {
		return 0
	}
	return other / own
}

// Median returns the value in the middle. Of an even number it returns the larger one of two. It
// returns 0 without values.
func Median[T cmp.Ordered](values []T) (middle T) {
	if len(values) == 0 {
		return middle
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// Grouped returns a number with commas.
func Grouped(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
