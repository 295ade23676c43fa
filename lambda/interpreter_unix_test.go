//go:build unix

package lambda_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/lambda"
)

// script writes a program to a folder.
func script(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
}

// realPython returns the path of an interpreter that is no script.
func realPython(t *testing.T) string {
	t.Helper()
	needs(t, "python3")
	out, err := exec.Command("python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// A version manager's script needs an environment that handlers don't get, and chooses by
// the folder. It is asked once, and the program that it chooses runs the handlers.
func TestVersionManager(t *testing.T) {
	python, bin := realPython(t), t.TempDir()
	asked := filepath.Join(bin, "asked")
	script(t, bin, "python3", fmt.Sprintf(`
[ -n "$MANAGER_ROOT" ] || { echo "no MANAGER_ROOT" >&2; exit 1; }
pwd >>%q
exec %q "$@"
`, asked, python))
	t.Setenv("PATH", bin+":/usr/bin:/bin")
	t.Setenv("MANAGER_ROOT", "/opt/manager")
	other := lambda.Function{Name: "g", Dir: "testdata/python", Handler: "cases.echo"}
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.echo"), other})
	for _, name := range []string{"f", "g", "f"} {
		if out, err := call(t, r, name, `1`); err != nil || out != "1" {
			t.Errorf("output %s, error %v", out, err)
		}
	}
	dir, err := filepath.Abs("testdata/python")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(asked); err != nil || string(got) != dir+"\n" {
		t.Errorf("the script was asked in %q, error %v; want once in %s", got, err, dir)
	}
}

// Programs that don't work are left out: one that a version manager has no version for, and
// one that is too old. The version that the function asks for comes first.
func TestWhichInterpreter(t *testing.T) {
	python, bin := realPython(t), t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(here, filepath.Join(bin, "good"))
	if err != nil {
		t.Fatal(err)
	}
	var log records
	r := newRuntime(t, []lambda.Function{
		{Name: "f", Dir: "testdata/python", Handler: "cases.echo", Runtime: "python3.99"},
		{Name: "given", Dir: "testdata/python", Handler: "cases.echo", Interpreter: filepath.Join(bin, "good")},
		{Name: "relative", Dir: "testdata/python", Handler: "cases.echo", Interpreter: relative},
		{Name: "bad", Dir: "testdata/python", Handler: "cases.echo", Interpreter: filepath.Join(bin, "python3")},
		{Name: "none", Dir: "testdata/python", Handler: "cases.echo", Interpreter: "no-such-program"},
	}, lambda.WithLogger(slog.New(&log)))
	script(t, bin, "python3.99", "echo not installed >&2; exit 127\n")
	script(t, bin, "python3", "echo /old/python; echo 3.7.9\n")
	script(t, bin, "python", fmt.Sprintf("exec %q \"$@\"\n", python))
	script(t, bin, "good", fmt.Sprintf("exec %q \"$@\"\n", python))
	t.Setenv("PATH", bin)
	for _, name := range []string{"f", "given", "relative"} {
		if out, err := call(t, r, name, `1`); err != nil || out != "1" {
			t.Errorf("%s: output %s, error %v", name, out, err)
		}
	}
	if got := log.all(); len(got) != 1 || !strings.HasPrefix(got[0], "another version runs the function function=f runtime=python3.99 version=3.") {
		t.Errorf("records %q, want a warning about another version", got)
	}
	for name, want := range map[string]string{"bad": `its version is "3.7.9", want 3.8 or newer`, "none": "no-such-program: executable file not found"} {
		var missing *lambda.InterpreterError
		if _, err := r.ResolveTask(name); !errors.As(err, &missing) || len(missing.Tried) != 1 || !strings.Contains(missing.Tried[0], want) {
			t.Errorf("%s: error %v, want %s", name, err, want)
		}
	}
}

// A program that cannot be started is an error in Lambda's words.
func TestNoEntrypoint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := lambda.Function{Name: "f", Dir: dir, Handler: "none", Runtime: "provided.al2023"}
	fails(t, f, `{}`, "Runtime.InvalidEntrypoint",
		`{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: … Error: Couldn't find valid bootstrap(s): […/bootstrap]"}`)
	if err := os.WriteFile(filepath.Join(dir, "bootstrap"), []byte("\x7fELF nothing"), 0o700); err != nil {
		t.Fatal(err)
	}
	fails(t, f, `{}`, "Runtime.InvalidEntrypoint", `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: … Error: fork/exec …/bootstrap: exec format error"}`)
}
