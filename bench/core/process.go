package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
)

// prepareProcess builds, in the folder dir, a program that starts a peer written in Go
// and does the order once.
func prepareProcess(dir, program string, o order) (runner, string, error) {
	file := filepath.Join(dir, program)
	build := exec.Command("go", "build", "-o", file, "github.com/goasl/goasl/bench/core/startup/"+program)
	if text, err := build.CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("go build: %w\n%s", err, text)
	}
	return processes(file, o.Definitions[0], o.Input)
}

// processes returns a runner that starts a process for each order and waits for its
// end.
func processes(name string, args ...string) (runner, string, error) {
	once := func() (string, error) {
		var problems bytes.Buffer
		cmd := exec.Command(name, args...)
		cmd.Stderr = &problems
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("%w: %s", err, problems.Bytes())
		}
		return string(out), nil
	}
	output, err := once()
	if err != nil {
		return nil, "", err
	}
	run := measured(func() error { _, err := once(); return err })
	return func(count int) (sample, error) {
		s, err := run(count)
		return sample{time: s.time}, err // the allocations are of another process
	}, output, nil
}
