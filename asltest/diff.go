package asltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// differ shows how two values differ, "" if they are equal.
func differ(want, got jsonvalue.Value) string {
	if jsonvalue.Equal(want, got) {
		return ""
	}
	return differText(pretty(want), pretty(got))
}

// differText shows how two texts differ, line by line, with some lines around.
func differText(want, got string) string {
	a, b := lines(want), lines(got)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	tail := 0
	for tail < len(a)-same && tail < len(b)-same && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	const around = 3
	var out strings.Builder
	write := func(mark string, text []string) {
		for _, line := range text {
			out.WriteString(mark + " " + line + "\n")
		}
	}
	skip := func(n int) {
		if n > 0 {
			fmt.Fprintf(&out, "  … %d lines\n", n)
		}
	}
	skip(same - around)
	write(" ", a[max(0, same-around):same])
	merge(a[same:len(a)-tail], b[same:len(b)-tail], write)
	write(" ", a[len(a)-tail:len(a)-tail+min(tail, around)])
	skip(tail - around)
	return out.String()
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// most is the number of pairs of lines that are compared. Beyond it the texts
// are shown one after the other.
const most = 1 << 20

// merge writes the lines that only one of two texts has among those of both.
func merge(a, b []string, write func(mark string, text []string)) {
	if len(a)*len(b) > most {
		write("-", a)
		write("+", b)
		return
	}
	// common[i][j] is how many lines a[i:] and b[j:] have in common, in order.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := range slices.Backward(a) {
		for j := range slices.Backward(b) {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			write(" ", a[i:i+1])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			write("-", a[i:i+1])
			i++
		default:
			write("+", b[j:j+1])
			j++
		}
	}
}

// pretty spreads a value over lines, its members sorted.
func pretty(v jsonvalue.Value) string {
	var plain any
	d := json.NewDecoder(bytes.NewReader(v.JSON()))
	d.UseNumber()
	if err := d.Decode(&plain); err != nil {
		return v.String()
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(plain); err != nil {
		return v.String()
	}
	return b.String()
}
