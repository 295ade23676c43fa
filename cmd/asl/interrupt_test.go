//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// An interrupt ends the execution as Stop does, and the handler's process.
func TestInterrupt(t *testing.T) {
	path := pathWithPython(t)
	dir := folderOf(t, map[string]string{
		"a.json":   calling,
		"asl.yaml": "machines: {a: {definition: a.json}}\nfunctions: {f: {handler: f.wait, timeout: 100}}",
		"f.py": `import os, time
def wait(event, context):
    with open("pid.part", "w") as f:
        f.write(str(os.getpid()))
    os.rename("pid.part", "pid")
    time.sleep(90)
`,
	})
	var messages bytes.Buffer
	cmd := exec.Command(program, "run", dir)
	cmd.Stderr, cmd.Env = &messages, []string{"PATH=" + path, "XDG_CACHE_HOME=" + cache}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := waitForPID(t, cmd, filepath.Join(dir, "pid"))
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	a := answer{err: messages.String(), code: cmd.ProcessState.ExitCode()}
	a.wants(t, exitFailed, "", "– A", "asl: the execution was aborted: The command was interrupted.")
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process of the handler is left: %v", err)
	}
	if err == nil {
		t.Error("the command succeeded")
	}
}

// When nothing reads the messages any more, as after "| head", the handler's process ends,
// too.
func TestBrokenPipe(t *testing.T) {
	path := pathWithPython(t)
	dir := folderOf(t, map[string]string{
		"a.json":   calling,
		"asl.yaml": "machines: {a: {definition: a.json}}\nfunctions: {f: {handler: f.wait, timeout: 100}}",
		"f.py": `import os, time
def wait(event, context):
    with open("pid.part", "w") as f:
        f.write(str(os.getpid()))
    os.rename("pid.part", "pid")
    while not os.path.exists("closed"):
        time.sleep(0.01)
    print("more", flush=True)
    time.sleep(90)
`,
	})
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "run", dir)
	cmd.Stderr, cmd.Env = w, []string{"PATH=" + path, "XDG_CACHE_HOME=" + cache}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := waitForPID(t, cmd, filepath.Join(dir, "pid"))
	w.Close()
	r.Close()
	if err := os.WriteFile(filepath.Join(dir, "closed"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the command succeeded")
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process of the handler is left: %v", err)
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// While a command waits for its input, there is nothing to end but itself.
func TestInterruptedInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "run", "-")
	cmd.Stdin = r
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := w.Write(make([]byte, 1<<20)); err != nil { // more than a pipe has room for
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // what it says is below
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
		t.Errorf("the command ended with %v, want %v", cmd.ProcessState, syscall.SIGINT)
	}
}

// waitForPID waits until the handler has written the number of its process.
func waitForPID(t *testing.T, cmd *exec.Cmd, file string) int {
	t.Helper()
	for range 3000 {
		text, err := os.ReadFile(file)
		if err == nil {
			pid, err := strconv.Atoi(string(text))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	t.Fatal("the handler has not begun")
	return 0
}
