package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// childVariable is the environment variable that makes the program run the attack that it
// names.
const childVariable = "GOASL_ATTACK"

// confined returns an error if attacks cannot be confined here.
func confined() error { return nil }

// atLeast is how long the process of an attack is waited for, besides the time that the
// attack may take twice.
var atLeast = 8 * time.Second

// start runs the attack in a process of its own.
func (a attack) start() (o outcome) {
	patience := 2*a.within + atLeast
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		o.problems = []string{err.Error()}
		return o
	}
	var out, diagnostics bytes.Buffer
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), childVariable+"="+a.name)
	cmd.Stdout, cmd.Stderr = &out, &diagnostics
	begun := time.Now()
	err = cmd.Run()
	o.Seconds = time.Since(begun).Seconds()
	o.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.peak = int64(usage.Maxrss) << 10
	}
	if broken := json.Unmarshal(out.Bytes(), &o.result); broken == nil && o.Complete {
		return o
	}
	o.Ended, _, _ = strings.Cut(diagnostics.String(), "\n")
	switch {
	case ctx.Err() != nil:
		o.problems = append(o.problems, fmt.Sprintf("it was still running after %v", patience))
	case err != nil:
		o.problems = append(o.problems, "the process ended: "+err.Error())
	default:
		o.problems = append(o.problems, "the process reported nothing")
	}
	return o
}

// child runs an attack in this process, within a limit of memory, and writes its result.
func child(name string, out io.Writer) int {
	i := slices.IndexFunc(attacks, func(a attack) bool { return a.name == name })
	if i < 0 {
		return unusable
	}
	a := attacks[i]
	a.setDefaults()
	if err := limitMemory(a.memory); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return unusable
	}
	if err := json.NewEncoder(out).Encode(a.perform()); err != nil {
		return unusable
	}
	return passed
}

// limitMemory limits the address space of the process. It leaves more room than the attack
// may use, so that its peak is measured if it uses too much, but not so much that the
// machine suffers. What is mapped already does not count: Go reserves much that it never
// uses.
func limitMemory(mebibytes int) error {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	var pages uint64
	if _, err := fmt.Sscan(string(text), &pages); err != nil {
		return errors.Join(errors.New("attack: /proc/self/statm"), err)
	}
	limit := pages*uint64(os.Getpagesize()) + uint64(mebibytes)<<22
	return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: limit})
}
