package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestClaims: every claim holds but for those that claims.tsv lists, and those do not.
func TestClaims(t *testing.T) {
	var out bytes.Buffer
	file := filepath.Join(sharedFolder(t, "claims"), "measured.json")
	if status := run([]string{"claims", "-v", file}, &out, &out); status != passed {
		t.Errorf("status %d\n%s", status, out.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := contradicted(contradictedList)
	if err != nil {
		t.Fatal(err)
	}
	for id := range listed {
		if !bytes.Contains(text, []byte(`"`+strings.ReplaceAll(id, `"`, `\"`)+`"`)) {
			t.Errorf("claims.tsv has %s, which nobody claims", id)
		}
	}
}

func TestContradictedMistakes(t *testing.T) {
	for _, list := range []string{"A1\n", "A1\t\n", "\twhy\n"} {
		if reasons, err := contradicted(list); err == nil {
			t.Errorf("%q: %v", list, reasons)
		}
	}
}

// machines that claims are about.
const (
	claimedPass = `"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	claimedText = `"definition_text": "{\"StartAt\": \"A\", \"States\": {}}"`
	claimedFail = `"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Fail", "Error": "E", "Cause": "a cause"}}}`
	claimedTask = `"definition": {"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "a", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 3}], "Next": "B"}, "B": {"Type": "Task", "Resource": "b", "End": true}}},
		"tasks": {"A": [{"error": "E", "cause": "c", "sleep": 1}, {"sleep": 0.5, "output": {"n": 2}}]}`
	claimedTime = `"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"t.$": "$$.Execution.StartTime"}, "OutputPath": "$.t", "End": true}}}`
	claimedTest = `"test_state": {"definition": {"Type": "Pass", "Result": {"b": 1.0}, "ResultPath": "$.a", "End": true}, "input": "{}", "inspectionLevel": "DEBUG"}`
)

func TestCheckClaim(t *testing.T) {
	for _, test := range []struct {
		claim string
		holds bool
	}{
		{claimedText + `, "want": {"diagnostics": ["MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /StartAt"]}`, true},
		{claimedText + `, "want": {"diagnostics": ["MISSING_TRANSITION_TARGET", "SCHEMA"]}`, false},
		{claimedText + `, "want": {"refused": true, "problem": "Missing 'Next' target"}`, true},
		{claimedText + `, "want": {"refused": true, "problem": "?"}`, false},
		{claimedText + `, "want": {"accepted": true}`, false},
		{claimedPass + `, "want": {"accepted": true}`, true},
		{claimedPass + `, "want": {"refused": true}`, false},
		{claimedPass + `, "want": {"diagnostics": []}`, true},
		{claimedPass + `, "want": {"output": {}}`, true},
		{claimedPass + `, "input": {"b": 1, "a": 2}, "want": {"output": {"a": 2, "b": 1}}`, true},
		{claimedPass + `, "input_text": "1.0", "want": {"output": 1.0}`, true},
		{claimedPass + `, "input_text": "1.0", "want": {"output": 1}`, false},
		{claimedPass + `, "want": {"error": "E"}`, false},
		{claimedFail + `, "want": {"error": "E", "cause": "a cause", "cause_has": "cause", "path": ["A", "B"], "seconds": 0}`, true},
		{claimedFail + `, "want": {"error": "F"}`, false},
		{claimedFail + `, "want": {"cause": "cause"}`, false},
		{claimedFail + `, "want": {"cause_has": "causes"}`, false},
		{claimedFail + `, "want": {"path": ["A"]}`, false},
		{claimedFail + `, "want": {"seconds": 1}`, false},
		{claimedFail + `, "want": {"output": {}}`, false},
		{claimedTask + `, "calls": {"A": [{}, {}], "B": [{"n": 2}]}, "want": {"output": {"n": 2}, "seconds": 4.5}`, true},
		{claimedTask + `, "calls": {"A": [{}]}`, false},
		{claimedTime + `, "want": {"output": "2026-01-02T03:04:05.000Z"}`, true},
		{claimedTest + `, "test_state_want": {"status": "SUCCEEDED", "output": {"a": {"b": 1.0}}}`, true},
		{claimedTest + `, "test_state_want": {"output": {"a": {"b": 1}}}`, false},
		{claimedTest + `, "test_state_want": {"exception": ""}`, false},
		{`"test_state": {"definition": "", "input": {}}, "test_state_want": {"exception": "Invalid length for parameter definition"}`, true},
		{`"test_state": {"definition": "", "input": {}}, "test_state_want": {"exception": "Throttling"}`, false},
		{claimedPass + `, "wants": {}`, false},
		{`"want": {"accepted": true}`, false},
	} {
		if f := readClaim([]byte(`{"id": "A1", ` + test.claim + `}`)).check(); (f == nil) != test.holds {
			t.Errorf("%s\nfailure %+v, want it to hold: %v", test.claim, f, test.holds)
		}
	}
}

func TestClaimsCommand(t *testing.T) {
	root := write(t, map[string]string{
		"a.json": `[{"id": "A1", ` + claimedPass + `, "want": {"output": {}}}, {"id": "A2", ` + claimedPass + `, "want": {"output": 1}}, {"id": "B1", ` + claimedPass + `}]`,
		"b.json": `{}`,
	})
	var out bytes.Buffer
	if status := run([]string{"claims", "-v", filepath.Join(root, "a.json")}, &out, &out); status != failed {
		t.Errorf("status %d", status)
	}
	for _, want := range []string{
		"A     1 passed     1 failed     0 not played\nB     0 passed     0 failed     1 not played\n1 passed, 1 failed, 1 not played\n",
		"FAIL A2\n    another output\n", "NOT PLAYED B1\n    it says nothing that can be compared\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it prints\n%swant in it\n%s", out.String(), want)
		}
	}
	for _, file := range []string{"b.json", "none.json"} {
		if status := run([]string{"claims", filepath.Join(root, file)}, &out, &out); status != unusable {
			t.Errorf("%s: status %d", file, status)
		}
	}
}

// TestCheckListed: a claim that is listed must not hold.
func TestCheckListed(t *testing.T) {
	holds, fails := readClaim([]byte(`{"id": "A1", `+claimedPass+`, "want": {"output": {}}}`)), readClaim([]byte(`{"id": "A1", `+claimedPass+`, "want": {"output": 1}}`))
	if res := checkListed(holds, "why"); res.failure == nil {
		t.Error("one that holds passes")
	}
	if res := checkListed(fails, "why"); res.failure != nil || res.skipped != "why" {
		t.Errorf("one that does not hold: %+v", res)
	}
}
