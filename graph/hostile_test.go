package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// hostile are names that mean something to XML, HTML, CSS, Mermaid, DOT or a terminal.
var hostile = []string{
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "]]>", "<!--", "&amp; &#x41; &", "</style><b>", "'';!--\"<XSS>=&{()}",
	"two\nlines\r\nand\ttabs", "a\u2028b\u0085c", `\N \l \r \G`, "n0 -> n1; }", "/* */ // #", "{% $x %}", "${placeholder}",
	"end", "subgraph", "1. list", "* list", "`code` **bold** _it_", "$$x^2$$", "#35; #quot;", "%% comment", "|pipe| [a](b)", "http://example.com",
	strings.Repeat("a long name ", 7)[:80], strings.Repeat("W", 80), strings.Repeat("漢", 80), "  spaces  ", " ",
	"שלום עולם", "العربية", "\u202eevil\u202c", "\u2066isolated\u2069", "e\u0301\u0301\u0301", "👨‍👩‍👧‍👦 🇩🇪 👍🏽", "\u200b", "\ufffe", "\u0000nul", "\x1b[31mred",
}

// machineOf returns a machine whose states have those names, one after the other, and in
// a Choice and a container. Conditions, errors and comments have them, too.
func machineOf(t *testing.T, names []string) *state.Machine {
	t.Helper()
	quote := func(s string) string {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var states []string
	for i, name := range names[:len(names)-1] {
		next := `"Next": ` + quote(names[i+1])
		q := quote(name)
		switch i % 4 {
		case 0:
			states = append(states, fmt.Sprintf(`%s: {"Type": "Task", "Comment": %[1]s, "Resource": %[1]s, "Catch": [{"ErrorEquals": [%[1]s], "Next": %[2]s}], %[3]s}`, q, quote(names[0]), next))
		case 1:
			states = append(states, fmt.Sprintf(`%s: {"Type": "Parallel", "Branches": [{"StartAt": %[2]s, "States": {%[2]s: {"Type": "Pass", "End": true}}}], %[3]s}`, q, quote(fmt.Sprintf("%.40s %d", name, i)), next))
		case 2:
			states = append(states, fmt.Sprintf(`%s: {"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEquals": %[1]s, "Next": %[2]s}, {"Variable": "$.a", "IsNull": true, "Comment": %[1]s, "Next": %[1]s}], "Default": %[2]s}`, q, quote(names[i+1])))
		default:
			states = append(states, fmt.Sprintf(`%s: {"Type": "Wait", "Seconds": 1, %s}`, q, next))
		}
	}
	states = append(states, quote(names[len(names)-1])+`: {"Type": "Succeed"}`)
	m, list := state.Parse("", []byte(`{"Comment": `+quote(strings.Join(names, " "))+`, "StartAt": `+quote(names[0])+`, "States": {`+strings.Join(states, ",")+`}}`))
	if list.Err() != nil {
		t.Fatal(list)
	}
	return m
}

// Whatever a definition holds is text in the picture.
func TestHostileNames(t *testing.T) {
	m := machineOf(t, hostile)
	g, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	if wrong := faults(g); wrong != nil {
		t.Errorf("%s", strings.Join(wrong, "\n"))
	}
	for _, title := range hostile {
		var out bytes.Buffer
		if err := g.WriteSVG(&out, WithTitle(title), WithExecution(history.NewTimeline())); err != nil {
			t.Fatal(err)
		}
		_, texts := elements(t, out.Bytes())
		if shown := titleFont.cut(title, titleWidth); shown != "" && !slices.Contains(texts, strings.ReplaceAll(shown, "\ufffe", "\ufffd")) {
			t.Errorf("the title %q is not among the texts", title)
		}
	}
}

// Nothing of a definition but sizes reaches the layout library.
func TestNamesInDOT(t *testing.T) {
	text := string(dot([]vertex{{w: 72, h: 36}, {w: 10, h: 2, aside: true}}, []edge{{0, 1, 4}}))
	want := `0 [width=1.00000 height=0.50000]
1 [width=0.13889 height=0.02778]
0 -> 1:nw [weight=4]
}
`
	if !strings.HasSuffix(text, want) {
		t.Errorf("got\n%s\nwant at the end\n%s", text, want)
	}
}

func TestIDs(t *testing.T) {
	seen := map[string]string{}
	for _, name := range append(hostile, "a-b", "a_b", "a b", "a.b") {
		id := StateID(name)
		if seen[id] != "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			t.Errorf("%q has the id %s, as has %q", name, id, seen[id])
		}
		seen[id] = name
	}
	if id := StateID("Is it paid?"); id != "state-Is_20it_20paid_3f" {
		t.Errorf("id %s", id)
	}
}

func TestTooLarge(t *testing.T) {
	for name, c := range map[string]struct{ definition, want string }{
		"many states": {chain(10_000, false), "graph: a machine with 10000 states, of which at most 5000 are drawn: too large to be laid out"},
		"in a branch": {`{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [` + chain(4500, false) + `]}}}`,
			"graph: a flow with 4500 states and 4499 ways needs more than 4000 places: too large to be laid out"},
		"a fan":     {fan(1500), "graph: a flow needs 1500 places beside each other, which is more than 1000: too large to be laid out"},
		"long ways": {dense(70), "graph: a flow with 72 states and 623 ways needs more than 4000 places: too large to be laid out"},
	} {
		m, list := state.Parse("", []byte(c.definition))
		if list.Err() != nil {
			t.Fatal(name, list)
		}
		_, err := New(m)
		if !errors.Is(err, ErrTooLarge) || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
		var out bytes.Buffer
		if err := WriteMermaid(&out, m); err != nil || !strings.Contains(out.String(), "S0") {
			t.Errorf("%s: Mermaid has the error %v", name, err)
		}
	}
}

// fan is a definition of a Choice with n rules, each of which leads to another state.
func fan(n int) string {
	var rules, states []string
	for i := range n {
		rules = append(rules, fmt.Sprintf(`{"Variable": "$.a", "NumericEquals": %d, "Next": "S%[1]d"}`, i))
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Pass", "End": true}`, i))
	}
	return `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [` + strings.Join(rules, ",") + `]},` + strings.Join(states, ",") + `}}`
}

// dense is a definition of n Choice states, from each of which many ways lead far.
func dense(n int) string {
	var states []string
	for i := range n - 1 {
		var rules []string
		for j := range 8 {
			rules = append(rules, fmt.Sprintf(`{"Variable": "$.a", "NumericEquals": %d, "Next": "S%d"}`, j, (i*7+j*31+13)%n))
		}
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Choice", "Choices": [%s], "Default": "S%d"}`, i, strings.Join(rules, ","), i+1))
	}
	states = append(states, fmt.Sprintf(`"S%d": {"Type": "Succeed"}`, n-1))
	return `{"StartAt": "S0", "States": {` + strings.Join(states, ",") + `}}`
}

// What is large but can be laid out is right, too.
func TestLarge(t *testing.T) {
	nested := `{"StartAt": "S0", "States": {"S0": {"Type": "Pass", "End": true}}}`
	for i := 1; i <= 60; i++ {
		if i%2 == 0 {
			nested = fmt.Sprintf(`{"StartAt": "S%d", "States": {"S%[1]d": {"Type": "Map", "End": true, "ItemProcessor": %s}}}`, i, nested)
		} else {
			nested = fmt.Sprintf(`{"StartAt": "S%d", "States": {"S%[1]d": {"Type": "Parallel", "End": true, "Branches": [%s]}}}`, i, nested)
		}
	}
	for name, definition := range map[string]string{
		"a chain with catchers": chain(200, true),
		"a fan":                 fan(300),
		"many loops":            dense(25),
		"deep nesting":          nested,
	} {
		m, list := state.Parse("", []byte(definition))
		if list.Err() != nil {
			t.Fatal(name, list)
		}
		g, err := New(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if wrong := faults(g); wrong != nil {
			t.Errorf("%s: %d faults:\n%s", name, len(wrong), strings.Join(wrong[:min(len(wrong), 5)], "\n"))
		}
	}
}
