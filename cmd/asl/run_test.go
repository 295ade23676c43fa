package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

const songs = "../../examples/songs"

// The example runs with the interpreter of its handlers and nothing else.
func TestRunSongs(t *testing.T) {
	path := pathWithPython(t)
	for input, want := range map[string]string{
		`{"name":"PSY"}`:   `{"lyrics":"oh oh oh oh oh pan gangnam style"}`,
		`{"name":"Adele"}`: `{"lyrics":"i don't know"}`,
	} {
		a := command{args: []string{"run", songs, "--input", input}, path: path}.run(t)
		a.wants(t, exitSucceeded, "", "✓ song", "✓ lyrics", "ms")
		if diff := cmp.Diff(want+"\n", a.out); diff != "" {
			t.Errorf("output (-want +got):\n%s", diff)
		}
	}
	command{args: []string{"run", songs}, path: path}.run(t).
		wants(t, exitSucceeded, `{"lyrics":"oh oh oh oh oh pan gangnam style"}`, "▸ input {\"name\":\"PSY\"}\n✓ song")
}

// Without Python there is a way out that needs none.
func TestRunSongsWithoutPython(t *testing.T) {
	a := runAsl(t, "run", songs)
	a.wants(t, exitNoTask, "", "no Python was found, which stepTest1 and stepTest2 need:\n", "--function stepTest1=URL", "go run ../../examples/songs")
	if a.out != "" {
		t.Errorf("output %q", a.out)
	}
	root := command{args: []string{"run", "examples/songs"}, dir: "../.."}.run(t)
	root.wants(t, exitNoTask, "", "go run ./examples/songs\n")
}

// The same machine runs with handlers for Node.
func TestRunNode(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"song.mjs": `export const handler = async (event) => ({song: event.name == "PSY" ? "gangnam style" : "i dont know"});`,
		"lyrics/index.js": `exports.handler = (event, context, callback) =>
			callback(null, {lyrics: event.song == "gangnam style" ? "oh oh oh oh oh pan gangnam style" : "i don't know"});`,
	})
	command{path: pathWithNode(t), args: []string{
		"run", songs + "/songs.asl.json", "-i", `{"name":"PSY"}`,
		"--function", "stepTest1=" + dir + ":song.handler", "--function", "stepTest2=" + filepath.Join(dir, "lyrics") + ":index.handler",
	}}.run(t).wants(t, exitSucceeded, `{"lyrics":"oh oh oh oh oh pan gangnam style"}`)
}

// A program that speaks the Runtime API needs no interpreter. A function of the command line
// takes the place of that of the folder.
func TestRunGo(t *testing.T) {
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "bootstrap"), "./testdata/gohandler")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	command{path: pathWithPython(t), args: []string{"run", songs, "--function", "stepTest1=" + dir + ":bootstrap"}}.run(t).
		wants(t, exitSucceeded, `{"lyrics":"oh oh oh oh oh pan gangnam style"}`)
}

func TestRunExitCodes(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"pass.json": passing, "fail.json": failing, "wrong.json": wrong, "call.json": calling, "wait.json": waiting, "empty.json": "{}",
	})
	for _, test := range []struct {
		args    string
		code    int
		out     string
		message string
	}{
		{"run pass.json", exitSucceeded, "{}\n", "✓ A"},
		{"run pass.json --input [1]", exitSucceeded, "[1]\n", ""},
		{"run fail.json", exitFailed, "", "asl: the execution failed with Out.Of.Stock: none left"},
		{"run wait.json --timeout 50ms", exitFailed, "", "The time of --timeout 50ms is over."},
		{"run", exitUsage, "", "Run 'asl run --help' for usage."},
		{"run none.json", exitUsage, "", "none.json"},
		{"run pass.json --input {", exitUsage, "", "--input: it is not JSON"},
		{"run pass.json --input @none", exitUsage, "", "none"},
		{"run pass.json --nothing", exitUsage, "", "unknown flag: --nothing"},
		{"run pass.json --quiet --events", exitUsage, "", "quiet"},
		{"run pass.json --name a/b", exitUsage, "", "--name: "},
		{"run pass.json --function f", exitUsage, "", "want NAME=DIR:HANDLER"},
		{"run pass.json --function f=none:app.handler", exitUsage, "", "none"},
		{"run pass.json --mock none.json#A", exitUsage, "", "none.json"},
		{"run pass.json --mock empty.json#A", exitUsage, "", "empty.json has no test cases"},
		{"run pass.json --mock none.json", exitUsage, "", "want FILE#CASE"},
		{"rum pass.json", exitUsage, "", `unknown command "rum"`},
		{"run wrong.json", exitDefinition, "", "wrong.json:1:"},
		{"run call.json --function g=http://127.0.0.1:1", exitNoTask, "", "There are functions of these names: g.\nName a function"},
		{"run call.json", exitNoTask, "", `no task for the resource "f"`},
	} {
		a := command{args: strings.Fields(test.args), dir: dir}.run(t)
		t.Run(test.args, func(t *testing.T) { a.wants(t, test.code, test.out, test.message) })
	}
}

func TestRunReads(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"a.asl.yaml": "StartAt: A\nStates:\n  A: {Type: Pass, End: true}\n", "in.json": ` {"a" : 1} `,
	})
	command{args: []string{"run", "a.asl.yaml", "-i", "@in.json"}, dir: dir}.run(t).wants(t, exitSucceeded, `{"a":1}`)
	command{args: []string{"run", "a.asl.yaml", "-i", "-"}, dir: dir, stdin: "[2]"}.run(t).wants(t, exitSucceeded, "[2]")
	command{args: []string{"run", "-", "-i", "3"}, stdin: passing}.run(t).wants(t, exitSucceeded, "3", "✓ A")
}

// Waits take no time, and are told as if they did.
func TestRunSkipsWaits(t *testing.T) {
	runAsl(t, "run", fileOf(t, "a.json", waiting), "--skip-waits").wants(t, exitSucceeded, "{}", "✓ A       2 h")
}

func TestRunEvents(t *testing.T) {
	a := runAsl(t, "run", fileOf(t, "a.json", passing), "--events")
	a.wants(t, exitSucceeded, "{}")
	events, err := history.Read([]byte(a.err))
	if err != nil || len(events) != 4 {
		t.Errorf("%d events, error %v:\n%s", len(events), err, a.err)
	}
}

func TestRunQuiet(t *testing.T) {
	for _, flag := range []string{"--quiet", "--progress"} {
		if a := runAsl(t, "run", fileOf(t, "a.json", passing), flag); a.err != "" || a.out != "{}\n" {
			t.Errorf("%s: %+v", flag, a)
		}
	}
	runAsl(t, "run", fileOf(t, "a.json", failing), "-q").wants(t, exitFailed, "", "Out.Of.Stock")
}

// The description tells of executions that fail, too.
func TestRunDescribes(t *testing.T) {
	a := runAsl(t, "run", fileOf(t, "a.json", failing), "--json", "--name", "mine")
	a.wants(t, exitFailed, "")
	var got struct{ Name, Status, Error, Cause string }
	if err := json.Unmarshal([]byte(a.out), &got); err != nil || got.Name != "mine" || got.Status != "FAILED" || got.Error != "Out.Of.Stock" {
		t.Errorf("%+v, error %v", got, err)
	}
}

// The files can be read by the other commands.
func TestRunWritesFiles(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.json": passing})
	in := func(args ...string) answer { return command{args: args, dir: dir}.run(t) }
	in("run", "a.json", "--history", "h.json", "--graph", "g.svg").wants(t, exitSucceeded, "{}")
	in("history", "h.json").wants(t, exitSucceeded, "The execution succeeded after")
	picture, err := os.ReadFile(filepath.Join(dir, "g.svg"))
	if err != nil || !strings.Contains(string(picture), "<svg") {
		t.Errorf("picture %.100s, error %v", picture, err)
	}
	in("run", "a.json", "--history", "none/h.json").wants(t, exitUsage, "", "none/h.json")
}

const mockConfig = `{"StateMachines": {"a": {"TestCases": {"Good": {"A": "R"}, "Bad": {"A": "E"}, "Long": {"A": "L"}, "None": {}}}},
	"MockedResponses": {"R": {"0": {"Return": {"n": 1}}}, "E": {"0": {"Throw": {"Error": "Busy", "Cause": "now"}}},
		"L": {"0": {"Return": 1}, "1": {"Return": 2}}}}`

func TestRunMock(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.asl.json": calling, "m.json": mockConfig})
	in := func(args ...string) answer {
		return command{args: append([]string{"run", "a.asl.json"}, args...), dir: dir}.run(t)
	}
	in("--mock", "m.json#Good").wants(t, exitSucceeded, `{"n":1}`)
	in("--mock", "m.json#a#Good").wants(t, exitSucceeded, `{"n":1}`)
	in("--mock", "m.json#ab#Good").wants(t, exitUsage, "", `m.json has no machine "ab"; did you mean "a"?`)
	in("--mock", "m.json#Bad").wants(t, exitFailed, "", "Busy: now")
	in("--mock", "m.json#Goof").wants(t, exitUsage, "", `did you mean "Good"?`)
	in("--mock", "m.json#None").wants(t, exitNoTask, "", "no task", "--mock FILE#CASE")
}

// Names and texts of a definition do nothing to a terminal.
func TestRunEscapes(t *testing.T) {
	a := runAsl(t, "run", fileOf(t, "a.json", `{"StartAt": "A\u001b[2J\n\u202eB", "States": {"A\u001b[2J\n\u202eB":
		{"Type": "Fail", "Error": "E\u001b[31m", "Cause": "C\u009b31m\rX"}}}`))
	a.wants(t, exitFailed, "", "✗ A␛[2J␊\uFFFDB", "E␛[31m", "C\uFFFD31m␍X")
	if strings.ContainsAny(a.err, "\x1b\r\u009b\u202e") {
		t.Errorf("messages %q", a.err)
	}
	b := runAsl(t, "run", fileOf(t, "b.json", passing), "-i", `"`+"\u009b31m\u202e"+`"`)
	b.wants(t, exitSucceeded, `"\u009b31m\u202e"`)
}
