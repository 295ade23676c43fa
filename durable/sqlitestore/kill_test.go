//go:build unix

package sqlitestore_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

var kills = flag.Int("kills", 4, "TestKill kills processes that often; the whole test has 50")

// TestKill: executions that wait, retry, map, call back and have children, in processes that
// are killed at random. Each ends once, with the right output and a history without gaps, and
// no task begins when its answer is durable already.
//
// The whole test is go test ./durable/sqlitestore -run TestKill -kills 50 -timeout 30m.
func TestKill(t *testing.T) {
	t.Run("one process", func(t *testing.T) { newRig(t, 10**kills).run(1, *kills, false) })
	t.Run("two processes, stopped past their leases too", func(t *testing.T) {
		r := newRig(t, 10**kills)
		r.run(2, *kills*4/5, true)
		if fenced := bytes.Count(r.lines(), []byte("fenced ")); fenced > 0 {
			t.Logf("%d commits were refused", fenced)
		} else if *kills >= 50 {
			t.Error("no commit was refused, so that the test shows nothing")
		}
	})
}

// rig has the processes of a test, and the folder that they share.
type rig struct {
	*testing.T
	dir     string
	role    string // of the workers
	n       int    // executions
	x       *durable.Executor
	workers []*exec.Cmd
	stopped map[int]bool // IDs of processes that stood still
	read    int          // bytes of the log of which the tokens were answered
}

func newRig(t *testing.T, n int) *rig {
	t.Helper()
	dir := t.TempDir()
	x, s, err := executor(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, dir: dir, role: "worker", n: n, x: x, stopped: map[int]bool{}}
	t.Cleanup(func() {
		for _, w := range r.workers {
			r.kill(w)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for i := range n {
		_, err := x.Start(t.Context(), durable.Start{Machine: arnOf + "mixed", Name: fmt.Sprint(i), Input: fmt.Appendf(nil, `{"n":%d,"wait":%d}`, i, 1+i%(*kills/2+1))})
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// run lets workers work, disturbs them that often, and checks what comes of it.
func (r *rig) run(workers, times int, stop bool) {
	r.Helper()
	for range workers {
		r.workers = append(r.workers, r.start())
	}
	for range times {
		r.answerFor(time.Duration(100+rand.N(700)) * time.Millisecond)
		i := rand.N(workers)
		if stop && rand.N(2) == 0 {
			r.pause(r.workers[i])
			continue
		}
		r.kill(r.workers[i])
		r.workers[i] = r.start()
	}
	for deadline := time.Now().Add(2*time.Minute + time.Duration(r.n)*time.Second); !r.ended(); r.answerFor(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.Fatalf("they do not end; log:\n%s", tail(r.lines()))
		}
	}
	r.check()
}

func (r *rig) start() *exec.Cmd {
	r.Helper()
	cmd, err := process(r.role, r.dir)
	if err != nil {
		r.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	return cmd
}

func (r *rig) kill(w *exec.Cmd) {
	r.Helper()
	if err := w.Process.Kill(); err != nil {
		r.Error(err)
	}
	_ = w.Wait() // it was killed
	if w.ProcessState.Exited() {
		r.Errorf("a worker has ended by itself: %v", w.ProcessState)
	}
}

// pause stops a process past its leases. If it is in a transaction, everybody waits for it.
func (r *rig) pause(w *exec.Cmd) {
	r.Helper()
	r.stopped[w.Process.Pid] = true
	err := w.Process.Signal(syscall.SIGSTOP)
	long := leaseTime + rand.N(2*leaseTime)
	goesOn := make(chan error)
	go func() {
		time.Sleep(long)
		goesOn <- w.Process.Signal(syscall.SIGCONT)
	}()
	r.answerFor(long)
	if err := errors.Join(err, <-goesOn); err != nil {
		r.Error(err)
	}
}

// answerFor answers tasks by their tokens, as another process, for a time.
func (r *rig) answerFor(d time.Duration) {
	r.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		lines := r.lines()[r.read:]
		lines = lines[:bytes.LastIndexByte(lines, '\n')+1]
		r.read += len(lines)
		for line := range strings.Lines(string(lines)) {
			if f := strings.Fields(line); f[0] == "token" {
				r.answer(f[2])
			}
		}
	}
}

func (r *rig) answer(token string) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	// A task that ran again has another answer already.
	if err := r.x.SendTaskSuccess(ctx, token, []byte(`"yes"`)); err != nil && !errors.Is(err, durable.ErrTaskTimedOut) {
		r.Errorf("SendTaskSuccess: %v", err)
	}
}

func (r *rig) lines() []byte {
	r.Helper()
	text, err := os.ReadFile(r.dir + "/log")
	if err != nil {
		r.Fatal(err)
	}
	return text
}

func tail(text []byte) []byte { return text[max(0, len(text)-3000):] }

// ended reports whether no execution runs.
func (r *rig) ended() bool {
	r.Helper()
	page, _, err := r.x.List(r.Context(), durable.Filter{Status: asl.Running, Max: 1})
	if err != nil {
		r.Fatal(err)
	}
	return len(page) == 0
}

func (r *rig) check() {
	r.Helper()
	for machine, want := range map[string]int{"mixed": r.n, "double": r.n} {
		page, _, err := r.x.List(r.Context(), durable.Filter{Machine: arnOf + machine, Status: asl.Succeeded, Max: 10 * r.n})
		if err != nil || len(page) != want {
			r.Errorf("%d executions of %s have succeeded, want %d; %v", len(page), machine, want, err)
		}
		for _, is := range page {
			r.checkHistory(is.ARN)
		}
	}
	for n := range r.n {
		d, err := r.x.Describe(r.Context(), strings.Replace(arnOf, ":stateMachine:", ":execution:", 1)+fmt.Sprint("mixed:", n))
		if err != nil || d.Output.String() != output(n) {
			r.Errorf("execution %d: %s, %v, want %s", n, d.Output, err, output(n))
		}
	}
	r.checkOrder()
}

// checkHistory wants each event once, and one end.
func (r *rig) checkHistory(arn string) {
	r.Helper()
	var ids, ends int64
	for p := (durable.HistoryPage{Max: 1000}); p.From > 0 || ids == 0; {
		events, next, err := r.x.History(r.Context(), arn, p)
		if err != nil || len(events) == 0 {
			r.Fatalf("%s: %d events, %v", arn, len(events), err)
		}
		for _, e := range events {
			if ids++; e.ID != ids {
				r.Fatalf("%s: event %d has the ID %d", arn, ids, e.ID)
			}
			if e.Type == "ExecutionSucceeded" {
				ends++
			}
		}
		if p.From = next; next == 0 {
			break
		}
	}
	if ends != 1 {
		r.Errorf("%s has ended %d times", arn, ends)
	}
}

// checkOrder wants that no task began when one had begun that follows from its answer. A
// process that stood still may begin one as it goes on, before it knows that it has lost it.
func (r *rig) checkOrder() {
	r.Helper()
	reached := map[int]int{}
	tasks := 0
	lines := bufio.NewScanner(bytes.NewReader(r.lines()))
	for lines.Scan() {
		var pid, n, stage int
		if _, err := fmt.Sscanf(lines.Text(), "task %d %d %d", &pid, &n, &stage); err != nil {
			continue
		}
		tasks++
		if stage < reached[n] && !r.stopped[pid] {
			r.Errorf("execution %d: a task of stage %d begins after one of stage %d", n, stage, reached[n])
		}
		reached[n] = max(reached[n], stage)
	}
	r.Logf("%d executions, %d tasks, %d of them again", r.n, tasks, tasks-8*r.n)
}
