//go:build unix

package lambda

import (
	"os"
	"os/exec"
	"syscall"
)

// executableEndings are the endings of the names of programs.
var executableEndings = []string{""}

// isExecutable reports whether a file can be run.
func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// setGroup makes a process the first one of a group of its own. What it starts belongs to
// the group, unless it leaves it.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends all processes of the group of p.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) } // fails if there are none

// killRest ends what is left of the group of p, which has exited.
func killRest(p *os.Process) { killGroup(p) }
