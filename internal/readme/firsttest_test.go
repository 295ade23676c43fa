package readme

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The commands of README.md for a module of one's own end with a test that passes.
func TestModuleOfOnesOwn(t *testing.T) {
	shell := lookPath(t, "sh")
	for _, b := range blocks(t, read(t, "README.md")) {
		if b.lang != "sh" || !strings.Contains(b.text, "go mod init") {
			continue
		}
		dir := filepath.ToSlash(filepath.Join(t.TempDir(), "parcel"))
		run := exec.Command(shell, "-e", "-c", strings.ReplaceAll(b.text, "../parcel", dir))
		run.Dir, run.Env = root(t), append(os.Environ(), "GOWORK=off", "PWD="+root(t))
		out, err := run.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "ok  \texample.com/parcel") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	t.Error("README.md has no commands for a module of one's own")
}
