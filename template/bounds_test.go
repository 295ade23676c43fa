package template_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/template"
)

// TestBounds: a template that is made to take all memory or time is refused, or takes little. Without
// its bound, each one takes longer than a test may.
func TestBounds(t *testing.T) {
	var bomb, subs, conditions strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 12 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	for i := range 30 {
		fmt.Fprintf(&subs, "      - &s%d !Sub ['%s', {X: %s}]\n", i, strings.Repeat("${X}", 10), []string{"x", fmt.Sprintf("*s%d", i-1)}[min(i, 1)])
	}
	for i := range 600 {
		fmt.Fprintf(&conditions, "  C%d: !Not [!Condition C%d]\n", i, i+1)
	}
	many := ""
	for i := range 10 {
		many += fmt.Sprintf("x%d: 1, ", i)
	}
	for name, test := range map[string]struct{ text, want string }{
		"aliases in a definition":   {bomb.String() + "Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: *a12}}}", "TEMPLATE_TOO_LARGE"},
		"aliases in one of SAM":     {bomb.String() + "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {a: *a12}}}}", "TEMPLATE_TOO_LARGE"},
		"an alias of itself":        {"a: &a {b: *a}\nResources: {}", "contains itself"},
		"texts that grow":           {"Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Metadata:\n" + subs.String() + "    Properties:\n     RoleArn: r\n     DefinitionString: *s29\n", "TEMPLATE_TOO_LARGE"},
		"conditions":                {"Conditions:\n" + conditions.String() + "  C600: !Equals [a, a]\nResources: {M: {Type: AWS::StepFunctions::StateMachine, Condition: C0, Properties: {}}}", "TEMPLATE_TOO_LARGE"},
		"levels":                    {"Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: " + strings.Repeat("!Sub [", 600) + "x" + strings.Repeat("]", 600) + "}}}", "TEMPLATE_TOO_LARGE"},
		"a long file":               {"Resources: {}\n#" + strings.Repeat("x", 5<<20), "it has more than 4194304 bytes"},
		"loops":                     {"Transform: AWS::LanguageExtensions\nResources:\n" + loops(9), "TEMPLATE_TOO_LARGE"},
		"a long value in a loop":    {"Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n  - a\n  - [" + strings.Repeat("v", 1_000_000) + "]\n  - X&{a}: {Type: A, P: '" + strings.Repeat("${a}", 500_000) + "'}\n", "TEMPLATE_TOO_LARGE"},
		"substitutions that double": {machine("'${a0}'", "      DefinitionSubstitutions:\n"+doubling(40)), "TEMPLATE_TOO_LARGE"},
		"many resources":            {manyResources(), ""},
		"machines in long requests": {longRequests(1_000), ""},
		"machines in a long file":   {longRequests(8_000), "TEMPLATE_TOO_LARGE"},
		"a long line":               {"Resources: {M: {Type: [" + strings.Repeat("x,"+strings.Repeat(" ", 38), 100_000) + "!no-tag x]}}", "1:4000024: INVALID_TEMPLATE: the tag"}, // columns are not counted from its start
		"merge keys":                {"a: &a {" + many + "}\nb: {<<: [" + strings.Repeat("*a, ", 300_000) + "*a]}\nResources: {}", "TEMPLATE_TOO_LARGE"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(write(t, map[string]string{"template.yaml": test.text}), "template.yaml")
			_, err := template.Load(file)
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %.300v\nwant %s", err, test.want)
			}
		})
	}
}

// loops are loops in one another.
func loops(depth int) string {
	var b strings.Builder
	for i := range depth {
		indent := strings.Repeat("  ", 2*i+1)
		fmt.Fprintf(&b, "%sFn::ForEach::L%d:\n%s  - a%d\n%s  - [%s]\n%s  -\n", indent, i, indent, i, indent, strings.TrimSuffix(strings.Repeat("x, ", 30), ", "), indent)
	}
	return b.String() + strings.Repeat("  ", 2*depth+1) + "X${a0}: {Type: A}\n"
}

// manyResources are many machines, rules and functions, with references to all of them and to nothing. It does
// not matter whether they are refused.
func manyResources() string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for i := range 5_000 {
		fmt.Fprintf(&b, "  M%d: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: !Ref X%d, DefinitionString: '{}'}}\n", i, i)
		fmt.Fprintf(&b, "  V%d: {Type: AWS::StepFunctions::StateMachineVersion, Properties: {StateMachineArn: !Ref M%d}}\n", i, i)
		fmt.Fprintf(&b, "  R%d: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref M%d}]}}\n", i, i)
		fmt.Fprintf(&b, "  L%d: {Type: AWS::Lambda::LayerVersion}\n", i)
		fmt.Fprintf(&b, "  F%d: {Type: AWS::Lambda::Function, Properties: {Code: ., Layers: [!Ref L%d]}}\n", i, i)
	}
	return b.String()
}

// longRequests are requests that start one of many machines, and have a long text before its ARN.
func longRequests(machines int) string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for i := range machines {
		fmt.Fprintf(&b, "  M%d: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: r, DefinitionString: '{}'}}\n", i)
	}
	fmt.Fprintf(&b, "  A: {Type: AWS::ApiGateway::Method, Properties: {HttpMethod: GET, Integration: &long {Uri: 'a:states:action/StartExecution', X: '%s'}}}\n", strings.Repeat("arn:aws:", 50_000))
	for i := range 15 {
		fmt.Fprintf(&b, "  A%d: {Type: AWS::ApiGateway::Method, Properties: {HttpMethod: GET, Integration: *long}}\n", i)
	}
	return b.String()
}

// doubling are substitutions of which each has the next one twice.
func doubling(count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, "        a%d: '${a%d}${a%d}'\n", i, i+1, i+1)
	}
	return b.String()
}

// TestOutside: files outside of the project's folder are not read, whatever names them.
func TestOutside(t *testing.T) {
	secret := `{"StartAt": "Secret", "States": {"Secret": {"Type": "Succeed"}}}`
	sam := "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: %s}}}"
	for name, test := range map[string]struct{ text, want string }{
		"above":           {fmt.Sprintf(sam, "../secret.json"), "outside of the project's folder"},
		"far above":       {fmt.Sprintf(sam, "../../../../../../etc/passwd"), "outside of the project's folder"},
		"absolute":        {fmt.Sprintf(sam, "/etc/passwd"), "the path is absolute"},
		"a link":          {fmt.Sprintf(sam, "link.json"), "there is no file"},
		"a folder":        {fmt.Sprintf(sam, "."), "there is no file"},
		"an include":      {"Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: !Transform {Name: AWS::Include, Parameters: {Location: ../secret.json}}}}}", "outside of the project's folder"},
		"a nested stack":  {"Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../secret.json}}}", "outside of the project's folder"},
		"of a function":   {"Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../../.., Handler: a.b, Runtime: python3.12}}}", "outside of the project's folder"},
		"an own include":  {"Resources: {M: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: !Transform {Name: AWS::Include, Parameters: {Location: self.yaml}}}}}", "includes itself"},
		"an own template": {"Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}}", "is in itself"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := write(t, map[string]string{
				"template.yaml": test.text, "../secret.json": secret,
				"self.yaml": "StartAt: !Transform {Name: AWS::Include, Parameters: {Location: self.yaml}}",
			})
			if err := os.Symlink("../secret.json", filepath.Join(folder, "link.json")); err != nil && name == "a link" {
				t.Skip("links cannot be made here: ", err)
			}
			p, err := template.Load(filepath.Join(folder, "template.yaml"))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, error %v\nwant %s", p, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "Secret") {
				t.Errorf("the error tells of the file: %v", err)
			}
		})
	}
}

// Beside the folder of a template there are often those with definitions, and with the code. In a
// working tree of git, all of it is the project.
func TestBeside(t *testing.T) {
	folder := write(t, map[string]string{
		"deploy/template.yaml":               "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: ../machines/a.asl.json}}, F: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../code, Handler: a.b, Runtime: python3.12}}}",
		"deploy/other.yaml":                  "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: ../machines/a.json}}}",
		"machines/a.asl.json":                `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
		"machines/a.json":                    `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
		"code/a.py":                          "",
		"built/.aws-sam/build/template.yaml": "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: '..\\..\\machine.json'}}}",
		"built/machine.json":                 `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
	})
	p, err := template.Load(filepath.Join(folder, "deploy", "template.yaml"))
	if err != nil || p.Functions[0].Dir != filepath.Join(folder, "code") {
		t.Fatalf("%v, error %v", p, err)
	}
	other := filepath.Join(folder, "deploy", "other.yaml")
	if _, err := template.Load(other); err == nil || !strings.Contains(err.Error(), "working tree of git") {
		t.Errorf("error %v", err)
	}
	if err := os.Mkdir(filepath.Join(folder, ".git"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := template.Load(other); err != nil {
		t.Error(err)
	}
	if _, err := template.Load(filepath.Join(folder, "built/.aws-sam/build/template.yaml")); err != nil {
		t.Error(err)
	}
}

// FuzzLoad: no text makes it panic, or take long.
func FuzzLoad(f *testing.F) {
	all, err := filepath.Glob("testdata/*/*.y*ml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range all {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(folder, fmt.Sprintf("template-%d.yaml", os.Getpid()))
		if runtime.GOOS == "js" {
			t.Skip("no files")
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := template.Load(file); err == nil && p == nil {
			t.Error("neither a project nor an error")
		}
	})
}
