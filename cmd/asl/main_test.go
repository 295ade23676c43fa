package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// program is the command as it is built, which most tests run, and cache a folder for what
// it keeps between runs.
var program, cache string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "asl")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program, cache = filepath.Join(dir, "asl"), filepath.Join(dir, "cache")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", "build", "-o", program, ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the command cannot be built:", err)
		return 1
	}
	return m.Run()
}

// command is a call of the program. Without a path the programs of the machine are not
// found.
type command struct {
	args  []string
	dir   string
	path  string
	env   string // a variable as NAME=VALUE, or ""
	stdin string
}

// answer is what a call gives.
type answer struct {
	out, err string
	code     int
}

func (c command) run(t *testing.T) answer {
	t.Helper()
	cmd := exec.Command(program, c.args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Dir = strings.NewReader(c.stdin), &out, &err, c.dir
	cmd.Env = []string{"PATH=" + c.path, "XDG_CACHE_HOME=" + cache, "HOME=" + cache, "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}
	if c.env != "" {
		cmd.Env = append(cmd.Env, c.env)
	}
	problem := cmd.Run()
	var ended *exec.ExitError
	if problem != nil && !errors.As(problem, &ended) {
		t.Fatal(problem)
	}
	return answer{out.String(), err.String(), cmd.ProcessState.ExitCode()}
}

// runAsl calls the program where no other programs are found.
func runAsl(t *testing.T, args ...string) answer {
	t.Helper()
	return command{args: args}.run(t)
}

// wants checks the exit code, and that the output and the messages have these texts.
func (a answer) wants(t *testing.T, code int, out string, messages ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("exit code %d, want %d\n%s", a.code, code, a.err)
	}
	if !strings.Contains(a.out, out) {
		t.Errorf("output\n%s\nhas no %q", a.out, out)
	}
	for _, m := range messages {
		if !strings.Contains(a.err, m) {
			t.Errorf("messages\n%s\nhave no %q", a.err, m)
		}
	}
}

// folderOf makes a folder of files.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fileOf makes a file in a folder of its own, and returns its path.
func fileOf(t *testing.T, name, text string) string {
	t.Helper()
	return filepath.Join(folderOf(t, map[string]string{name: text}), name)
}

// pathWith is a PATH with an interpreter and nothing else. Without it the test is skipped.
func pathWith(t *testing.T, name string, probe ...string) string {
	t.Helper()
	out, err := exec.Command(name, probe...).Output()
	if err != nil {
		t.Skipf("there is no %s", name)
	}
	dir := t.TempDir()
	if err := os.Symlink(strings.TrimSpace(string(out)), filepath.Join(dir, name)); err != nil {
		t.Skip(err)
	}
	return dir
}

func pathWithPython(t *testing.T) string {
	t.Helper()
	return pathWith(t, "python3", "-c", "import sys; print(sys.executable)")
}

func pathWithNode(t *testing.T) string {
	t.Helper()
	return pathWith(t, "node", "-e", "console.log(process.execPath)")
}

// The definitions that tests run.
const (
	passing = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	failing = `{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "Out.Of.Stock", "Cause": "none left"}}}`
	wrong   = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}`
	calling = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "End": true}}}`
	waiting = `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 7200, "End": true}}}`
)
