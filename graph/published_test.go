package graph

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// published returns the published definitions that state.Parse takes, by their files.
func published(t *testing.T) map[string]*state.Machine {
	t.Helper()
	files, err := filepath.Glob("../../shared/definitions/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("no definitions beside the repository")
	}
	machines := map[string]*state.Machine{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if m, list := state.Parse(file, text); list.Err() == nil {
			machines[file] = m
		}
	}
	return machines
}

// svg is the picture of a machine.
func svg(t *testing.T, m Machine, opts ...Option) []byte {
	t.Helper()
	g, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := g.WriteSVG(&out, opts...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// elements reads a picture, and fails if it is no XML or has an id twice. It returns the
// ids, and all text.
func elements(t *testing.T, svg []byte) (ids map[string]bool, texts []string) {
	t.Helper()
	ids = map[string]bool{}
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ids, texts
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !slices.Contains([]string{"svg", "g", "rect", "path", "text", "title", "style"}, token.Name.Local) {
				t.Errorf("there is an element %s", token.Name.Local)
			}
			for _, a := range token.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("the id %s is there twice", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
		case xml.CharData:
			texts = append(texts, string(token))
		}
	}
}

// TestPublishedDefinitions: what people write can be drawn, each state and transition
// once, the same each time, and nothing is upon something else.
func TestPublishedDefinitions(t *testing.T) {
	var times []time.Duration
	for file, m := range published(t) {
		begun := time.Now()
		g, err := New(m)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var first bytes.Buffer
		if err := g.WriteSVG(&first); err != nil {
			t.Fatal(err)
		}
		times = append(times, time.Since(begun))
		if !bytes.Equal(first.Bytes(), svg(t, m)) {
			t.Errorf("%s: the second picture is another one", file)
		}
		if wrong := faults(g); wrong != nil {
			t.Errorf("%s:\n%s", file, strings.Join(wrong[:min(len(wrong), 5)], "\n"))
		}
		ids, _ := elements(t, first.Bytes())
		for _, s := range m.All() {
			want := []string{StateID(s.Name())}
			for _, w := range m.Transitions(s) {
				want = append(want, TransitionID(w))
			}
			for _, id := range want {
				if !ids[id] {
					t.Errorf("%s: there is no %s", file, id)
				}
			}
		}
	}
	slices.Sort(times)
	n := len(times)
	t.Logf("%d definitions: half of them took at most %v, 95 of 100 %v, the longest %v", n, times[n/2], times[n*95/100], times[n-1])
}

// Layouts wait for each other; pictures are as they are without others.
func TestConcurrent(t *testing.T) {
	m, list := state.Parse("", []byte(chain(20, true)))
	if list.Err() != nil {
		t.Fatal(list)
	}
	want := svg(t, m)
	g, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 3 {
				var again, anew bytes.Buffer
				other, err := New(m)
				if err == nil {
					err = errors.Join(other.WriteSVG(&anew), g.WriteSVG(&again))
				}
				if err != nil || !bytes.Equal(again.Bytes(), want) || !bytes.Equal(anew.Bytes(), want) {
					t.Errorf("another picture, or the error %v", err)
				}
			}
		})
	}
	all.Wait()
}

// chain is a definition of n states, each of which can also lead to the last.
func chain(n int, catch bool) string {
	var states []string
	for i := range n - 1 {
		catcher := ""
		if catch {
			catcher = fmt.Sprintf(`"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S%d"}],`, n-1)
		}
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", %s "Next": "S%d"}`, i, catcher, i+1))
	}
	states = append(states, fmt.Sprintf(`"S%d": {"Type": "Succeed"}`, n-1))
	return `{"StartAt": "S0", "States": {` + strings.Join(states, ",") + `}}`
}
