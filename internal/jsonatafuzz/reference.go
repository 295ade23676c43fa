package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

//go:embed reference.js
var script string

// patience is how long jsonata-js may take for an answer.
const patience = 10 * time.Second

// A reference is jsonata-js in a process, which is started again if it ends or does not
// answer.
type reference struct {
	folder  string
	now     time.Time
	process *exec.Cmd
	stdin   io.WriteCloser
	answers chan answer
}

// ask returns the answer of jsonata-js.
func (r *reference) ask(q question) (answer, error) {
	if r.process == nil {
		if err := r.start(); err != nil {
			return answer{}, err
		}
	}
	line, err := json.Marshal(q)
	if err != nil {
		return answer{}, err
	}
	// If the process has ended, there is no answer: see below.
	_, _ = r.stdin.Write(append(line, '\n'))
	select {
	case a, ok := <-r.answers:
		if ok {
			return a.withLimit(), nil
		}
	case <-time.After(patience):
	}
	r.stop()
	return answer{Kind: kindError, Code: limitCode, Message: "no answer"}, nil
}

// withLimit returns the answer with one code for all limits: those that the script
// sets, and those of the machine.
func (a answer) withLimit() answer {
	switch {
	case a.Code == "D1011" || a.Code == "D1012",
		strings.Contains(a.Message, "Maximum call stack size exceeded"),
		strings.Contains(a.Message, "Invalid string length"),
		strings.Contains(a.Message, "Invalid array length"):
		a.Code = limitCode
	}
	return a
}

func (r *reference) start() error {
	r.process = exec.Command("node", "--max-old-space-size=2048", "-e", script,
		r.folder, strconv.FormatInt(r.now.UnixMilli(), 10))
	r.process.Env = append(r.process.Environ(), "TZ=UTC")
	stdin, err := r.process.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := r.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := r.process.Start(); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	answers := make(chan answer, 1)
	r.stdin, r.answers = stdin, answers
	go func() {
		defer close(answers)
		lines := bufio.NewReader(stdout)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var a answer
			if json.Unmarshal(line, &a) != nil {
				return
			}
			answers <- a
		}
	}()
	return nil
}

// stop ends the process.
func (r *reference) stop() {
	if r.process == nil {
		return
	}
	_ = r.process.Process.Kill()
	for range r.answers {
		// The reader ends with the process.
	}
	_ = r.process.Wait()
	r.process = nil
}
