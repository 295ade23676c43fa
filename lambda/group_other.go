//go:build !unix && !windows

package lambda

import (
	"os"
	"os/exec"
)

// executableEndings are the endings of the names of programs.
var executableEndings = []string{""}

// isExecutable reports whether a file can be run.
func isExecutable(path string) bool { return isFile(path) }

// setGroup does nothing where processes have no groups.
func setGroup(*exec.Cmd) {}

// killGroup ends p.
func killGroup(p *os.Process) { _ = p.Kill() }

// killRest does nothing.
func killRest(*os.Process) {}
