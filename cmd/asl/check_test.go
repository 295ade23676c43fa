package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const secret = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem",
	"Parameters": {"password": "AKIAIOSFODNN7EXAMPLE"}, "End": true}}}`

func TestValidate(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.json": passing, "b.json": wrong, "c.asl.yaml": "StartAt: A\nStates: [\n"})
	in := func(args string) answer { return command{args: strings.Fields(args), dir: dir}.run(t) }
	in("validate a.json").wants(t, exitSucceeded, "", "✓ a.json  1 state")
	in("validate a.json b.json").wants(t, exitDefinition, "b.json:1:59: MISSING_TRANSITION_TARGET", "✓ a.json")
	in("validate c.asl.yaml").wants(t, exitDefinition, "c.asl.yaml:")
	in("validate --type FAST a.json").wants(t, exitUsage, "", "want STANDARD or EXPRESS")
	in("validate --format xml a.json").wants(t, exitUsage, "", "want text, json, sarif or github")
	in("validate").wants(t, exitUsage, "", "is missing: want asl validate")
	command{args: []string{"validate", "-"}, stdin: wrong}.run(t).wants(t, exitDefinition, "stdin:1:")
	command{args: []string{"validate", "-"}, stdin: "\uFEFF" + passing}.run(t).wants(t, exitSucceeded, "", "✓ stdin")
}

// What services are called with is compared with their models, and with --strict what they
// need must be there.
func TestValidateCalls(t *testing.T) {
	const task = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::%s", %s"End": true}}}`
	dir := folderOf(t, map[string]string{
		"sdk.json":   fmt.Sprintf(task, "aws-sdk:sqs:sendMessage", `"Parameters": {"QueueUrl": "q", "MessageBody": "m", "Delay": 1}, `),
		"none.json":  fmt.Sprintf(task, "sqs:sendMessage", ""),
		"c.asl.yaml": "StartAt: A\nStates:\n  A: {Type: Task, Resource: 'arn:aws:states:::aws-sdk:sqs:sendMail', Parameters: {}, End: true}\n",
	})
	in := func(args string) answer { return command{args: strings.Fields(args), dir: dir}.run(t) }
	in("validate sdk.json").wants(t, exitDefinition, `The field "Delay" is not supported by Step Functions`)
	in("validate c.asl.yaml").wants(t, exitDefinition, "aws-sdk:sqs:sendMail is not recognized")
	in("lint sdk.json").wants(t, exitSucceeded, "")
	in("validate none.json").wants(t, exitSucceeded, "")
	in("validate --strict none.json").wants(t, exitDefinition, "Parameters field is required")
}

// What EXPRESS does not have depends on the flag, and on asl.yaml.
func TestValidateExpress(t *testing.T) {
	sync := `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "End": true}}}`
	file := fileOf(t, "a.json", sync)
	runAsl(t, "validate", file).wants(t, exitSucceeded, "")
	runAsl(t, "validate", file, "--type", "EXPRESS").wants(t, exitDefinition, ".sync")
	dir := folderOf(t, map[string]string{"a.json": sync, "asl.yaml": "machines: {a: {definition: a.json, type: EXPRESS}}"})
	runAsl(t, "validate", dir).wants(t, exitDefinition, ".sync")
}

func TestProblemsForPrograms(t *testing.T) {
	file := fileOf(t, "b.json", wrong)
	a := runAsl(t, "validate", "--json", file)
	a.wants(t, exitDefinition, "")
	var list []map[string]any
	if err := json.Unmarshal([]byte(a.out), &list); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"file": file, "line": 1.0, "column": 59.0, "severity": "error", "code": "MISSING_TRANSITION_TARGET",
		"message": "Missing 'Next' target: B", "location": "/States/A/Next",
	}
	delete(list[0], "hint")
	if diff := cmp.Diff(want, list[0]); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
	runAsl(t, "validate", "--format", "sarif", file).wants(t, exitDefinition, `"version": "2.1.0"`)
	runAsl(t, "validate", "--format", "github", file).wants(t, exitDefinition, "::error file=")
	if a := runAsl(t, "validate", "--json", fileOf(t, "a.json", passing)); a.out != "[]\n" || a.err != "" {
		t.Errorf("of no problem: %+v", a)
	}
}

// Names of a definition do nothing to a terminal, in any format.
func TestProblemsAreEscaped(t *testing.T) {
	file := fileOf(t, "a.json", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B\u001b[2J\u009b\u202e\nC"}}}`)
	for _, format := range []string{"text", "json", "sarif", "github"} {
		for _, command := range []string{"validate", "lint"} {
			a := runAsl(t, command, "--format", format, file)
			a.wants(t, exitDefinition, "Missing 'Next' target")
			if strings.ContainsAny(a.out, "\x1b\u009b\u202e") {
				t.Errorf("%s %s: %q", command, format, a.out)
			}
		}
	}
}

func TestLint(t *testing.T) {
	file := fileOf(t, "a.json", secret)
	runAsl(t, "lint", file).wants(t, exitFailed, "SECRET_IN_TEXT")
	runAsl(t, "lint", file, "--only", "SECRET_IN_TEXT", "--json").wants(t, exitFailed, `"code":"SECRET_IN_TEXT"`)
	if a := runAsl(t, "lint", file, "--off", "SECRET_IN_TEXT"); strings.Contains(a.out, "SECRET_IN_TEXT") {
		t.Errorf("a check that is off: %+v", a)
	}
	runAsl(t, "lint", file, "--off", "SECRETS").wants(t, exitUsage, "", `--off: there is no check "SECRETS"; asl lint --list`)
	runAsl(t, "lint", file, "--only", "SECRET_IN_TXT").wants(t, exitUsage, "", `did you mean "SECRET_IN_TEXT"?`)
	runAsl(t, "lint", fileOf(t, "b.json", passing)).wants(t, exitSucceeded, "")
	runAsl(t, "lint", fileOf(t, "c.json", wrong)).wants(t, exitDefinition, "MISSING_TRANSITION_TARGET")
	runAsl(t, "lint", "--list").wants(t, exitSucceeded, "SECRET_IN_TEXT\n    ")
	runAsl(t, "lint").wants(t, exitUsage, "")
}

func TestGraph(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.json": passing})
	in := func(args string) answer { return command{args: strings.Fields(args), dir: dir}.run(t) }
	in("graph a.json").wants(t, exitSucceeded, "<svg")
	in("graph a.json -o a.svg").wants(t, exitSucceeded, "")
	plain, err := os.ReadFile(filepath.Join(dir, "a.svg"))
	if err != nil {
		t.Fatal(err)
	}
	in("run a.json --history h.json").wants(t, exitSucceeded, "")
	if a := in("graph a.json --history h.json"); a.code != exitSucceeded || a.out == string(plain) {
		t.Errorf("an execution changes nothing: %+v", a)
	}
	in("graph a.json --history h.json --coverage c.lcov").wants(t, exitUsage, "", "--history and --coverage exclude each other")
	in("graph a.json --history none.json").wants(t, exitUsage, "", "none.json")
	in("graph a.json --history a.json").wants(t, exitUsage, "", "a.json")
	in("graph a.json --mermaid").wants(t, exitSucceeded, "flowchart")
	command{args: []string{"graph", "-"}, stdin: wrong}.run(t).wants(t, exitDefinition, "", "stdin:1:")
}
