package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A case passes if it succeeds, or ends as asl.yaml says.
func TestTest(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"a.asl.json": calling, "m.json": mockConfig,
		"asl.yaml": `
machines:
  a:
    definition: a.asl.json
    mocks: m.json
    cases:
      Good: {output: {n: 1}}
      Bad: {error: Busy}
functions: {f: {folder: ., handler: f.lambda_handler}}
`, "f.py": echoPython,
	})
	a := command{args: []string{"test", dir}, path: pathWithPython(t)}.run(t)
	a.wants(t, exitSucceeded, "ok    a#Bad", "")
	a.wants(t, exitSucceeded, "ok    a#Good")
	a.wants(t, exitSucceeded, "      unused: state A: the response to attempt 1 was never given")
	a.wants(t, exitSucceeded, "4 of 4 cases passed")
	a.wants(t, exitSucceeded, "states           1 of 1    100.0%")
	runAsl(t, "test", dir, "--strict", "--case", "Long").wants(t, exitFailed, "FAIL  a#Long")
	runAsl(t, "test", dir, "--case", "Other").wants(t, exitUsage, "", `there is no test case "Other", only: Bad, Good, Long, None`)
}

func TestTestFails(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.asl.json": calling, "MockConfigFile.json": mockConfig})
	a := runAsl(t, "test", dir)
	a.wants(t, exitFailed, "FAIL  a#Bad")
	a.wants(t, exitFailed, "      the execution failed with Busy: now\n")
	a.wants(t, exitFailed, "no task for the resource")
	a.wants(t, exitFailed, "2 of 4 cases passed")
}

func TestTestExpectations(t *testing.T) {
	for name, test := range map[string]struct{ expected, want string }{
		"output":  {"{output: {n: 2}}", `the output is {"n":1}; want {"n":2}`},
		"error":   {"{error: Busy}", "the execution succeeded; want the error Busy"},
		"nothing": {"{}", "1 of 1 case passed"},
	} {
		dir := folderOf(t, map[string]string{
			"a.asl.json": calling, "m.json": mockConfig,
			"asl.yaml": "machines: {a: {definition: a.asl.json, mocks: m.json, cases: {Good: " + test.expected + "}}}",
		})
		if a := runAsl(t, "test", dir, "--case", "Good"); !strings.Contains(a.out, test.want) {
			t.Errorf("%s: output\n%s\nhas no %q", name, a.out, test.want)
		}
	}
}

func TestTestUnknownExpectation(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"a.asl.json": calling, "m.json": mockConfig,
		"asl.yaml": "machines: {a: {definition: a.asl.json, mocks: m.json, cases: {Goof: {}}}}",
	})
	runAsl(t, "test", dir).wants(t, exitUsage, "", `m.json has no test case "Goof"`)
}

func TestTestForPrograms(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.asl.json": calling, "MockConfigFile.json": mockConfig})
	cover := filepath.Join(dir, "a.lcov")
	a := runAsl(t, "test", dir, "--json", "--cover", cover, "--case", "Good", "--case", "Bad")
	a.wants(t, exitFailed, "")
	var results []caseResult
	if err := json.Unmarshal([]byte(a.out), &results); err != nil || len(results) != 2 {
		t.Fatalf("%d results, error %v", len(results), err)
	}
	if bad, good := results[0], results[1]; bad.Case != "a#Bad" || bad.Passed || bad.Problem == "" || !good.Passed || string(good.Output) != `{"n":1}` {
		t.Errorf("results %+v", results)
	}
	text, err := os.ReadFile(cover)
	if err != nil || !strings.HasPrefix(string(text), "SF:"+filepath.Join(dir, "a.asl.json")+"\n") {
		t.Errorf("coverage %s, error %v", text, err)
	}
	runAsl(t, "graph", filepath.Join(dir, "a.asl.json"), "--coverage", cover).wants(t, exitSucceeded, "<svg")
}

func TestTestUsage(t *testing.T) {
	file := fileOf(t, "a.asl.json", calling)
	runAsl(t, "test", file).wants(t, exitUsage, "", "name a MockConfigFile.json with --mock")
	runAsl(t, "test", file, "--mock", fileOf(t, "m.json", "{")).wants(t, exitUsage, "", "m.json:1: invalid JSON")
	runAsl(t, "test", file, "--mock", fileOf(t, "m.json", "{}")).wants(t, exitUsage, "", "m.json has no test cases")
	runAsl(t, "test", file, "--mock", fileOf(t, "m.json", mockConfig), "--case", "Good", "--case", "Goof").wants(t, exitUsage, "", `there is no test case "Goof"; did you mean "Good"?`)
	runAsl(t, "test", file, "--mock", fileOf(t, "m.json", mockConfig), "--case", "Good", "--cover", "none/a.lcov").wants(t, exitUsage, "1 of 1 case passed", "--cover: open none")
	two := `{"StateMachines": {"x": {"TestCases": {"C": {}}}, "y": {"TestCases": {"D": {}}}}}`
	runAsl(t, "test", file, "--mock", fileOf(t, "m.json", two)).wants(t, exitUsage, "", `has no machine "a", only: x, y`)
}

// A case that waits for ever is stopped.
func TestTestTimeout(t *testing.T) {
	file := fileOf(t, "a.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Task",
		"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"}}, "End": true}}}`)
	dir := folderOf(t, map[string]string{"f.py": echoPython, "m.json": `{"StateMachines": {"a": {"TestCases": {"C": {}}}}}`})
	command{path: pathWithPython(t), args: []string{
		"test", file, "--mock", filepath.Join(dir, "m.json"), "--function", "f=" + dir + ":f.lambda_handler", "--timeout", "500ms",
	}}.run(t).wants(t, exitFailed, "The time of --timeout 500ms is over.")
}
