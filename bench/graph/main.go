// Command graph is the part of bench that draws pictures of published definitions: as SVG, laid
// out as the console of Step Functions does, and as Mermaid's text, which is laid out elsewhere.
// Beside it Graphviz draws the same states and transitions, without boxes around those of a Map
// and without cards for states: in the process, with go-graphviz, and as the command dot, which
// gets all of them at once.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-graphviz"

	"github.com/goasl/goasl/bench/part"
	picture "github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/state"
)

func main() { part.Main(part.Parts{"graph": measure}, nil) }

// The peers.
const (
	asSVG     = "goasl, SVG"
	asMermaid = "goasl, Mermaid"
	inProcess = "go-graphviz"
	command   = "dot"
)

// A drawing is a machine in the forms that peers take.
type drawing struct {
	machine *state.Machine
	dot     []byte
}

// Definition makes a drawing one of the machines that package graph draws.
func (d drawing) Definition() *state.Machine { return d.machine }

// A class has drawings of about the same size.
type class struct {
	name     string
	most     int // states
	drawings []drawing
}

func measure(s part.Settings) (*part.Report, error) {
	report := &part.Report{Versions: []string{part.Module("go-graphviz", "github.com/goccy/go-graphviz")}}
	texts, err := s.Published()
	if err != nil {
		report.LeftOut = []string{fmt.Sprintf("published definitions: %v", err)}
		return report, nil
	}
	t := part.Table{
		Title: "pictures of published definitions", Peers: []string{asSVG, asMermaid, inProcess},
		Measures: []part.Measure{{Name: "time", Unit: part.Nanoseconds}},
	}
	if version, err := exec.Command(command, "-V").CombinedOutput(); err == nil {
		t.Peers = append(t.Peers, command)
		report.Versions = append(report.Versions, strings.TrimSpace(string(version)))
	} else {
		report.LeftOut = append(report.LeftOut, "dot: the package graphviz is not installed")
	}
	for _, c := range classesOf(texts) {
		if s.Quick {
			c.drawings = c.drawings[:min(3, len(c.drawings))]
		}
		name := fmt.Sprintf("%d %s", len(c.drawings), c.name)
		if len(c.drawings) == 0 || !s.Selected.MatchString(name) {
			continue
		}
		figures, err := part.Turns(min(3, s.Rounds), t.Peers, c.draw)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, part.Row{Name: name, Of: "picture", Figures: figures})
	}
	report.Tables = []part.Table{t}
	return report, nil
}

// classesOf returns the definitions that are valid, by their sizes.
func classesOf(texts []string) []class {
	classes := []class{{name: "with up to 10 states", most: 10}, {name: "with 11 to 30", most: 30}, {name: "with more", most: 1 << 30}}
	for _, text := range texts {
		m, problems := state.Parse("", []byte(text))
		if problems.Err() != nil {
			continue
		}
		for i := range classes {
			if len(m.All()) <= classes[i].most {
				classes[i].drawings = append(classes[i].drawings, drawing{m, dotOf(m)})
				break
			}
		}
	}
	return classes
}

// dotOf returns the states and transitions of a machine in the language of Graphviz.
func dotOf(m *state.Machine) []byte {
	var b bytes.Buffer
	b.WriteString("digraph {\nnode [shape=box]\n")
	for _, s := range m.All() {
		fmt.Fprintf(&b, "%s\n", quoted(s.Name()))
		for _, t := range m.Transitions(s) {
			fmt.Fprintf(&b, "%s -> %s\n", quoted(s.Name()), quoted(t.To))
		}
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func quoted(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(name) + `"`
}

// draw has a peer draw all pictures of a class, and returns the time of one.
func (c class) draw(peer string) ([]float64, error) {
	began := time.Now()
	var err error
	switch peer {
	case asSVG:
		err = c.each(func(d drawing) error {
			g, err := picture.New(d)
			if err != nil {
				return err
			}
			return g.WriteSVG(io.Discard)
		})
	case asMermaid:
		err = c.each(func(d drawing) error { return picture.WriteMermaid(io.Discard, d) })
	case inProcess:
		err = c.each(drawing.graphviz)
	default:
		err = c.dot()
	}
	return []float64{float64(time.Since(began)) / float64(len(c.drawings))}, err
}

func (c class) each(draw func(d drawing) error) error {
	for _, d := range c.drawings {
		if err := draw(d); err != nil {
			return err
		}
	}
	return nil
}

// library starts Graphviz once.
var library = sync.OnceValues(func() (*graphviz.Graphviz, error) { return graphviz.New(context.Background()) })

// graphviz draws with the library.
func (d drawing) graphviz() error {
	v, err := library()
	if err != nil {
		return err
	}
	g, err := graphviz.ParseBytes(d.dot)
	if err != nil {
		return err
	}
	defer g.Close()
	return v.Render(context.Background(), g, graphviz.SVG, io.Discard)
}

// dot draws all with one run of the command.
func (c class) dot() error {
	var all bytes.Buffer
	for _, d := range c.drawings {
		all.Write(d.dot)
	}
	cmd := exec.Command(command, "-Tsvg")
	cmd.Stdin, cmd.Stdout = &all, io.Discard
	return cmd.Run()
}
