package lambda_test

import (
	"context"
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// needs skips the test if a program is not installed.
func needs(t testing.TB, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed", program)
	}
}

// newRuntime returns a runtime that is closed when the test ends.
func newRuntime(t testing.TB, functions []lambda.Function, opts ...lambda.Option) *lambda.Runtime {
	t.Helper()
	r, err := lambda.New(functions, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// call invokes a function by its name.
func call(t testing.TB, r *lambda.Runtime, name, event string) (string, error) {
	t.Helper()
	f, err := r.ResolveTask(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := f(context.Background(), json.RawMessage(event))
	return string(out), err
}

var _ asl.TaskResolver = (*lambda.Runtime)(nil)

func TestPython(t *testing.T) {
	needs(t, "python3")
	r := newRuntime(t, []lambda.Function{{Name: "song", Dir: "../examples/songs/handlers", Handler: "song.lambda_handler"}})
	for range 2 {
		out, err := call(t, r, "song", `{"name": "PSY"}`)
		if err != nil || out != `{"song": "gangnam style"}` {
			t.Errorf("output %s, error %v", out, err)
		}
	}
}
