package graph_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The library keeps its compiled code, which it runs the next time, where only the user can
// write, and a program finds its environment as it was.
func TestCompiledCodeIsPrivate(t *testing.T) {
	if os.Getenv("GRAPH_TEST_CHILD") != "" {
		os.Stdout.WriteString("temp " + os.TempDir() + "\n")
		return
	}
	temp, caches := t.TempDir(), t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestCompiledCodeIsPrivate$")
	cmd.Env = []string{"GRAPH_TEST_CHILD=1", "TMPDIR=" + temp, "TMP=" + temp, "XDG_CACHE_HOME=" + caches, "HOME=" + caches, "LocalAppData=" + caches}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "temp "+temp+"\n") {
		t.Errorf("error %v, output\n%s", err, out)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("in the folder for temporary files: %v, error %v", left, err)
	}
	found, err := filepath.Glob(filepath.Join(caches, "*", "go-graphviz"))
	deeper, err2 := filepath.Glob(filepath.Join(caches, "*", "*", "go-graphviz"))
	if err != nil || err2 != nil || len(found)+len(deeper) == 0 {
		t.Errorf("nothing is kept in the folder for caches: %v, %v", err, err2)
	}
}
