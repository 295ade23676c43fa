package graph

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// WriteMermaid writes the machine as a flowchart in the language of Mermaid, which
// GitHub and others draw in Markdown. It does not lay it out, and so takes machines of
// any size; those who draw it have limits of their own, such as 500 transitions. The
// error is that of the writer.
func WriteMermaid(w io.Writer, m Machine, opts ...Option) error {
	p := &picture{}
	for _, o := range opts {
		o(p)
	}
	c := &chart{machine: m.Definition(), number: map[string]int{}, links: map[status][]string{}}
	if p.marks != nil {
		c.marked = *p.marks.of(c.machine)
	}
	if p.title != "" {
		fmt.Fprintf(c, "---\ntitle: %s\n---\n", jsonvalue.AppendString(nil, visible(p.title)))
	}
	c.document()
	_, err := w.Write(c.Bytes())
	return err
}

// chart is a flowchart that is being written. States are s0, s1 and so on.
type chart struct {
	bytes.Buffer
	machine *state.Machine
	number  map[string]int // of each state, by name
	link    int            // the number of the next link
	links   map[status][]string
	marked
}

func (c *chart) document() {
	for i, s := range c.machine.All() {
		c.number[s.Name()] = i
	}
	c.WriteString("flowchart TD\n")
	c.flow(&c.machine.Flow, "    ")
	for _, s := range c.machine.States {
		if c.machine.Ends(s) {
			c.arrow("    ", c.id(s.Name()), "", "finish", c.ways[endID(s)])
		}
	}
	c.WriteString("    start([Start])\n    finish([End])\n")
	c.arrow("    ", "start", "", c.id(c.machine.StartAt), c.ways[startID])
	c.styles()
}

// flow writes the states of a flow, and the transitions between them.
func (c *chart) flow(f *state.Flow, indent string) {
	for _, s := range f.States {
		switch s := s.(type) {
		case *state.Parallel:
			c.group(s, s.Branches, indent)
		case *state.Map:
			c.group(s, []*state.Flow{s.Processor}, indent)
		default:
			shape := shapes[s.Type()]
			fmt.Fprintf(c, "%s%s%s%s%s\n", indent, c.id(s.Name()), shape[0], quoted(s.Name()), shape[1])
		}
	}
	for _, s := range f.States {
		for _, t := range c.machine.Transitions(s) {
			c.arrow(indent, c.id(s.Name()), strings.Join(labelFont.wrap(shortLabel(t), 3*labelWidth, 1), ""), c.id(t.To), c.ways[TransitionID(t)])
		}
	}
}

// shapes are what stands before and after the name of a state, by its type.
var shapes = map[string][2]string{
	"Task": {"[", "]"}, "Pass": {"[", "]"}, "Choice": {"{{", "}}"}, "Wait": {"(", ")"}, "Succeed": {"([", "])"}, "Fail": {"([", "])"},
}

func (c *chart) group(s state.State, flows []*state.Flow, indent string) {
	fmt.Fprintf(c, "%ssubgraph %s[%s]\n", indent, c.id(s.Name()), quoted(s.Name()))
	for _, f := range flows {
		c.flow(f, indent+"    ")
	}
	fmt.Fprintf(c, "%send\n", indent)
}

// id returns the name of a state in the chart. A state that the definition does not have
// is written where it is first named.
func (c *chart) id(name string) string {
	n, ok := c.number[name]
	if ok {
		return fmt.Sprintf("s%d", n)
	}
	c.number[name] = len(c.number)
	return fmt.Sprintf("s%d[%s]", c.number[name], quoted(name))
}

// arrow writes a way.
func (c *chart) arrow(indent, from, label, to string, m *mark) {
	if label != "" {
		label = "|" + quoted(label) + "|"
	}
	fmt.Fprintf(c, "%s%s -->%s %s\n", indent, from, label, to)
	if m != nil {
		c.links[m.status] = append(c.links[m.status], fmt.Sprint(c.link))
	}
	c.link++
}

// looks are the styles of states and links by their status.
var looks = []struct {
	status      status
	state, link string
}{
	{succeeded, "stroke:#15803d,stroke-width:2px", ""},
	{covered, "stroke:#15803d,stroke-width:2px", "stroke:#15803d,stroke-width:2px"},
	{failed, "stroke:#dc2626,stroke-width:3px", ""},
	{timedOut, "stroke:#dc2626,stroke-width:3px,stroke-dasharray:2 3", ""},
	{uncovered, "stroke:#dc2626,stroke-width:2px,stroke-dasharray:6 4", "stroke:#dc2626,stroke-dasharray:2 5"},
	{caught, "stroke:#b45309,stroke-width:3px", ""},
	{running, "stroke:#2563eb,stroke-width:3px", ""},
	{aborted, "stroke:#64748b,stroke-width:3px", ""},
	{idle, "opacity:0.5", "opacity:0.5"},
	{taken, "", "stroke-width:4px"},
	{maybe, "", "stroke-width:3px,stroke-dasharray:7 6"},
}

// styles writes how states and links with a status look.
func (c *chart) styles() {
	byStatus := map[status][]string{}
	for _, s := range c.machine.All() {
		if m := c.states[s.Name()]; m != nil {
			byStatus[m.status] = append(byStatus[m.status], c.id(s.Name()))
		}
	}
	for _, l := range looks {
		if of := byStatus[l.status]; len(of) > 0 {
			fmt.Fprintf(c, "    classDef %s %s\n    class %s %[1]s\n", l.status, l.state, strings.Join(of, ","))
		}
		if of := c.links[l.status]; len(of) > 0 {
			fmt.Fprintf(c, "    linkStyle %s %s\n", strings.Join(of, ","), l.link)
		}
	}
}

// quoted returns a text between quotes, in which all is written as a number that could
// be read as something else: marks of Mermaid, of HTML and of Markdown.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range visible(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || strings.ContainsRune(" ,?", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
