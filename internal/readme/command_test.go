package readme

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// tools is the folder of the command asl, for all tests.
var tools string

func TestMain(m *testing.M) {
	code := 1
	defer func() { os.Exit(code) }()
	dir, err := os.MkdirTemp("", "readme")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer os.RemoveAll(dir)
	tools = dir
	code = m.Run()
}

// build builds the command once.
var build = sync.OnceValue(func() error {
	b := exec.Command("go", "build", "-o", filepath.Join(tools, "asl"), ".")
	b.Dir = filepath.Join("..", "..", "cmd", "asl")
	if out, err := b.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
})

// command returns the file of the command asl of this repository.
func command(t *testing.T) string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(tools, "asl")
}

// withCommand returns an environment in which the command asl is found.
func withCommand(t *testing.T) []string {
	t.Helper()
	path := filepath.Dir(command(t)) + string(os.PathListSeparator) + os.Getenv("PATH")
	return append(os.Environ(), "PATH="+path)
}
