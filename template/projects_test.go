package template_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/template"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the projects of testdata have")

// TestProjects compares what the projects of testdata have with the files want.txt beside them.
func TestProjects(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "fuzz" {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			folder := filepath.Join("testdata", e.Name())
			p, err := template.Load(folder)
			if err != nil {
				t.Fatal(err)
			}
			got := describe(p)
			if *update {
				if err := os.WriteFile(filepath.Join(folder, "want.txt"), []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(filepath.Join(folder, "want.txt"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the project has (-want +got):\n%s", diff)
			}
		})
	}
}

// describe writes all that a project has.
func describe(p *template.Project) string {
	var b strings.Builder
	for _, m := range p.Machines {
		fmt.Fprintf(&b, "machine %s\n  name %s\n  arn %s\n  type %s\n  role %s\n", m.ID, m.Name, m.ARN(), m.Type, m.Role)
		writeIf(&b, "tags", m.Tags, len(m.Tags) > 0)
		writeIf(&b, "logging", m.Logging, m.Logging.Level != "")
		writeIf(&b, "tracing", m.Tracing, m.Tracing)
		writeIf(&b, "version", m.Version, m.Version)
		writeIf(&b, "aliases", m.Aliases, m.Aliases != nil)
		writeIf(&b, "file", m.Definition, m.Definition != "")
		if m.Machine != nil {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(strings.TrimSpace(m.Text()), "\n", "\n  "))
		}
	}
	for _, r := range p.Rules {
		fmt.Fprintf(&b, "rule %s: %+v\n", r.ID, r.Rule)
		for _, target := range r.Targets {
			fmt.Fprintf(&b, "  starts %s: %s\n", target.Machine.ID, asJSON(target.Target))
		}
	}
	for _, e := range p.Endpoints {
		fmt.Fprintf(&b, "endpoint %s %s %s: %s %s\n", e.API, e.Method, e.Path, e.Action, e.Machine.ID)
	}
	for _, f := range p.Functions {
		fmt.Fprintf(&b, "function %s: %s %q %s %v %d MB %v", f.ID, f.Name, f.Handler, f.Runtime, f.Timeout, f.Memory, f.Env)
		fmt.Fprintf(&b, " %s%s%q\n", filepath.ToSlash(f.Dir), f.Missing, f.Inline)
		for _, s := range f.StandIns {
			fmt.Fprintf(&b, "  stand-in %s\n", filepath.ToSlash(s.String()))
		}
	}
	for _, s := range p.StandIns {
		fmt.Fprintf(&b, "stand-in %s\n", filepath.ToSlash(s.String()))
	}
	return b.String()
}

func writeIf(b *strings.Builder, name string, value any, is bool) {
	if is {
		fmt.Fprintf(b, "  %s %+v\n", name, value)
	}
}

// The order of what a project has does not depend on chance.
func TestSameEachTime(t *testing.T) {
	var all []string
	for range 5 {
		p, err := template.Load("testdata/sam-events")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, describe(p))
	}
	if len(slices.Compact(all)) != 1 {
		t.Error("the project is another one each time")
	}
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
