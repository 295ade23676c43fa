package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	tab := table{
		title: "execution",
		peers: []peer{fake{name: "own"}, npmPackage{name: "theirs"}},
		rows: []row{
			{work{name: "Pass", unit: "transition"}, []result{
				{figure: figure{nanoseconds: 100, allocations: 1, bytes: 24}},
				{figure: figure{nanoseconds: 5_200}},
			}},
			{work{name: "Map", unit: "item", order: order{lifted: true, counted: true}}, []result{
				{figure: figure{nanoseconds: 1.5e6, allocations: 12_345, bytes: 2e6}}, {absent: true},
			}},
			{work{name: "Fail", unit: "x"}, []result{{figure: figure{nanoseconds: 2e9}}, {problem: "refused\n  here"}}},
			{work{name: "Wait", unit: "y"}, []result{{figure: figure{nanoseconds: 1, allocations: 2, bytes: 3}}, {figure: figure{nanoseconds: 10}}}},
			{work{name: "New", unit: "process", order: order{Kind: startup}}, []result{
				{figure: figure{nanoseconds: 3e6}}, {problem: "refused\n  here"},
			}},
			{work{name: "Long", unit: "transition"}, []result{{figure: figure{nanoseconds: -1, allocations: 2, bytes: 3}}, {figure: figure{nanoseconds: 10}}}},
		},
	}
	want := `
execution                              a time is of one  own      allocations  bytes  theirs   ratio
Pass                                   transition        100 ns   1.00         24.0   5.20 µs  52.0×
Map (limits lifted) (history counted)  item              1.50 ms  12.3k        2.00M  -
Fail                                   x                 2.00 s   0.00         0.00   [1]
Wait                                   y                 1.00 ns  2.00         3.00   10.0 ns  10.0×
New                                    process           3.00 ms                      [1]
Long                                   transition        [2]      2.00         3.00   10.0 ns
[1] theirs: refused here
[2] own: lost in what it takes to read the input
`
	var b strings.Builder
	if err := tab.print(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestNotesAreBounded(t *testing.T) {
	var n notes
	n.mark(strings.Repeat("é", 1000))
	if got := len([]rune(n.text())); got > maxNote+10 {
		t.Errorf("a note has %d characters", got)
	}
}

func TestReplaceBlock(t *testing.T) {
	document := "a\n" + command + "\n```\nold\n```\nb\n```\nc\n```\n"
	got, err := replaceBlock(document, "new\n")
	if want := "a\n" + command + "\n```\nnew\n```\nb\n```\nc\n```\n"; got != want || err != nil {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got, err = replaceBlock("a\n"+command+"\n```\n```\n", "new\n"); err != nil || !strings.Contains(got, "new") {
		t.Errorf("an empty block: %q, %v", got, err)
	}
	for _, document := range []string{"", command + "\n", command + "\n```\nold\n"} {
		if _, err := replaceBlock(document, "new\n"); err == nil {
			t.Errorf("%q is taken", document)
		}
	}
}
