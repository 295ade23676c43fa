package view

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/bench/part"
)

func values(v ...float64) part.Figure { return part.Figure{Values: v} }

// works is a table of works, with all that can be missing.
var works = part.Table{
	Title: "execution", Peers: []string{"own", "theirs"},
	Measures: []part.Measure{{Name: "time", Unit: part.Nanoseconds}, {Name: "allocations"}, {Name: "bytes", Unit: part.Bytes}},
	Rows: []part.Row{
		{Name: "Pass", Of: "transition", Figures: []part.Figure{values(100, 1, 24), values(520_000)}},
		{Name: "Map", Of: "item", Figures: []part.Figure{values(1.5e6, 12_345, 2<<20), {}}},
		{Name: "Fail", Of: "x", Figures: []part.Figure{values(2e9), {Problem: "refused\n  here"}}},
		{Name: "Short & <long>", Of: "y", Figures: []part.Figure{values(20, 2, 3), values(10)}},
		{Name: "New", Of: "process", Figures: []part.Figure{{Problem: "lost"}, {Problem: "refused\n  here"}}},
	},
}

// growth is a scale with more columns than are side by side.
var growth = part.Table{
	Title: "chains", Scale: "executions", Peers: []string{"a", "b", "c", "d"},
	Measures: []part.Measure{{Name: "tasks", Unit: part.PerSecond}, {Name: "memory", Unit: part.Bytes}},
	Rows: []part.Row{
		{Name: "10", Of: "task", Number: 10, Figures: []part.Figure{values(5000, 1), values(100, 2), values(2500, 2), values(1, 2)}},
		{Name: "1,000", Of: "task", Number: 1000, Figures: []part.Figure{values(10_000, 1), {}, {}, {}}},
	},
}

func TestText(t *testing.T) {
	got := Text(part.Report{Versions: []string{"theirs 1.2"}, LeftOut: []string{"others: none"}, Tables: []part.Table{works, growth}, Remarks: []string{"So it is."}})
	want := `
peer: theirs 1.2
left out: others: none

execution       time of one  own      allocations  bytes     theirs   ratio
Pass            transition   100 ns   1.00         24.0 B    520 µs   5,200×
Map             item         1.50 ms  12.3k        2.00 MiB  -
Fail            x            2.00 s                          [1]
Short & <long>  y            20.0 ns  2.00         3.00 B    10.0 ns  0.50×
New             process      [2]                             [1]
[1] theirs: refused here
[2] own: lost

chains, by executions     tasks     memory  ratio
10                     a  5,000/s   1.00 B
                       b  100/s     2.00 B  50.0×
                       c  2,500/s   2.00 B  2.00×
                       d  1/s       2.00 B  5,000×
1,000                  a  10,000/s  1.00 B
                       b  -
                       c  -
                       d  -

So it is.
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// A table of which no work was selected is not there.
func TestNoRows(t *testing.T) {
	empty := part.Report{Tables: []part.Table{{Title: "chains", Scale: "n", Peers: []string{"a", "b"}, Measures: growth.Measures}}}
	if text, bars, lines := Text(empty), Bars("a", empty), Lines("b", empty); text+bars+lines != "" {
		t.Errorf("%q %q %q", text, bars, lines)
	}
}

func TestScaleSaysWhatItIsOf(t *testing.T) {
	table := growth
	table.Measures = []part.Measure{{Name: "time", Unit: part.Nanoseconds}}
	if got := Text(part.Report{Tables: []part.Table{table}}); !strings.HasPrefix(got, "chains: time of one task, by executions  a ") {
		t.Errorf("%s", got)
	}
}

func TestNotesAreBounded(t *testing.T) {
	var n notes
	n.mark(strings.Repeat("é", 1000))
	if got := len([]rune(n.text())); got > maxNote+10 {
		t.Errorf("a note has %d characters", got)
	}
	n.mark("```")
	if strings.Contains(n.text(), "```") {
		t.Error("a note ends the block that it is in")
	}
}

var number = regexp.MustCompile(`^(x|y|x1|x2|y1|y2|cx|cy|width|height)$`)

// elements reads a picture and returns its texts and how many elements of each name it has. It
// fails if the picture is no XML, or has something outside.
func elements(t *testing.T, svg string) (texts []string, count map[string]int) {
	t.Helper()
	count = map[string]int{}
	var width, height float64
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts, count
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.CharData:
			texts = append(texts, string(e))
		case xml.StartElement:
			count[e.Name.Local]++
			for _, a := range e.Attr {
				if !number.MatchString(a.Name.Local) {
					continue
				}
				v, err := strconv.ParseFloat(a.Value, 64)
				if e.Name.Local == "svg" {
					width, height = max(width, v), max(height, v)
				}
				if err != nil || v < 0 || v > max(width, height) {
					t.Errorf("%s of %s is %s", a.Name.Local, e.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestBars(t *testing.T) {
	texts, count := elements(t, Bars("Times", part.Report{Tables: []part.Table{works, growth}}))
	all := strings.Join(texts, "|")
	for _, want := range []string{"Times", "theirs", "Pass", "5,200×", "Short & <long>", "0.50×", "0.1×", "1×", "10k×"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %s in %s", want, all)
		}
	}
	if strings.Contains(all, "Map") || count["rect"] != 1+1+2 { // paper, legend, bars
		t.Errorf("%d rectangles: %s", count["rect"], all)
	}
}

// Where there are only scales, their last rows with all peers have bars.
func TestBarsOfScales(t *testing.T) {
	texts, _ := elements(t, Bars("Tasks", part.Report{Tables: []part.Table{growth}}))
	if all := strings.Join(texts, "|"); !strings.Contains(all, "chains, 10 executions") || !strings.Contains(all, "50.0×") || strings.Contains(all, "1,000 executions") {
		t.Errorf("%s", all)
	}
	alone := works
	alone.Peers = alone.Peers[:1]
	if got := Bars("Times", part.Report{Tables: []part.Table{alone}}); got != "" {
		t.Errorf("a picture without ratios: %s", got)
	}
}

func TestLines(t *testing.T) {
	texts, count := elements(t, Lines("Growth", part.Report{Tables: []part.Table{works, growth}}, part.Report{Tables: []part.Table{growth}}))
	all := strings.Join(texts, "|")
	for _, want := range []string{"Growth", "chains: time of one task", "executions", "1k", "100 µs", "1 s"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no %s in %s", want, all)
		}
	}
	if count["circle"] != 10 || count["polyline"] != 2 { // only the first peer has two points
		t.Errorf("%v", count)
	}
	if got := Lines("Growth", part.Report{Tables: []part.Table{works}}); got != "" {
		t.Errorf("a picture without scales: %s", got)
	}
}

func TestSummary(t *testing.T) {
	var s Summary
	if got := s.Text(); got != "" {
		t.Errorf("a summary of nothing: %s", got)
	}
	s.Add("works", part.Report{Tables: []part.Table{works, growth}})
	s.Add("none", part.Report{})
	s.Add("growth", part.Report{Tables: []part.Table{growth}})
	want := `
part    peer    works  ratio, median  smallest  largest
works   theirs  2      5,200×         0.50×     5,200×
growth  b       1      50.0×          50.0×     50.0×
growth  c       1      2.00×          2.00×     2.00×
growth  d       1      5,000×         5,000×    5,000×
`
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), s.Text()); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}
