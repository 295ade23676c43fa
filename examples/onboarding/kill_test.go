package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
	"github.com/goasl/goasl/history"
)

// TestKill: the program is killed in the middle of tasks, after their answers, and in all waits.
// In the end each answer is in the history once, and no task has begun again whose answer was.
func TestKill(t *testing.T) {
	t.Parallel()
	p := &program{t: t, binary: filepath.Join(t.TempDir(), "onboarding.exe"), dir: t.TempDir()}
	if out, err := exec.Command("go", "build", "-o", p.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, at := range []string{"    Create account", "LambdaFunctionSucceeded", "TaskFailed", "    Ask to confirm", "TaskSubmitted"} {
		p.killAt(at)
	}
	if out, err := p.command("confirm", "ada").CombinedOutput(); err != nil { // nobody drives
		t.Fatalf("confirm: %v\n%s", err, out)
	}
	for _, at := range []string{"WaitStateEntered", "    Say welcome"} {
		p.killAt(at)
	}
	out, err := p.command("start", "ada").Output()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = append(p.lines, strings.Split(strings.TrimSpace(string(out)), "\n")...)
	checkLines(t, p.lines)
	checkStore(t, p.dir)
	if last := p.lines[len(p.lines)-1]; !strings.HasPrefix(last, "SUCCEEDED ") {
		t.Errorf("it ends with %q", last)
	}
}

// program is the example as a program, and what all its processes have printed.
type program struct {
	t           *testing.T
	binary, dir string
	lines       []string
}

func (p *program) command(args ...string) *exec.Cmd {
	return exec.Command(p.binary, append([]string{"-dir", p.dir}, args...)...)
}

// killAt starts the program and kills it when it has printed a line with that text. It may
// never come, if the process before was killed between storing and printing it: then this one
// is killed while it waits.
func (p *program) killAt(text string) {
	p.t.Helper()
	cmd := p.command("start", "ada")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	timer := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		p.lines = append(p.lines, scanner.Text())
		if strings.Contains(scanner.Text(), text) {
			_ = cmd.Process.Kill() // SIGKILL; what was printed meanwhile is read, too
		}
	}
	if err := cmd.Wait(); err == nil {
		p.t.Fatalf("it has ended before %q", text)
	}
}

var event = regexp.MustCompile(`^ *(\d+) (\w+)`)

// idOf returns the ID of the event of a line, 0 for other lines and for a start, which is told
// before it is stored.
func idOf(line string) (id int) {
	if m := event.FindStringSubmatch(line); m != nil && !strings.HasSuffix(m[2], "Started") {
		_, _ = fmt.Sscan(m[1], &id)
	}
	return id
}

var (
	begins = regexp.MustCompile(`^    ([\w ]+): .*, key (\S+)\)$`)
	answer = regexp.MustCompile(`^ *\d+ (LambdaFunctionSucceeded|TaskFailed|TaskSubmitted)`)
)

// checkLines checks that no event came twice, and that no task began again after its answer was
// printed, as it was durable then. Those that were killed began again with their key.
func checkLines(t *testing.T, lines []string) {
	t.Helper()
	last, running, answered, again := 0, "", map[string]bool{}, 0
	for _, l := range lines {
		if id := idOf(l); id > 0 {
			if id <= last {
				t.Errorf("event %d comes after %d: %q", id, last, l)
			}
			last = id
		}
		m := begins.FindStringSubmatch(l)
		switch {
		case answer.MatchString(l):
			answered[running] = true
		case m != nil && answered[m[2]]:
			t.Errorf("begins after its answer: %q", l)
		case m != nil && m[2] == running:
			again++
		case m != nil:
			answered[running], running = true, m[2]
		}
	}
	t.Logf("%d tasks began again", again)
	if again == 0 {
		t.Error("no task was killed in the middle")
	}
}

// checkStore checks that the history has no gap and each answer once, and that the mails are of
// the tasks that have answered.
func checkStore(t *testing.T, dir string) {
	t.Helper()
	store, err := sqlitestore.Open(filepath.Join(dir, "executions.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	mails := mailbox(filepath.Join(dir, "mails"))
	s, err := newService(store, mails, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	events, _, err := s.History(t.Context(), identity.ExecutionARN("ada"), durable.HistoryPage{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[history.Type]int{}
	for i, e := range events {
		if count[e.Type]++; e.ID != int64(i+1) {
			t.Errorf("event %d is the %d.", e.ID, i+1)
		}
	}
	if a, b, c := count[history.TypeLambdaFunctionSucceeded], count[history.TypeTaskSubmitted], count[history.TypeTaskFailed]; a != 2 || b != 1 || c != 1 {
		t.Errorf("%d tasks have succeeded, %d were submitted, %d have failed; want 2, 1 and 1", a, b, c)
	}
	for kind, want := range map[string]string{"confirm": "#3", "welcome": "#4"} {
		if m, err := mails.read("ada", kind); err != nil || m.Key != identity.ExecutionARN("ada")+want {
			t.Errorf("the mail %q: %+v, %v", kind, m, err)
		}
	}
}
