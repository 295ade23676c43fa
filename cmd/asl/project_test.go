package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

const echoPython = "def lambda_handler(event, context):\n    return {'from': context.function_name, 'event': event}\n"

// A folder without asl.yaml goes by the names of its files.
func TestFolderByConvention(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"orders.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "one", "Next": "B"},
			"B": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:two", "End": true}}}`,
		"input.json":                      `{"n": 7}`,
		"handlers/one.py":                 echoPython,
		"handlers/two/lambda_function.py": echoPython,
		"handlers/_shared.py":             "",
	})
	command{args: []string{"run", dir}, path: pathWithPython(t)}.run(t).
		wants(t, exitSucceeded, `{"from":"two","event":{"from":"one","event":{"n":7}}}`)
}

// Machines of a folder start each other.
func TestFolderOfMachines(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"parent.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input": {"n": 1}},
			"OutputPath": "$.Output", "End": true}}}`,
		"child.asl.yaml": "StartAt: B\nStates:\n  B: {Type: Pass, Result: [2], End: true}\n",
	})
	runAsl(t, "run", dir, "--machine", "parent").wants(t, exitSucceeded, "[2]")
	runAsl(t, "run", dir).wants(t, exitUsage, "", "several machines: say which one with --machine: child, parent")
	runAsl(t, "run", dir, "-m", "chilt").wants(t, exitUsage, "", `did you mean "child"?`)
	runAsl(t, "run", dir, "-m", "other").wants(t, exitUsage, "", "only: child, parent")
}

func TestProjectFile(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"asl.yaml": `
machines:
  m:
    definition: defs/m.json
    type: EXPRESS
    input: {n: 1}
    substitutions: {Which: g, Seconds: "5"}
functions:
  g:
    folder: code
    handler: app.run
    runtime: python3.12
    timeout: 10
    memory: 256
    environment: {GREETING: hello}
`,
		"defs/m.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Which}", "TimeoutSeconds": ${Seconds}, "End": true}}}`,
		"code/app.py": "import os\ndef run(event, context):\n    return [os.environ['GREETING'], context.memory_limit_in_mb, event]\n",
	})
	command{args: []string{"run", dir, "--json"}, path: pathWithPython(t)}.run(t).
		wants(t, exitSucceeded, `"stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:m"`)
	command{args: []string{"run", dir, "-q"}, path: pathWithPython(t)}.run(t).
		wants(t, exitSucceeded, `["hello","256",{"n":1}]`)
}

// The file asl.yaml stands for its folder.
func TestProjectFileByName(t *testing.T) {
	dir := folderOf(t, map[string]string{"asl.yaml": "machines: {m: {definition: defs/m.json}}", "defs/m.json": passing})
	runAsl(t, "run", filepath.Join(dir, "asl.yaml"), "--json").wants(t, exitSucceeded, `stateMachine:m"`)
}

func TestProjectFileProblems(t *testing.T) {
	outside := fileOf(t, "outside.json", passing)
	for name, test := range map[string]struct{ text, want string }{
		"YAML":       {"machines: [", "asl.yaml"},
		"field":      {"machine: {}", `unknown field "machine"; did you mean "machines"?`},
		"far field":  {"colour: {}", "unknown field \"colour\"\n"},
		"letters":    {"machines: {m: {definition: m.json}}\nfunctions: {f: {urls: x}}", `unknown field "urls"; did you mean "url"?`},
		"null":       {"machines: {m: }", "machine m: it has no definition"},
		"entry":      {"machines: {m: 1}", "machine m: want definition, type, input, substitutions, mocks, cases, not number"},
		"in case":    {"machines: {m: {definition: m.json, cases: {C: {eror: E}}}}", `machine m: unknown field "eror"; did you mean "error"?`},
		"in rule":    {"machines: {m: {definition: m.json}}\nrules: {r: {machin: m}}", `rule r: unknown field "machin"; did you mean "machine"?`},
		"in machine": {"machines: {m: {definition: m.json, inpt: {}}}", `unknown field "inpt"; did you mean "input"?`},
		"none":       {"functions: {}", "names no machine"},
		"name":       {"machines: {a b: {definition: m.json}}", "machine a b"},
		"definition": {"machines: {m: {definition: none.json}}", "none.json"},
		"absolute":   {"machines: {m: {definition: " + outside + "}}", "escapes"},
		"above":      {"machines: {m: {definition: ../outside.json}}", "escapes"},
		"link":       {"machines: {m: {definition: link.json}}", "escapes"},
		"mocks":      {"machines: {m: {definition: m.json, mocks: ../m.json}}", "escapes"},
		"cases":      {"machines: {m: {definition: m.json, cases: {A: {}}}}", "no file mocks"},
		"line":       {`machines: {"m\n::error::x": {definition: m.json}}`, "machine m␊::error::x: "},
		"number":     {"machines: {m: {definition: m.json}}\nfunctions: {f: {timeout: 9000000000}}", "function f: timeout cannot be number 9000000000"},
		"list":       {"[]", "want machines, functions, buckets, rules, not array"},
		"to a file":  {"machines: {m: {definition: m.json}}\nfunctions: {f: {folder: ., handler: ../outside.f}}", `the handler "../outside.f"`},
		"to folder":  {"machines: {m: {definition: m.json}}\nfunctions: {f: {folder: up, handler: outside.f}}", "escapes"},
		"folder":     {"machines: {m: {definition: m.json}}\nfunctions: {f: {folder: .., handler: a.b}}", "outside of"},
		"handler":    {"machines: {m: {definition: m.json}}\nfunctions: {f: {folder: ., handler: a.b}}", `"a.b"`},
		"type":       {"machines: {m: {definition: m.json, type: FAST}}", "machine m: the type is \"FAST\": want STANDARD or EXPRESS"},
		"bucket":     {"machines: {m: {definition: m.json}}\nbuckets: {In_Box: in}", "bucket In_Box: want a name"},
		"to bucket":  {"machines: {m: {definition: m.json}}\nbuckets: {inbox: ../in}", "outside of"},
		"up bucket":  {"machines: {m: {definition: m.json}}\nbuckets: {inbox: up}", "escapes"},
		"pattern":    {"machines: {m: {definition: m.json}}\nrules: {r: {machine: m, pattern: {source: x}}}", "rule r: InvalidEventPatternException"},
		"schedule":   {"machines: {m: {definition: m.json}}\nrules: {r: {machine: m, schedule: daily}}", "want rate(…) or cron(…)"},
		"timezone":   {"machines: {m: {definition: m.json}}\nrules: {r: {machine: m, schedule: rate(1 day), timezone: Berlin}}", `the time zone "Berlin" is not known`},
		"no machine": {"machines: {m: {definition: m.json}}\nrules: {r: {schedule: rate(1 day)}}", "no machine to start"},
		"unknown":    {"machines: {m: {definition: m.json}}\nrules: {r: {machine: n, schedule: rate(1 day)}}", `no machine "n"`},
		"input":      {"machines: {m: {definition: m.json, input: !Sub x}}", "asl.yaml"},
	} {
		dir := folderOf(t, map[string]string{"asl.yaml": test.text, "m.json": passing})
		if err := errors.Join(
			os.Symlink(outside, filepath.Join(dir, "link.json")), os.Symlink(filepath.Dir(outside), filepath.Join(dir, "up")),
		); err != nil {
			t.Skip(err)
		}
		t.Run(name, func(t *testing.T) { runAsl(t, "run", dir).wants(t, exitUsage, "", test.want) })
	}
	runAsl(t, "run", t.TempDir()).wants(t, exitUsage, "", "neither a file asl.yaml nor a template with machines, nor a definition")
}

// FuzzProjectFile: no text makes the reader of asl.yaml panic.
func FuzzProjectFile(f *testing.F) {
	text, err := os.ReadFile(songs + "/asl.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("machines: {m: {cases: {A: {input: [1], error: E}}}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := parseProjectFile(text)
		if (file == nil) == (err == nil) {
			t.Fatalf("file %v, error %v", file, err)
		}
		if file == nil {
			return
		}
		for to, entries := range map[any]map[string]json.RawMessage{&machineEntry{}: file.Machines, &functionEntry{}: file.Functions, &ruleEntry{}: file.Rules} {
			for _, entry := range entries {
				_ = decodeFields(entry, to)
			}
		}
	})
}
