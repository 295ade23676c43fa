package servertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/temporal"
)

// serve is the role of a server: its arguments are the file of its data, and its port.
func serve(args []string) error {
	port, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	server, err := newServer(args[0], port)
	if err == nil {
		err = server.Start()
	}
	if err == nil {
		select {} // until it is killed
	}
	return err
}

// work is the role of a worker: its arguments are the address of the server, and the folder
// that its tasks share with the test.
func work(args []string) error {
	sdk, err := dial(args[0])
	if err != nil {
		return err
	}
	w := worker.New(sdk, killQueue, worker.Options{})
	machines, err := killMachines(folder(args[1]))
	if err == nil {
		err = temporal.Register(w, machines, killOptions()...)
	}
	if err == nil {
		err = w.Run(nil)
	}
	return err
}

// process is one that runs the program of the tests in another role.
type process struct {
	*exec.Cmd
	t *testing.T
}

// newProcess starts the program of the tests in a role, as it runs or as it was built otherwise,
// until it is killed.
func newProcess(t *testing.T, program, role string, args ...string) *process {
	t.Helper()
	p := &process{exec.Command(program, append([]string{role}, args...)...), t}
	p.Stdout, p.Stderr = os.Stdout, os.Stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// kill ends a process with SIGKILL, unless it was killed before.
func (p *process) kill() {
	if p == nil || p.ProcessState != nil {
		return
	}
	if err := p.Process.Kill(); err != nil {
		p.t.Error(err)
	}
	_ = p.Wait() // it was killed
	if p.ProcessState.Exited() {
		p.t.Errorf("%s has ended by itself: %v", p.Args[1], p.ProcessState)
	}
}

// folder is where tasks note that they begin, and find what lets them go on.
type folder string

func (f folder) file(name string) string { return filepath.Join(string(f), name) }

// note adds a line to the log, in one write, so that processes can do it side by side.
func (f folder) note(format string, args ...any) error {
	log, err := os.OpenFile(f.file("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	_, err = fmt.Fprintf(log, format+"\n", args...)
	return err
}

// lines returns how often each line is in the log.
func (f folder) lines() map[string]int {
	all := map[string]int{}
	text, _ := os.ReadFile(f.file("log")) // there may be none yet
	for line := range strings.Lines(string(text)) {
		all[strings.TrimSpace(line)]++
	}
	return all
}

// quick is a task that is done at once.
func (f folder) quick(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	return in, f.note("%s %s", info.State, info.Key)
}

// held is a task that lasts until there is the file go.
func (f folder) held(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	if err := f.note("%s %s", info.State, info.Key); err != nil {
		return nil, err
	}
	for {
		if _, err := os.Stat(f.file("go")); err == nil {
			return in, nil
		}
		if err := info.Sleep(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// handOn is a task that leaves its token in a file.
func (f folder) handOn(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	if err := os.WriteFile(f.file("token"), []byte(info.Token()), 0o600); err != nil {
		return nil, err
	}
	return nil, f.note("%s %s", info.State, info.Key)
}
