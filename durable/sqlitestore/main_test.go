package sqlitestore_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// roleVariable makes this program do what a test needs another process for.
const roleVariable = "SQLITESTORE_ROLE"

var roles = map[string]func(args []string) error{}

func TestMain(m *testing.M) {
	role, ok := roles[os.Getenv(roleVariable)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := role(os.Args[1:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// process is this program in a role.
func process(t testing.TB, role string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	return cmd
}

// child runs a process to its end, and returns what it prints.
func child(t testing.TB, role string, args ...string) string {
	t.Helper()
	out, err := process(t, role, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", role, err, out)
	}
	return string(out)
}
