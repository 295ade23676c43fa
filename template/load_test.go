package template_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/template"
)

func load(t *testing.T, folder string, opts ...template.Option) *template.Project {
	t.Helper()
	p, err := template.Load(folder, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An execution of a machine knows the name, the role and the region of the stack.
func TestIdentity(t *testing.T) {
	folder := write(t, map[string]string{"template.yaml": `
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: shop
      Definition: {StartAt: P, States: {P: {Type: Pass, Parameters: {machine.$: $$.StateMachine.Id, role.$: $$.Execution.RoleArn}, End: true}}}
`})
	p := load(t, folder, template.WithIdentity(asl.Identity{Region: "eu-west-1", Account: "123456789012"}))
	result, err := p.Machines[0].Execute(context.Background(), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"role":"arn:aws:iam::123456789012:role/MRole","machine":"arn:aws:states:eu-west-1:123456789012:stateMachine:shop"}`
	if got := string(result.Output); got != want {
		t.Errorf("output %s, want %s", got, want)
	}
	if arn := p.Machines[0].ARN(); !strings.Contains(want, arn) {
		t.Errorf("the machine has the ARN %s", arn)
	}
}

// Parameters decide what a condition is, and are checked.
func TestParameters(t *testing.T) {
	folder := write(t, map[string]string{"template.yaml": `
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Count: {Type: Number, Default: 1}
  Names: {Type: CommaDelimitedList, Default: a, AllowedValues: [a, x, y]}
  Key: {Type: String, NoEcho: true, AllowedValues: [shown]}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Condition: IsProd
    Properties:
      RoleArn: r
      DefinitionString: !Sub
        - '{"StartAt":"P","States":{"P":{"Type":"Wait","Seconds":${Count},"Comment":"${N}","End":true}}}'
        - N: !Select [1, !Ref Names]
      Tags: [{Key: k, Value: !Ref Key}]
`})
	if p := load(t, folder); len(p.Machines) != 0 || p.StandIns[0].Name != "M" || !strings.Contains(p.StandIns[0].Why, "condition IsProd is false") {
		t.Errorf("machines %v, stand-ins %v", p.Machines, p.StandIns)
	}
	p := load(t, folder, template.WithParameters(map[string]string{"Stage": "prod", "Count": "7", "Names": "x, y"}))
	if text := p.Machines[0].Text(); !strings.Contains(text, `"Seconds":7,"Comment":"y"`) {
		t.Errorf("definition %s", text)
	}
	for want, values := range map[string]map[string]string{
		`the parameter Stage cannot be "test", only one of dev, prod`:   {"Stage": "test"},
		`the parameter Count is a number, not "x"`:                      {"Stage": "prod", "Names": "x,y", "Count": "x"},
		`the parameter Names cannot be "x,z", only one of a, x, y`:      {"Stage": "prod", "Names": "x,z"},
		`the parameter Key cannot be what was given, only one of shown`: {"Stage": "prod", "Names": "x,y", "Key": "secret"},
		`there is no parameter or stand-in "Foo"`:                       {"Foo": "x"},
		`a name is empty`: {"": "x"},
	} {
		if _, err := template.Load(folder, template.WithParameters(values)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %s", values, err, want)
		}
	}
}

// Short tags are those of all functions.
func TestShortTags(t *testing.T) {
	p := load(t, write(t, map[string]string{"template.yaml": machine(`!Sub ['{"StartAt":"P","States":{"P":{"Type":"Pass","Comment":"${a}","End":true}}}', {a: !Base64 hi}]`, "")}))
	if text := p.Machines[0].Text(); !strings.Contains(text, `"Comment":"aGk="`) {
		t.Errorf("definition %s", text)
	}
}

// An alias that is not there does not hide others.
func TestAliases(t *testing.T) {
	const alias = "AWS::StepFunctions::StateMachineAlias, Properties: {RoutingConfiguration: [{StateMachineVersionArn: !Ref V, Weight: 100}], Name: "
	p := load(t, write(t, map[string]string{"template.yaml": machine(pass, "  V: {Type: AWS::StepFunctions::StateMachineVersion, Properties: {StateMachineArn: !Ref Machine}}\n"+
		"  A: {Condition: Never, Type: "+alias+"a}}\n  B: {Type: "+alias+"b}}\nConditions: {Never: !Equals [a, b]}\n")}))
	if m := p.Machines[0]; !m.Version || !slices.Equal(m.Aliases, []string{"b"}) {
		t.Errorf("version %v, aliases %v", m.Version, m.Aliases)
	}
}

// A value of a loop is text: what looks like a variable in it stays.
func TestLoopValues(t *testing.T) {
	for range 20 { // in whatever order the variables are taken
		p := load(t, write(t, map[string]string{"template.yaml": `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Outer:
    - A
    - ['${B}']
    - Fn::ForEach::Inner:
        - B
        - [a-b]
        - M&{A}&{B}:
            Type: AWS::StepFunctions::StateMachine
            Properties: {RoleArn: 'role ${A} of ${B}', DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'}
`}))
		var got []string
		for _, m := range p.Machines {
			got = append(got, m.ID+" "+m.Role)
		}
		if want := []string{"MBab role ${B} of a-b"}; !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// Two machines of one name are told.
func TestSameName(t *testing.T) {
	const named = "      StateMachineName: same\n"
	p := load(t, write(t, map[string]string{"template.yaml": machine(pass, named+strings.Replace(machine(pass, named), "Resources:\n  Machine", "  Other", 1))}))
	if len(p.Machines) != 2 || !slices.ContainsFunc(p.StandIns, func(s template.StandIn) bool { return s.Refused && strings.Contains(s.Why, "the name same") }) {
		t.Errorf("%d machines, stand-ins %v", len(p.Machines), p.StandIns)
	}
}

// A machine is found by its name and by its id.
func TestMachine(t *testing.T) {
	p := load(t, "testdata/sam-events")
	for _, name := range []string{"", "Orders", "orders-dev"} {
		if m, err := p.Machine(name); err != nil || m.ID != "Orders" {
			t.Errorf("%q: %v, error %v", name, m, err)
		}
	}
	if _, err := p.Machine("x"); err == nil || !strings.Contains(err.Error(), `no machine "x", only: Orders`) {
		t.Errorf("error %v", err)
	}
	if _, err := load(t, "testdata/sam-file").Machine(""); err == nil || !strings.Contains(err.Error(), "several machines: Payments, Reminders") {
		t.Errorf("error %v", err)
	}
	if _, err := (&template.Project{}).Machine(""); err == nil {
		t.Error("no error where there is no machine")
	}
}

// The definition of a machine in S3 is read from the file that is named for it.
func TestDefinitionElsewhere(t *testing.T) {
	folder := write(t, map[string]string{
		"template.yaml": "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: 's3://b/k?versionId=1'}}}",
		"copy.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`,
	})
	_, err := load(t, folder).Machines[0].Execute(context.Background(), []byte("{}"))
	var failed *asl.Error
	if !errors.As(err, &failed) || failed.Name != "DefinitionNotRead" || !strings.Contains(failed.Cause, "s3://b/k, which was not read") {
		t.Errorf("error %v", err)
	}
	p := load(t, folder, template.WithParameters(map[string]string{"s3://b/k": "copy.asl.json"}))
	if _, err := p.Machines[0].Execute(context.Background(), []byte("{}")); err != nil {
		t.Error(err)
	}
}

// What was built counts more than the source, and layers are found.
func TestCode(t *testing.T) {
	folder := write(t, map[string]string{
		"template.yaml": samMachine(`
  Built: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.b, Runtime: python3.12, Layers: [!Ref Shared, 'arn:aws:lambda:us-east-1:1:layer:other:1']}}
  Source: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: a.b, Runtime: nodejs22.x, Layers: [!Ref Shared], Environment: {Variables: {NODE_PATH: /own}}}}
  Nowhere: {Type: AWS::Serverless::Function, Properties: {CodeUri: nowhere, Handler: a.b, Runtime: python3.12}}
  Shared: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
`),
		"src/a.py": "", ".aws-sam/build/Built/a.py": "", "layer/python/shared.py": "", "layer/nodejs/node_modules/shared/index.js": "",
	})
	functions := load(t, folder).Functions
	if len(functions) != 3 {
		t.Fatalf("functions %v", functions)
	}
	for i, want := range []string{".aws-sam/build/Built", "src", ""} {
		if got, _ := filepath.Rel(folder, functions[i].Dir); functions[i].Dir != "" && filepath.ToSlash(got) != want {
			t.Errorf("function %s is in %s, want %s", functions[i].ID, got, want)
		}
	}
	if missing := functions[2].Missing; !strings.Contains(missing, "there is no folder") {
		t.Errorf("missing %q", missing)
	}
	if path := functions[0].Env["PYTHONPATH"]; !strings.HasPrefix(filepath.ToSlash(path), filepath.ToSlash(folder)+"/layer/python") {
		t.Errorf("PYTHONPATH=%s", path)
	}
	if path := functions[1].Env["NODE_PATH"]; !strings.HasPrefix(path, "/own"+string(filepath.ListSeparator)) || !strings.Contains(path, "node_modules") {
		t.Errorf("NODE_PATH=%s", path)
	}
}

// What is not known by its type has stand-ins as well.
func TestUnknownTypes(t *testing.T) {
	folder := write(t, map[string]string{"template.yaml": `
Parameters:
  WorkerArn: {Type: String}
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: r
      Definition:
        StartAt: P
        States: {P: {Type: Pass, End: true, Result: [!Ref Module.Bucket, !GetAtt Module.Bucket.Arn, !Ref Provider, !Ref WorkerArn, !GetAtt Thing.DomainName]}}
  Module: {Type: 'Org::Storage::Bucket::MODULE'}
  Provider: {Type: AWS::Serverless::CapacityProvider}
  Thing: {Type: AWS::New::Thing}
`})
	p := load(t, folder)
	want := `"Module.Bucket", "arn:aws:custom:us-east-1:000000000000:Module", "Provider", "arn:aws:lambda:us-east-1:000000000000:function:WorkerArn", "Thing.DomainName"`
	if text := p.Machines[0].Text(); !strings.Contains(text, want) {
		t.Errorf("definition %s\nwant %s", text, want)
	}
	if i := slices.IndexFunc(p.StandIns, func(s template.StandIn) bool { return s.Refused }); i >= 0 {
		t.Errorf("refused: %v", p.StandIns[i])
	}
}

// Find looks for a template by its usual names, and then for the only one.
func TestFind(t *testing.T) {
	one := samMachine("")
	for name, test := range map[string]struct {
		files       map[string]string
		want, wrong string
	}{
		"a usual name":     {map[string]string{"template.yml": one, "other.yaml": one}, "template.yml", ""},
		"a broken one":     {map[string]string{"template.yaml": "a: ["}, "template.yaml", ""},
		"the only one":     {map[string]string{"infra.yaml": one, "values.yaml": "Resources: 1"}, "infra.yaml", ""},
		"one in a folder":  {map[string]string{"deploy/stack.template": one}, "deploy/stack.template", ""},
		"an app of CDK":    {map[string]string{"cdk.out/manifest.json": `{"artifacts": {}}`}, "cdk.out/manifest.json", ""},
		"another manifest": {map[string]string{"manifest.json": `{"name": "x"}`}, "", ""},
		"no machine":       {map[string]string{"a.yaml": "Resources: {T: {Type: AWS::SNS::Topic}}"}, "", ""},
		"nothing":          {map[string]string{"a.txt": ""}, "", ""},
		"two":              {map[string]string{"a.yaml": one, "b.yaml": one}, "", "has several templates, name one of them"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := write(t, test.files)
			got, err := template.Find(folder)
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Errorf("error %v", err)
				}
				return
			}
			if got != "" {
				got, _ = filepath.Rel(folder, got)
			}
			if err != nil || filepath.ToSlash(got) != test.want {
				t.Errorf("found %q, error %v; want %q", got, err, test.want)
			}
		})
	}
	if _, err := template.Load(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no template with a state machine") {
		t.Errorf("an empty folder: error %v", err)
	}
	if _, err := template.Load("testdata/nowhere.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: error %v", err)
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]bool{
		samMachine(""): true, `{"Resources": {}}`: true, `{"StartAt": "A", "States": {}, "Comment": "Resources"}`: false,
		"Resources: [": true, "StartAt: A\nResources: [": false, "a:\n  Resources: [": false, samMachine("      Name: !a-b c"): true, "": false, "- Resources": false, strings.Repeat("#Resources", 1<<19): false,
	} {
		if got := template.Detect("a", []byte(text)); got != want {
			t.Errorf("%.40q: %v", text, got)
		}
	}
}

// An app of CDK has stages, and nested stacks that are assets.
func TestStages(t *testing.T) {
	folder := write(t, map[string]string{
		"cdk.out/manifest.json":               `{"artifacts": {"assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}}}`,
		"cdk.out/assembly-Prod/manifest.json": `{"artifacts": {"ProdStack": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "ProdStack.template.json", "stackName": "prod"}}}}`,
		"cdk.out/assembly-Prod/ProdStack.template.json": `{"Resources": {
			"Inner": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "Inner.nested.template.json"}, "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3/", {"Ref": "AWS::URLSuffix"}]]}, "Parameters": {"P": {"Ref": "AWS::StackName"}}}},
			"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": "r", "DefinitionString": {"Fn::Sub": "{\"StartAt\":\"A\",\"Comment\":\"${Inner.Outputs.O}\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"}}}}}`,
		"cdk.out/assembly-Prod/Inner.nested.template.json": `{"Parameters": {"P": {"Type": "String"}}, "Resources": {
			"N": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"RoleArn": "r", "DefinitionString": "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"}}},
			"Outputs": {"O": {"Value": {"Fn::Sub": "${N.Name} of ${P}"}}}}`,
	})
	p := load(t, folder)
	if len(p.Machines) != 2 || p.Machines[0].ID != "M" || p.Machines[1].ID != "Inner/N" {
		t.Fatalf("machines %v", p.Machines)
	}
	if text := p.Machines[0].Text(); !strings.Contains(text, `"Comment":"Inner-N of prod"`) {
		t.Errorf("definition %s", text)
	}
	if len(p.Files) != 4 {
		t.Errorf("files %v", p.Files)
	}
	single := load(t, filepath.Join(folder, "cdk.out/assembly-Prod/ProdStack.template.json"))
	if len(single.Machines) != 2 {
		t.Errorf("machines of one stack %v", single.Machines)
	}
}

// What a caller wants of the definitions counts beside what the template says.
func TestParseOptions(t *testing.T) {
	folder := write(t, map[string]string{"template.yaml": machine(`'{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"charge","End":true}}}'`, "")})
	load(t, folder)
	if _, err := template.Load(folder, template.WithParseOptions(asl.Strict())); err == nil || !strings.Contains(err.Error(), "not a valid resource ARN") {
		t.Errorf("error %v", err)
	}
}
