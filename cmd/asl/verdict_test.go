package main

import "testing"

// No text of a definition begins a line of the messages: a workflow of GitHub would take
// some for instructions.
func TestHostileLines(t *testing.T) {
	const hostile = `"a\n::error::x"`
	file := fileOf(t, "a.json", `{"StartAt": `+hostile+`, "States": {`+hostile+`: {"Type": "Fail", "Error": `+hostile+`, "Cause": `+hostile+`}}}`)
	runAsl(t, "run", file).wants(t, exitFailed, "", "✗ a␊::error::x", "asl: the execution failed with a␊::error::x: a\n    │ ::error::x\n")
	runAsl(t, "state", file, "other").wants(t, exitUsage, "", "only: a␊::error::x\n")
}
