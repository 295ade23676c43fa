package template_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/template"

	"github.com/google/go-cmp/cmp"
)

var document = flag.String("document", "", "write the table of published templates into this `FILE`")

// published are the published templates, which are expected beside the clone.
const published = "../../shared/templates"

// publishedTemplate is a line of their index.
type publishedTemplate struct{ folder, main, kind string }

func publishedTemplates(t *testing.T) (all []publishedTemplate) {
	f, err := os.Open(filepath.Join(published, "index.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("there are no published templates in ../shared")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if slices.Contains([]string{"sam", "cfn", "cdk"}, c[2]) {
			all = append(all, publishedTemplate{c[0], c[1], c[2]})
		}
	}
	return all
}

// refusals are what AWS refuses of published templates, by their numbers: why, and what is said.
var refusals = map[string]struct{ why, says string }{
	"005": {"is not YAML", "INVALID_TEMPLATE: this is not YAML"},
	"015": {"a definition has no States", "These fields are required: [States]"},
	"061": {"a definition has no States", "These fields are required: [States]"},
	"252": {"the file of a definition is not published", "there is no file"},
	"285": {"is not YAML", "INVALID_TEMPLATE: this is not YAML"},
	"306": {"is not YAML", "INVALID_TEMPLATE: this is not YAML"},
	"325": {"QueryLanguage stands among the states", "Expected value of type Object at /States/QueryLanguage"},
	"366": {"placeholders of a definition have no value, outside of texts", "the placeholder ${lNumberOfWorkers} has no value"},
	"392": {"States is a list, which a macro of the account would change", "Expected value of type Object at /States"},
	"475": {"another tool puts the definition in", "INVALID_JSON_DESCRIPTION"},
	"548": {"a definition is not JSON", "INVALID_JSON_DESCRIPTION"},
	"563": {"Fn::Sub has ${file(…)}", "the name ${file(./step_function.json)} in Fn::Sub"},
	"656": {"the file of a definition is not published", "there is no file"},
	"658": {"is not YAML", "INVALID_TEMPLATE: this is not YAML"},
}

// TestPublished reads all published templates. Those that AWS refuses are in a list, and no others.
func TestPublished(t *testing.T) {
	counts := map[string]*publishedCount{}
	for _, p := range publishedTemplates(t) {
		if counts[p.kind] == nil {
			counts[p.kind] = &publishedCount{}
		}
		count := counts[p.kind]
		count.templates++
		refusal := refusals[p.folder[:3]]
		project, err := template.Load(filepath.Join(published, p.folder, p.main))
		if expected := expectedError(t, p); expected != "" {
			refusal.says, count.expected = expected, count.expected+1
		}
		switch {
		case refusal.says == "" && err == nil:
			count.add(project)
		case refusal.says == "":
			t.Errorf("%s: %v", p.folder, err)
		case err == nil || !strings.Contains(err.Error(), refusal.says):
			t.Errorf("%s: error %v\nwant %s", p.folder, err, refusal.says)
		case refusal.why != "":
			count.refused++
		}
	}
	writeTable(t, counts)
}

// publishedCount counts templates, and what they have.
type publishedCount struct {
	templates, read, refused, expected                        int
	machines, functions, rules, endpoints, standIns, leftOpen int
}

func (c *publishedCount) add(p *template.Project) {
	c.read++
	c.machines += len(p.Machines)
	c.functions += len(p.Functions)
	c.rules += len(p.Rules)
	c.endpoints += len(p.Endpoints)
	for _, s := range p.StandIns {
		if c.standIns++; strings.Contains(s.Name, ".${") {
			c.leftOpen++
		}
	}
}

// writeTable compares the table in the document with the counts, or writes it.
func writeTable(t *testing.T, counts map[string]*publishedCount) {
	var b strings.Builder
	b.WriteString("| | read | AWS refuses them | machines | functions | rules | endpoints |\n|---|---|---|---|---|---|---|\n")
	for _, kind := range []struct{ name, title string }{{"sam", "SAM"}, {"cfn", "CloudFormation"}, {"cdk", "CDK"}} {
		c := counts[kind.name]
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d |\n", kind.title, c.read, c.refused+c.expected, c.machines, c.functions, c.rules, c.endpoints)
	}
	name := "../docs/templates.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)\| \| read \|.*?\n\n`)
	if !table.Match(text) {
		t.Fatalf("%s has no table", name)
	}
	written := table.ReplaceAllLiteralString(string(text), b.String()+"\n")
	if *document != "" {
		if err := os.WriteFile(*document, []byte(written), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), written); diff != "" {
		t.Errorf("%s has another table; -document writes it (-document +test):\n%s", name, diff)
	}
}

// expectation is what SAM's own translator makes of a template.
func expectation(t *testing.T, p publishedTemplate) (file string, refusal string) {
	file = filepath.Join(published, p.folder, "expected.json")
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return "", ""
	}
	var e struct{ ErrorMessage string }
	if err := errors.Join(err, json.Unmarshal(text, &e)); err != nil {
		t.Fatal(err)
	}
	return file, e.ErrorMessage
}

// expectedError is a part of the error that SAM expects, "" if it expects none.
func expectedError(t *testing.T, p publishedTemplate) string {
	_, text := expectation(t, p)
	_, text, _ = strings.Cut(text, "errors found: ")
	_, text, _ = strings.Cut(text, ". ")
	first, _, _ := strings.Cut(text, " Event with id")
	return first
}

// TestExpected compares templates with what SAM's translator makes of them: each part of the project
// is the same, and each error that it finds is found.
func TestExpected(t *testing.T) {
	compared := 0
	for _, p := range publishedTemplates(t) {
		file, refusal := expectation(t, p)
		if file == "" {
			continue
		}
		t.Run(p.folder, func(t *testing.T) {
			got, err := template.Read(filepath.Join(published, p.folder, p.main))
			if refusal != "" {
				compareErrors(t, refusal, err)
				return
			}
			want, wrong := template.Read(file)
			if (err == nil) != (wrong == nil) {
				t.Fatalf("error %v, of what SAM makes of it %v", err, wrong)
			}
			if err != nil {
				return
			}
			if diff := cmp.Diff(partsOf(want), partsOf(got)); diff != "" {
				t.Errorf("the project has (-SAM +got):\n%s", diff)
			}
		})
		compared++
	}
	if compared < 40 {
		t.Errorf("only %d templates have an expected result", compared)
	}
}

// compareErrors looks for each error of SAM's.
func compareErrors(t *testing.T, want string, err error) {
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatalf("error %v, want %s", err, want)
	}
	for _, d := range list {
		before, message, ok := strings.Cut(want, d.Message)
		if !ok {
			t.Errorf("SAM does not say: %s", d.Message)
		}
		want = before + message
	}
	if strings.Contains(want, "is invalid") {
		t.Errorf("SAM says, too: %s", want)
	}
}

// partsOf describes each part of a project, in an order that does not depend on the template's.
func partsOf(p *template.Project) (all []string) {
	for _, m := range p.Machines {
		text := ""
		if parsed, err := m.Parse(); err == nil {
			text = parsed.Text()
		} else {
			text = err.Error()[strings.LastIndex(err.Error(), ".json")+1:]
			text = text[strings.LastIndexByte(text, ':')+1:]
		}
		all = append(all, fmt.Sprintf("machine %s %s %s %s %s %v %v %v %v %v %s\n%s", m.ID, m.Name, m.Type, m.Role, m.ARN(), m.Tags, m.Logging, m.Tracing, m.Version, m.Aliases, m.Definition, text))
	}
	for _, r := range p.Rules {
		var targets []string
		for _, target := range r.Targets {
			targets = append(targets, asJSON(target.Target))
		}
		pattern := ""
		if r.EventPattern != "" {
			var v any
			if err := json.Unmarshal([]byte(r.EventPattern), &v); err != nil {
				pattern = err.Error()
			}
			pattern = asJSON(v)
		}
		plain := r.Rule
		plain.EventPattern = ""
		all = append(all, fmt.Sprintf("rule %s %+v %s %v", r.ID, plain, pattern, targets))
	}
	for _, e := range p.Endpoints {
		all = append(all, fmt.Sprintf("endpoint %s %s %s %s %s", e.API, e.Method, e.Path, e.Action, e.Machine.ID))
	}
	slices.Sort(all)
	return all
}
