package lambda

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// executableEndings are the endings of the names of programs.
var executableEndings = []string{".exe", ""}

// isExecutable reports whether a file can be run.
func isExecutable(path string) bool { return isFile(path) }

// setGroup makes a process the first one of a group of its own, which gets no signals from
// the terminal.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup ends p and, as far as their parents still live, the processes that it has
// started: Windows has no groups that could be ended.
func killGroup(p *os.Process) {
	taskkill := filepath.Join(os.Getenv("SYSTEMROOT"), "System32", "taskkill.exe")
	_ = exec.Command(taskkill, "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
	_ = p.Kill() // fails if it has ended
}

// killRest does nothing: what p has started cannot be found after it has exited.
func killRest(*os.Process) {}
