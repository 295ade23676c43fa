package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded is the history of an execution of the machine of songs.
const recorded = songs + "/testdata/history.json"

// renamed is the definition with another name of a state.
func renamed(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(songs, "songs.asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	return fileOf(t, "songs.asl.json", strings.ReplaceAll(string(text), `"lyrics"`, `"text"`))
}

func TestReplay(t *testing.T) {
	changed := renamed(t)
	runAsl(t, "replay", recorded, songs).wants(t, exitSucceeded, "12 of 12 events are as recorded\n")
	runAsl(t, "replay", recorded, changed, "--until", "6").wants(t, exitSucceeded, "6 of 6 events are as recorded\n")
	a := runAsl(t, "replay", recorded, changed)
	a.wants(t, exitFailed, "event 7 (TaskStateEntered) of state lyrics: TaskStateEntered of text; the recording has TaskStateEntered of lyrics\n")
	a.wants(t, exitFailed, "-   \"name\": \"lyrics\"\n+   \"name\": \"text\"\n")
	a.wants(t, exitFailed, "    state text calls arn:aws:lambda:us-east-1:425701337758:function:stepTest2 with {\"song\": \"gangnam style\"}: the recording never enters the state\n")
}

// TestReplayInput: the history comes from standard input, in pages, or the definition.
func TestReplayInput(t *testing.T) {
	history, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	command{args: []string{"replay", "-", songs}, stdin: string(history)}.run(t).wants(t, exitSucceeded, "12 of 12")
	command{args: []string{"replay", recorded, "-"}, stdin: passing}.run(t).wants(t, exitFailed, "1 of 12")
	runAsl(t, "replay", "-", "-").wants(t, exitUsage, "", "cannot both come from standard input")
}

func TestReplayJSON(t *testing.T) {
	var row struct {
		Same               bool
		Recorded, Compared int
		Difference         struct {
			State, Reason string
			Recorded, Own struct{ ID int }
		}
		Unanswered []struct{ State, Call, Reason string }
	}
	a := runAsl(t, "replay", recorded, renamed(t), "--json")
	a.wants(t, exitFailed, "{")
	if err := json.Unmarshal([]byte(a.out), &row); err != nil {
		t.Fatal(err)
	}
	if row.Same || row.Compared != 6 || row.Recorded != 12 || row.Difference.Own.ID != 7 || row.Difference.Recorded.ID != 7 ||
		row.Difference.State != "lyrics" || len(row.Unanswered) != 1 || row.Unanswered[0].State != "text" {
		t.Errorf("the object is %s", a.out)
	}
}

// TestReplaySkipped: a wait that was skipped is a difference, unless it is said to be one.
func TestReplaySkipped(t *testing.T) {
	history := fileOf(t, "history.json", `{"events": [
		{"timestamp": 1, "id": 1, "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "{}"}},
		{"timestamp": 1, "id": 2, "type": "WaitStateEntered", "stateEnteredEventDetails": {"name": "W", "input": "{}"}},
		{"timestamp": 9, "id": 3, "previousEventId": 2, "type": "WaitStateExited", "stateExitedEventDetails": {"name": "W", "output": "{}"}},
		{"timestamp": 9, "id": 4, "previousEventId": 3, "type": "ExecutionSucceeded", "executionSucceededEventDetails": {"output": "{}"}}]}`)
	hour := fileOf(t, "hour.asl.json", `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`)
	runAsl(t, "replay", history, hour).wants(t, exitFailed, "it comes after 1h0m0s; in the recording after 8s")
	runAsl(t, "replay", history, hour, "--skipped-waits").wants(t, exitSucceeded, "4 of 4 events are as recorded\n")
}

func TestReplayFails(t *testing.T) {
	part := fileOf(t, "part.json", `{"events": [{"timestamp": 1, "id": 2, "type": "LambdaFunctionStarted"}]}`)
	runAsl(t, "replay", part, songs).wants(t, exitUsage, "", "event 2 is where event 1 belongs")
	runAsl(t, "replay", "-", songs).wants(t, exitUsage, "", "standard input has no events")
	runAsl(t, "replay", recorded, songs, "--until", "-1").wants(t, exitUsage, "", "--until -1: want the ID of an event")
	runAsl(t, "replay", recorded, songs, "--execution-arn", "web-1").wants(t, exitUsage, "", `"web-1" is not the ARN of an execution`)
	runAsl(t, "replay", recorded).wants(t, exitUsage, "", "asl: FILE|FOLDER is missing: want asl replay HISTORY FILE|FOLDER\n")
	runAsl(t, "replay", "missing.json", songs).wants(t, exitUsage, "", "missing.json")
	runAsl(t, "replay", recorded, fileOf(t, "a.asl.json", wrong)).wants(t, exitDefinition, "", "MISSING_TRANSITION_TARGET")
	runAsl(t, "replay", recorded, songs, "--machine", "song").wants(t, exitUsage, "", `did you mean "songs"?`)
}
