package awsclient

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// environment keeps the clients from the files and the servers of this machine.
var environment = []string{
	"AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
	"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true",
	"AWS_DISABLE_HOST_PREFIX_INJECTION=true", "AWS_PAGER=", "AWS_MAX_ATTEMPTS=1",
	"NO_PROXY=*", "no_proxy=*",
}

// process is a program that reads requests, a line each, and answers each with a line.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	trouble strings.Builder // what the program writes to standard error
}

// begin starts a program.
func begin(name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...)}
	p.cmd.Env = append(os.Environ(), environment...)
	p.cmd.Stderr = &p.trouble
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

func (p *process) Call(r Request) (Answer, error) {
	var a Answer
	line, err := json.Marshal(r)
	if err != nil {
		return a, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return a, p.ended(err)
	}
	answer, err := p.out.ReadBytes('\n')
	if err != nil {
		return a, p.ended(err)
	}
	return a, json.Unmarshal(answer, &a)
}

// ended returns why a process does not answer.
func (p *process) ended(err error) error {
	p.in.Close()
	p.cmd.Wait() // what it says is in trouble
	return fmt.Errorf("%s: %w: %s", p.cmd.Path, err, p.trouble.String())
}

func (p *process) Close() error {
	p.in.Close()
	return p.cmd.Wait()
}
