package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The example examples/onboarding runs on a server by its flag: it is killed while it waits for
// an answer, which comes while nothing else runs, and goes on when it is started again.
func TestOnboarding(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "onboarding")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir, build.Env = "../../examples/onboarding", append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	command := func(args ...string) *exec.Cmd {
		return exec.Command(program, append([]string{"-dir", dir, "-temporal", sharedAddress}, args...)...)
	}
	first := command("start", "ada")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "mails", "ada.confirm.json")); err == nil {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("no mail within a minute")
		}
	}
	time.Sleep(time.Second) // so that the task has ended
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	for _, args := range [][]string{{"confirm", "ada"}, {"start", "ada"}, {"list"}} {
		out, err := command(args...).CombinedOutput()
		t.Logf("%s:\n%s", strings.Join(args, " "), out)
		want := map[string]string{
			"confirm": "ada has confirmed the address",
			"start":   `SUCCEEDED {"name":"ada",`,
			"list":    "SUCCEEDED",
		}[args[0]]
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v, want %q", strings.Join(args, " "), err, want)
		}
	}
}
