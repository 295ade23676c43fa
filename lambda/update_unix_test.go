//go:build unix

package lambda_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/goasl/goasl/lambda"
)

// An invocation that is going on ends in the process in which it began, which ends then.
func TestUpdateMeanwhile(t *testing.T) {
	t.Parallel()
	needs(t, "python3")
	dir := t.TempDir()
	const code = `import os, time
def wait(event, context):
    open("begun", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.01)
    return os.getpid()
`
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	f := lambda.Function{Name: "f", Dir: dir, Handler: "app.wait", Timeout: time.Minute}
	r := newRuntime(t, []lambda.Function{f})
	ended := make(chan string, 1)
	go func() {
		out, err := call(t, r, "f", `{}`)
		if err != nil {
			out = err.Error()
		}
		ended <- out
	}()
	waitForFile(t, filepath.Join(dir, "begun"))
	f.Memory = 256
	if changed, err := r.Update([]lambda.Function{f}); err != nil || len(changed) != 1 {
		t.Fatalf("%v, %v", changed, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	out := <-ended
	pid, err := strconv.Atoi(out)
	if err != nil {
		t.Fatalf("it has ended with %s", out)
	}
	for deadline := time.Now().Add(time.Minute); !gone(pid); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the process has not ended")
		}
	}
}

func waitForFile(t *testing.T, path string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not come", path)
		}
	}
}
