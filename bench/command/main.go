// Command command is the part of bench that measures the command asl: its size, and the time and
// the memory of a process that does little. Beside it is local-sfn, the command of
// aws-local-stepfunctions, with Node.
package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/goasl/goasl/bench/part"
)

func main() { part.Main(part.Parts{"command": measure}, nil) }

const (
	definition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}`
	input      = "7" // which both print as it is
)

// A tool is a command with what it needs.
type tool struct {
	name    string
	size    int64 // bytes, of all that has to be installed
	command func(args ...string) *exec.Cmd
	args    map[string][]string // by work
}

// The works, and what they print.
const (
	version = "tell the version"
	first   = "run a machine of two states"
)

func measure(s part.Settings) (*part.Report, error) {
	dir, err := os.MkdirTemp("", "command")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	report := &part.Report{}
	own, err := build(dir)
	if err != nil {
		return nil, err
	}
	tools := []tool{own}
	if sfn, v, err := localSFN(s.Npm, dir); err == nil {
		tools = append(tools, sfn)
		report.Versions = []string{v}
	} else {
		report.LeftOut = []string{fmt.Sprintf("local-sfn: %v", err)}
	}
	times := part.Table{Title: "the command, to", Measures: []part.Measure{{Name: "time", Unit: part.Nanoseconds}, {Name: "memory", Unit: part.Bytes}}}
	sizes := part.Table{Title: "size", Measures: []part.Measure{{Name: "size", Unit: part.Bytes}}}
	row := part.Row{Name: "what has to be installed"}
	for _, t := range tools {
		times.Peers, sizes.Peers = append(times.Peers, t.name), append(sizes.Peers, t.name)
		row.Figures = append(row.Figures, part.Figure{Values: []float64{float64(t.size)}})
	}
	sizes.Rows = []part.Row{row}
	for _, work := range []string{version, first} {
		if !s.Selected.MatchString(work) {
			continue
		}
		figures, err := part.Turns(4*s.Rounds, times.Peers, func(peer string) ([]float64, error) {
			i := slices.IndexFunc(tools, func(t tool) bool { return t.name == peer })
			return tools[i].run(work)
		})
		if err != nil {
			return nil, err
		}
		times.Rows = append(times.Rows, part.Row{Name: work, Figures: figures})
	}
	report.Tables = []part.Table{times, sizes}
	return report, nil
}

// run does a work once, and returns its time and its largest memory.
func (t tool) run(work string) ([]float64, error) {
	cmd := t.command(t.args[work]...)
	var out, problems bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &problems
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, problems.Bytes())
	}
	if got := strings.TrimSpace(out.String()); got == "" || work == first && got != input {
		return nil, fmt.Errorf("it prints %q", got)
	}
	return []float64{float64(took), largest(cmd.ProcessState)}, nil
}

// largest returns the largest memory of a process that has ended, in bytes.
func largest(p *os.ProcessState) float64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return float64(usage.Maxrss) * 1024
}

// build builds asl as it is released, and a definition.
func build(dir string) (tool, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/goasl/goasl").Output()
	if err != nil {
		return tool{}, fmt.Errorf("go list: %w", err)
	}
	file, machine := filepath.Join(dir, "asl"), machineIn(dir)
	cmd := exec.Command("go", "build", "-C", filepath.Join(strings.TrimSpace(string(root)), "cmd", "asl"), "-ldflags", "-s -w", "-o", file, ".")
	if text, err := cmd.CombinedOutput(); err != nil {
		return tool{}, fmt.Errorf("go build: %w: %s", err, text)
	}
	info, err := os.Stat(file)
	if err == nil {
		err = os.WriteFile(machine, []byte(definition), 0o600)
	}
	if err != nil {
		return tool{}, err
	}
	return tool{
		name: "asl", size: info.Size(),
		command: func(args ...string) *exec.Cmd { return exec.Command(file, args...) },
		args:    map[string][]string{version: {"version"}, first: {"run", machine, "--input", input}},
	}, nil
}

func machineIn(dir string) string { return filepath.Join(dir, "machine.asl.json") }

//go:embed promise.cjs
var promise []byte

// localSFN returns the command of the package, with its version.
func localSFN(npm, dir string) (tool, string, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return tool{}, "", err
	}
	modules := filepath.Join(npm, "node_modules")
	file := filepath.Join(modules, name, "bin", "CLI.cjs")
	if _, err := os.Stat(file); err != nil {
		return tool{}, "", fmt.Errorf("%s is not in %s", name, modules)
	}
	needed, v, err := closure(modules)
	if err != nil {
		return tool{}, "", err
	}
	size, err := sizeOf(append(needed, node))
	preload := filepath.Join(dir, "promise.cjs")
	err = errors.Join(err, os.WriteFile(preload, promise, 0o600))
	return tool{
		name: "local-sfn", size: size,
		command: func(args ...string) *exec.Cmd {
			return exec.Command(node, append([]string{"-r", preload, file}, args...)...)
		},
		args: map[string][]string{version: {"--version"}, first: {"-f", machineIn(dir)}},
	}, name + " " + v, err
}
