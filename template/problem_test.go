package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/template"
)

// write makes a project of files in a folder of its own, and returns the folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "project")
	for name, text := range files {
		full := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// machine is a template with a machine whose DefinitionString is a value; more is what follows.
func machine(value, more string) string {
	return "Resources:\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: r\n      DefinitionString: " + value + "\n" + more
}

const pass = `'{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'`

// samMachine is a template of SAM with a machine that has more properties.
func samMachine(more string) string {
	return "Resources:\n  Machine:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: {StartAt: P, States: {P: {Type: Pass, End: true}}}\n" + more
}

// TestProblems: what CloudFormation, SAM or Step Functions would refuse is an error with its place.
func TestProblems(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no YAML", "a: [", "template.yaml:1:1: INVALID_TEMPLATE: this is not YAML"},
		{"nothing", "", "1:1: INVALID_TEMPLATE: the file is empty"},
		{"two documents", "Resources: {}\n---\nResources: {}", "2:1: INVALID_TEMPLATE: there is more than one document"},
		{"a second document that is no YAML", "Resources: {}\n---\na: [", "template.yaml:3:1: INVALID_TEMPLATE: this is not YAML"},
		{"a list", "- Resources", "1:1: INVALID_TEMPLATE: a template is an object with Resources, not a list"},
		{"no resources", "Description: Resources", "1:1: INVALID_TEMPLATE: the template has no Resources"},
		{"a tag", machine("!My-Tag x", ""), "6:25: INVALID_TEMPLATE: the tag !My-Tag is not supported"},
		{"a function", machine("!Foo x", ""), "6:25: INVALID_TEMPLATE: the function Fn::Foo is not known"},
		{"a list as name", machine("x", "? [a]\n: 1"), "7:3: INVALID_TEMPLATE: a name must be a scalar"},
		{"two definitions", machine(pass, "      Definition: {}"), "6:25: INVALID_TEMPLATE: the machine Machine has Definition and DefinitionString"},
		{"a definition that is an object", machine("{StartAt: P}", ""), "6:25: INVALID_TEMPLATE: DefinitionString of Machine has to be a text, not an object"},
		{"no file", samMachine("      DefinitionUri: x.json"), "Specify either 'Definition' or 'DefinitionUri' property and not both."},
		{"a type", machine(pass, "      StateMachineType: FAST"), `7:25: INVALID_TEMPLATE: the type "FAST" is neither`},
		{"a name", machine(pass, "      StateMachineName: 'a b'"), `7:25: INVALID_TEMPLATE: the name of the machine Machine cannot be "a b"`},
		{"a variable of Sub", machine("!Sub '{\"a\": \"${b-c}\"}'", ""), "6:38: INVALID_TEMPLATE: the name ${b-c} in Fn::Sub has other characters"},
		{"a list in Sub", machine("!Sub ['${A}', {A: [b]}]", ""), "6:32: INVALID_TEMPLATE: ${A} of Fn::Sub has to be a text, not a list"},
		{"arguments", machine("!Join [a]", ""), "6:25: INVALID_TEMPLATE: Fn::Join takes a list of 2 to 2 elements"},
		{"an index", machine("!Select [2, [a, b]]", ""), "6:25: INVALID_TEMPLATE: Fn::Select has the index 2, and the list 2 elements"},
		{"a mapping", machine("!FindInMap [A, b, c]", ""), "6:37: INVALID_TEMPLATE: the template has no A in its Mappings"},
		{"a condition", machine("!If [Never, a, b]", ""), "6:30: INVALID_TEMPLATE: the template has no condition Never"},
		{"a condition of itself", machine("!If [A, a, b]", "Conditions: {A: !Not [!Condition A]}"), "7:17: INVALID_TEMPLATE: the condition A depends on itself"},
		{"a resource that is not there", machine("!Ref B", "  B: {Type: AWS::SNS::Topic, Condition: C}\nConditions: {C: !Equals [a, b]}"), "the resource B is not there, as its condition C is false"},
		{"a macro", machine("!Transform {Name: Mine}", ""), `the macro "Mine" is a program in an account`},
		{"a name of itself", machine("!Ref A", "  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}"), "the name of A depends on itself"},
		{"a name that is empty", machine(`!Ref ""`, ""), "6:25: INVALID_TEMPLATE: Ref has no name"},
		{"an attribute of nothing", machine("!Sub '{\"a\": \"${.Arn}\"}'", ""), `6:38: INVALID_TEMPLATE: Fn::GetAtt has ".Arn"; it needs a resource and its attribute`},
		{"an export without a name", machine(`!ImportValue ""`, ""), "6:25: INVALID_TEMPLATE: Fn::ImportValue has no name"},
		{"a reference to nothing", machine("'a{{resolve:}}'", ""), "6:25: INVALID_TEMPLATE: the dynamic reference {{resolve:}} says neither where"},
		{"a version of nothing", machine("!Ref V", "  V: {Type: AWS::StepFunctions::StateMachineVersion}"), "7:6: INVALID_TEMPLATE: V has no StateMachineArn"},
		{"an alias without a name", machine("!Ref A", "  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: f}}"), "7:6: INVALID_TEMPLATE: A has no Name"},
		{"a pseudo parameter", machine("!Ref AWS::Foo", ""), "6:25: INVALID_TEMPLATE: there is no pseudo parameter AWS::Foo"},
		{"a definition", machine(`'{"StartAt": "A"}'`, ""), "6:26: SCHEMA_VALIDATION_FAILED: These fields are required: [States]"},
		{"a pattern", machine(pass, "  R: {Type: AWS::Events::Rule, Properties: {EventPattern: {a: b}, Targets: [{Id: a, Arn: !Ref Machine}]}}"), "7:59: INVALID_TEMPLATE: the pattern of R"},
		{"a cycle of substitutions", machine(`'{"StartAt":"${a}"}'`, "      DefinitionSubstitutions: {a: '${b}', b: '${a}'}"), "are in one another without end"},
		{"a property of SAM", samMachine("      Foo: 1"), "6:12: INVALID_TEMPLATE: Resource with id [Machine] is invalid. property Foo not defined for resource of type AWS::Serverless::StateMachine"},
		{"an event of SAM", samMachine("      Events: {E: {Type: SQS}}"), `there is no type "SQS" of events of a state machine`},
		{"a schedule without one", samMachine("      Events: {E: {Type: Schedule}}"), "Resource with id [MachineE] is invalid. Missing required property 'Schedule'."},
		{"methods", samMachine("      Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: /a, Method: GET}}}"), `Event with id [B] is invalid. API method "get" defined multiple times for path "/a".`},
		{"an API", samMachine("      Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref B}}}"), "RestApiId property of Api event must reference a valid resource"},
		{"Cidr", machine("!Select [0, !Cidr [10.0.0.0/24, 4, 16]]", ""), "10.0.0.0/24 has no 4 blocks of 16 bits"},
		{"a loop", "Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::A': [B]}", "Fn::ForEach::A takes a list"},
		{"what a number stands for", machine("!Ref N", "Parameters: {N: {Type: Number}}"), "7:17: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := template.Load(filepath.Join(write(t, map[string]string{"template.yaml": test.text}), "template.yaml"))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v\nwant %s", err, test.want)
			}
		})
	}
}

// A JSON template has places, too, and those of its definition.
func TestPlacesInJSON(t *testing.T) {
	folder := write(t, map[string]string{"template.json": `{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
  "DefinitionString": {"Fn::Join": ["", [
    "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Comment\": \"",
    {"Ref": "AWS::Region"},
    "\", \"Next\": \"B\"}}}"
  ]]}
}}}}`})
	_, err := template.Load(folder)
	for _, want := range []string{"template.json:5:20: MISSING_TRANSITION_TARGET"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v\nwant %s", err, want)
		}
	}
}

// A problem of a definition shows where it is written, however it is written.
func TestPlaces(t *testing.T) {
	const bad = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Nowhere"}}}`
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a block with Fn::Sub": {map[string]string{"template.yaml": machine("!Sub |\n        {\"StartAt\": \"A\",\n         \"Comment\": \"${AWS::Region} ü\",\n         \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"Nowhere\"}}}", "")}, "template.yaml:9:51: MISSING_TRANSITION_TARGET"},
		"single quotes":        {map[string]string{"template.yaml": machine("'"+bad+"'", "")}, "template.yaml:6:84: MISSING_TRANSITION_TARGET"},
		"double quotes":        {map[string]string{"template.yaml": machine(`"`+strings.ReplaceAll(bad, `"`, `\"`)+`"`, "")}, "template.yaml:6:98: MISSING_TRANSITION_TARGET"},
		"an object of SAM": {map[string]string{"template.yaml": "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: A\n        States:\n          A:\n            Type: Pass\n            Next: Nowhere\n"},
			"template.yaml:10:19: MISSING_TRANSITION_TARGET"},
		"a file": {map[string]string{"template.yaml": "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: a.json, DefinitionSubstitutions: {x: abcdefghij}}}}",
			"a.json": "{\"StartAt\": \"A\", \"Comment\": \"${x}\",\n\"States\": {\"A\": {\"Type\": \"Pass\", \"Comment\": \"${x}\", \"Next\": \"Nowhere\"}}}"}, "a.json:2:61: MISSING_TRANSITION_TARGET"},
		"a file of YAML": {map[string]string{"template.yaml": "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: a.asl.yaml}}}",
			"a.asl.yaml": "StartAt: A\nStates:\n  A: {Type: Pass, Next: Nowhere}\n"}, "a.asl.yaml:3:25: MISSING_TRANSITION_TARGET"},
		"an included file": {map[string]string{"template.yaml": "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: !Transform {Name: AWS::Include, Parameters: {Location: a.yaml}}}}}",
			"a.yaml": "StartAt: A\nStates:\n  A: {Type: Pass, Next: Nowhere}\n"}, "a.yaml:3:25: MISSING_TRANSITION_TARGET"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := template.Load(filepath.Join(write(t, test.files), "template.yaml"))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v\nwant %s", err, test.want)
			}
		})
	}
}
