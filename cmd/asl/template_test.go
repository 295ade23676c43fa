package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const templates = "../../template/testdata/"

// Each command takes a template where it takes a definition.
func TestTemplate(t *testing.T) {
	t.Parallel()
	refund := templates + "refund"
	for name, test := range map[string]struct {
		args     []string
		code     int
		out      string
		messages []string
	}{
		"validate":          {[]string{"validate", refund}, 0, "", []string{"✓ " + filepath.FromSlash(refund+"/statemachine/refund.asl.json") + " Refund", "▸ AWS::Region = us-east-1"}},
		"validate a file":   {[]string{"validate", refund + "/template.yaml"}, 0, "", []string{"RefundRole, Check, Pay"}},
		"validate cdk.out":  {[]string{"validate", templates + "cdk-app"}, 0, "", []string{"flow-prod/FromFile1", "flow-prod/Chain3"}},
		"validate strictly": {[]string{"validate", "--strict", templates + "stand-ins"}, 3, "Missing.Arn: the template has no parameter or resource Missing", nil},
		"lint":              {[]string{"lint", templates + "stand-ins"}, 1, "warning: INVALID_TEMPLATE: Missing.Arn", nil},
		"graph":             {[]string{"graph", refund, "--mermaid"}, 0, `"Small?"`, []string{"▸ AWS::Region"}},
		"graph of several":  {[]string{"graph", templates + "sam-file", "--mermaid"}, 2, "", []string{"several machines", "Payments, Reminders"}},
		"graph by an id":    {[]string{"graph", templates + "sam-events", "--mermaid", "-m", "Orders"}, 0, `"Charge"`, nil},
		"test":              {[]string{"test", refund}, 0, "1 of 1 case passed", []string{"import:bank-url = bank-url"}},
		"run":               {[]string{"run", refund, "--mock", refund + "/MockConfigFile.json#Paid"}, 0, `{"paid":30}`, []string{"import:bank-url = bank-url"}},
		"run quietly":       {[]string{"run", refund, "-q", "--mock", refund + "/MockConfigFile.json#Paid"}, 0, `{"paid":30}`, nil},
		"a parameter":       {[]string{"run", refund, "-p", "Limit=10", "--mock", refund + "/MockConfigFile.json#Paid"}, 1, "", []string{"TooMuch"}},
		"another name":      {[]string{"run", refund, "-p", "Limt=10"}, 2, "", []string{`there is no parameter or stand-in "Limt"; did you mean "Limit"?`}},
		"no value":          {[]string{"run", refund, "-p", "Limit"}, 2, "", []string{"--parameter Limit: want NAME=VALUE"}},
		"no template":       {[]string{"run", "../../examples/songs", "-p", "A=b"}, 2, "", []string{"--parameter is for templates"}},
		"state":             {[]string{"state", refund, "Small?", "-p", "Limit=1", "--input", `{"amount": 2}`}, 0, "Ask", nil},
		"what cannot run":   {[]string{"run", templates + "cfn-join"}, 4, "", []string{"functions that cannot run here, unless --function NAME=… gives others: Greet (" + filepath.FromSlash(templates+"cfn-join/stack.json") + ":19:14: its code is in S3)"}},
		"no machine":        {[]string{"validate", fileOf(t, "template.yaml", "Resources: {A: {Type: AWS::SNS::Topic}}")}, 2, "", []string{"has no state machine"}},
		"an error":          {[]string{"validate", fileOf(t, "template.yaml", "Resources:\n  A: {Type: AWS::Serverless::StateMachine}")}, 3, "template.yaml:2:6: INVALID_TEMPLATE: Resource with id [A] is invalid. Either", nil},
		"an error, in JSON": {[]string{"validate", "--json", fileOf(t, "template.yaml", "Resources:\n  A: {Type: AWS::Serverless::StateMachine}")}, 3, `"code":"INVALID_TEMPLATE"`, nil},
		"an error in a run": {[]string{"run", fileOf(t, "template.yaml", "Resources:\n  A: {Type: AWS::Serverless::StateMachine}")}, 3, "", []string{"template.yaml:2:6: INVALID_TEMPLATE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := runAsl(t, test.args...)
			a.wants(t, test.code, test.out, test.messages...)
			if name == "run quietly" && a.err != "" {
				t.Errorf("messages %s", a.err)
			}
		})
	}
}

// Functions of a template run, also those whose code is in it.
func TestTemplateFunctions(t *testing.T) {
	t.Parallel()
	path := pathWithPython(t)
	command{args: []string{"run", templates + "refund"}, path: path}.run(t).wants(t, 0, `{"paid":30}`)
	inline := fileOf(t, "template.yaml", `
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: r
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt Double.Arn, End: true}}}
  Double:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Environment: {Variables: {BY: '2'}}
      Code: {ZipFile: "import os\ndef handler(event, context): return event * int(os.environ['BY'])"}
`)
	for range 2 {
		command{args: []string{"run", inline, "-i", "21"}, path: path}.run(t).wants(t, 0, "42")
	}
	same := fileOf(t, "template.yaml", `
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: r
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt One.Arn, End: true}}}
  One: {Type: AWS::Lambda::Function, Properties: &code {FunctionName: f, Handler: index.h, Runtime: python3.12, Code: {ZipFile: "def h(event, context): return 1"}}}
  Two: {Type: AWS::Lambda::Function, Properties: *code}
`)
	command{args: []string{"run", same}, path: path}.run(t).wants(t, 0, "1", "template.yaml:9:8: another function has its name)")
}

const inlineIn = `
Resources:
  M%s: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: r, Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt F.Arn, End: true}}}}}
  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: f, Handler: index.h, Runtime: %s, Code: {ZipFile: "def h(event, context): return 1"}}}
`

// A function whose code is in a template in a language that does not run here is told wherever
// functions are called, unless another one is given.
func TestInlineLanguage(t *testing.T) {
	t.Parallel()
	file := fileOf(t, "template.yaml", fmt.Sprintf(inlineIn, "", "ruby3.3"))
	told := "functions that cannot run here, unless --function NAME=… gives others: f (" + file + `:4:6: its code is in the template, and the runtime "ruby3.3" is neither of Python nor of Node)`
	mocks := fileOf(t, "mocks.json", `{"StateMachines": {"M": {"TestCases": {"C": {"A": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": 1}}}}`)
	runAsl(t, "run", file).wants(t, exitNoTask, "", told)
	runAsl(t, "state", file, "A").wants(t, exitNoTask, "", told)
	runAsl(t, "test", file, "--mock", mocks).wants(t, 0, "1 of 1 case passed", told)
	serve(t, nil, file).tells(told)
	if a := runAsl(t, "run", file, "--function", "f=http://127.0.0.1:1"); a.code != exitFailed || strings.Contains(a.err, "cannot run here") {
		t.Errorf("with a function of the command line: %d\n%s", a.code, a.err)
	}
}

// A server takes no two functions of one name, wherever their code is.
func TestInlineTwice(t *testing.T) {
	t.Parallel()
	one, two := fileOf(t, "template.yaml", fmt.Sprintf(inlineIn, "1", "python3.12")), fileOf(t, "template.yaml", fmt.Sprintf(inlineIn, "2", "python3.12"))
	folder := folderOf(t, map[string]string{"a.json": calling, "asl.yaml": "machines: {a: {definition: a.json}}\nfunctions: {f: {url: http://127.0.0.1:1}}"})
	runAsl(t, "serve", one, two).wants(t, exitUsage, "", two+`: there is another function "f": give one of them another name, in its template`)
	runAsl(t, "serve", one, folder).wants(t, exitUsage, "", folder+`: there is another function "f": give one of them another name, in the file asl.yaml of its folder`)
}

// A server has the machines and the rules of a template, and knows its account.
func TestServeTemplate(t *testing.T) {
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, templates+"sam-events")
	machines := s.do("ListStateMachines", "{}")["stateMachines"].([]any)
	if len(machines) != 1 || machines[0].(map[string]any)["name"] != "orders-dev" {
		t.Fatalf("machines %v", machines)
	}
	s.tells("AWS::AccountId = 123456789012")
	names := func(in string) string {
		text, _ := json.Marshal(s.events("ListRules", in)["Rules"])
		return string(text)
	}
	if got := names("{}"); !strings.Contains(got, "OrdersNightly") || !strings.Contains(got, "DISABLED") {
		t.Errorf("rules %s", got)
	}
	if got := names(`{"EventBusName": "shop"}`); !strings.Contains(got, "OrdersPaid") {
		t.Errorf("rules of the bus %s", got)
	}
	s.events("PutEvents", `{"Entries": [{"EventBusName": "shop", "Source": "shop", "DetailType": "Paid", "Detail": "{\"total\": 200}"}]}`)
	s.tells("Charge")
}

// publishedTemplates are those that are expected beside the clone.
const publishedTemplates = "../../../shared/templates"

// TestPublishedTemplates: each published template that package template reads is valid, and its
// machines are drawn.
func TestPublishedTemplates(t *testing.T) {
	f, err := os.Open(filepath.Join(publishedTemplates, "index.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("there are no published templates in ../shared")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	began, read, refused := time.Now(), 0, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if !slices.Contains([]string{"sam", "cfn", "cdk"}, c[2]) {
			continue
		}
		file := filepath.Join(publishedTemplates, c[0], c[1])
		var out, told bytes.Buffer
		if code := execute(context.Background(), []string{"validate", file}, streams{strings.NewReader(""), &out, &told}); code != 0 {
			if refused++; out.Len() == 0 && told.Len() == 0 {
				t.Errorf("%s: exit code %d, and no reason", c[0], code)
			}
			continue
		}
		read++
		drawAll(t, file)
	}
	t.Logf("%d were read and drawn, %d refused, in %v", read, refused, time.Since(began))
	if read < 271 || refused > 26 {
		t.Errorf("%d were read, %d refused", read, refused)
	}
}

// drawAll draws the machines of a template.
func drawAll(t *testing.T, file string) {
	p, err := openProject(file, nil, templateFlags{})
	if err != nil {
		t.Error(err)
		return
	}
	for _, m := range p.machines {
		var told bytes.Buffer
		code := execute(context.Background(), []string{"graph", file, "--machine", m.name}, streams{strings.NewReader(""), io.Discard, &told})
		if code != 0 {
			t.Errorf("graph of %s in %s: %s", m.name, file, told.String())
		}
	}
}
