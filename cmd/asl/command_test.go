package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Each command has examples, which name commands and flags that exist.
func TestExamplesOfHelp(t *testing.T) {
	root := newCommand(streams{})
	for _, c := range root.Commands() {
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example or no description", c.Name())
		}
		for line := range strings.Lines(c.Example) {
			_, line, _ = strings.Cut(strings.TrimSpace(line), "asl ")
			line, _, _ = strings.Cut(line, " > ")
			args := strings.Fields(line)
			found, rest, err := newCommand(streams{}).Find(args)
			if err != nil || found.Name() != c.Name() && found.Parent().Name() != c.Name() {
				t.Errorf("%s: %v", line, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	}
}

// No command needs more than it says: the help of each is there without files.
func TestHelp(t *testing.T) {
	var out bytes.Buffer
	s := streams{in: strings.NewReader(""), out: &out, err: io.Discard}
	for _, args := range [][]string{nil, {"help"}, {"run", "--help"}, {"help", "test"}, {"--version"}} {
		out.Reset()
		if code := execute(context.Background(), args, s); code != exitSucceeded || out.Len() == 0 {
			t.Errorf("%v: exit code %d, output %q", args, code, &out)
		}
	}
}

// What a command lacks, or has too much of, is told by its name.
func TestArguments(t *testing.T) {
	for want, args := range map[string][]string{
		"asl: FILE|FOLDER is missing: want asl run FILE|FOLDER\n":        {"run"},
		`asl: "PSY" is too much: want asl run FILE|FOLDER`:               {"run", songs, "PSY"},
		"asl: NAME is missing: want asl state FILE|FOLDER NAME\n":        {"state", songs},
		"asl: FILE|FOLDER… is missing: want asl validate FILE|FOLDER…\n": {"validate"},
		"asl: FILE|FOLDER… is missing: want asl lint FILE|FOLDER…\n":     {"lint"},
	} {
		runAsl(t, args...).wants(t, exitUsage, "", want)
	}
	runAsl(t, "validate", songs, songs).wants(t, exitSucceeded, "")
	runAsl(t, "lint", "--list", songs).wants(t, exitUsage, "", "is too much: --list takes no files")
	runAsl(t, "completion", "nope").wants(t, exitUsage, "", `"nope"`)
	runAsl(t, "run", songs, "--events", "--quiet").wants(t, exitUsage, "", "--events and --quiet exclude each other: give one of them")
	runAsl(t, "validate", songs, "--json", "--format", "text").wants(t, exitUsage, "", "--format and --json exclude each other")
	runAsl(t, "env", "node").wants(t, exitUsage, "", `asl: "node" is too much: want asl env`)
}

// What there is no help about is told as other wrong usage is.
func TestUnknownTopic(t *testing.T) {
	for topic, want := range map[string]string{
		"nope":            `there is no help about "nope"; asl help lists what there is`,
		"rnu":             `there is no help about "rnu"; did you mean "run"?`,
		"run fast":        `there is no help about "run fast"`,
		"completion bush": `did you mean "bash"?`,
	} {
		runAsl(t, append([]string{"help"}, strings.Fields(topic)...)...).wants(t, exitUsage, "", want)
	}
	runAsl(t, "help", "completion", "bash").wants(t, exitSucceeded, "bash")
}

func TestVersion(t *testing.T) {
	runAsl(t, "version").wants(t, exitSucceeded, "service models: botocore ")
	runAsl(t, "version", "all").wants(t, exitUsage, "", `asl: "all" is too much: want asl version`)
}

func TestCompletion(t *testing.T) {
	runAsl(t, "completion", "bash").wants(t, exitSucceeded, "__start_asl")
	runAsl(t, cobra.ShellCompRequestCmd, "state", songs, "").wants(t, exitSucceeded, "song\nlyrics\n")
}
