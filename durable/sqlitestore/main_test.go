package sqlitestore_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// roleVariable makes this program do what a test needs another process for.
const roleVariable = "SQLITESTORE_ROLE"

var roles = map[string]func(args []string) error{}

func TestMain(m *testing.M) {
	role, ok := roles[os.Getenv(roleVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	go func() { // the test has ended, even if it could not say so, as it ran into its time limit
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	if err := role(os.Args[1:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// process is this program in a role. It ends with the one that has started it, however that ends:
// it reads from a pipe that nobody else has.
func process(role string, args ...string) (*exec.Cmd, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	_, err = cmd.StdinPipe()
	return cmd, err
}

// child runs a process to its end, and returns what it prints.
func child(t testing.TB, role string, args ...string) string {
	t.Helper()
	cmd, err := process(role, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", role, err, out)
	}
	return string(out)
}

func init() {
	roles["parent"] = func([]string) error {
		cmd, err := process("idle")
		if err != nil {
			return err
		}
		cmd.Stdout = os.Stdout
		if err := cmd.Start(); err != nil {
			return err
		}
		fmt.Println("started")
		return cmd.Wait()
	}
	roles["idle"] = func([]string) error {
		time.Sleep(time.Hour)
		return nil
	}
}

// TestProcessEndsWithParent: no process is left of a test that was killed.
func TestProcessEndsWithParent(t *testing.T) {
	cmd, err := process("parent")
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, out) // until nobody can write any more
		ended <- err
	}()
	select {
	case err = <-ended:
	case <-time.After(30 * time.Second):
		t.Error("its own process goes on")
	}
	_ = cmd.Wait() // it was killed
	if err != nil {
		t.Error(err)
	}
}
