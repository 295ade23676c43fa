package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"time"

	"github.com/goasl/goasl/asl"
)

// A Function is a Lambda function: its code and its configuration.
type Function struct {
	Name string // by which resources and requests call it

	// Dir is the folder with the code: the working directory and LAMBDA_TASK_ROOT.
	Dir string

	// Handler is what to call: "module.function" for Python, "file.function" for Node, the
	// name of an executable file in Dir for anything else.
	Handler string

	// Runtime is the identifier of a runtime, such as "python3.13", "nodejs22.x" or
	// "provided.al2023". The version says which interpreter is looked for first; another
	// one runs the handler, too. Without an identifier, the file that Handler names tells.
	Runtime string

	// Interpreter is the path of the program for Python or Node. Without it, PATH is
	// searched.
	Interpreter string

	// Timeout is how long an invocation may take; 0 is 3 seconds. It is real time, also in
	// an execution on a virtual clock. A process may take 10 seconds more to start.
	Timeout time.Duration

	Memory int // in MB, which the handler is told and nothing enforces; 0 is 128

	// Concurrency is how many invocations may go on at once, each in a process of its own;
	// others wait. 0 is 10. A container with the runtime interface emulator takes 1.
	Concurrency int

	// Env is the environment of the handler, beside what Lambda sets. Of the environment of
	// this program it gets only what programs need to start: PATH, the folders of temporary
	// files and of shared libraries, and SYSTEMROOT on Windows. Credentials must be passed
	// here; those in files of the home folder are hidden from the SDKs.
	Env map[string]string

	// URL is the address of a function that runs elsewhere: that of SAM's local endpoint,
	// of a container with Lambda's runtime interface emulator, or of another server with
	// the path /2015-03-31/functions/NAME/invocations. A URL that ends in /invocations is
	// used as it is. Requests are not signed. Of the other fields, Name and Concurrency
	// count then.
	URL string
}

// The defaults of a Function. Step Functions: timeout and memory are those of Lambda.
const (
	defaultTimeout     = 3 * time.Second
	defaultMemory      = 128
	defaultConcurrency = 10
)

// function is a Function of a Runtime.
type function struct {
	Function
	runtime *Runtime
	kind    kind
	slots   chan struct{} // a value for each invocation that is going on
	pool    pool
	code    string // see Update; "" if it is not known
}

// validName matches the name of a function that Lambda makes, and invokedName one that it invokes:
// who answers at a URL decides what names there are. A name of dots only would be a path.
// Step Functions: the lengths are those of Lambda.
var (
	validName   = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
	invokedName = regexp.MustCompile(`^[a-zA-Z0-9_.-]{0,169}[a-zA-Z0-9_-]$`)
)

// newFunction checks a function and sets the defaults.
func newFunction(r *Runtime, config Function) (*function, error) {
	f := &function{Function: config, runtime: r}
	switch {
	case f.URL == "" && !validName.MatchString(f.Name):
		return nil, errors.New("the name must have 1 to 64 letters, digits, hyphens and underscores")
	case f.URL != "" && !invokedName.MatchString(f.Name):
		return nil, errors.New("the name must have 1 to 170 letters, digits, hyphens, underscores and dots, the last of which is no dot")
	}
	if f.Timeout < 0 || f.Memory < 0 || f.Concurrency < 0 {
		return nil, errors.New("Timeout, Memory or Concurrency is negative")
	}
	f.Timeout = orDefault(f.Timeout, defaultTimeout)
	f.Memory = orDefault(f.Memory, defaultMemory)
	f.slots = make(chan struct{}, orDefault(f.Concurrency, defaultConcurrency))
	if f.URL != "" {
		return f, f.checkURL()
	}
	if err := f.checkCode(); err != nil {
		return nil, err
	}
	return f, checkEnv(f.Env)
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// checkURL checks the URL and completes it.
func (f *function) checkURL() error {
	u, err := url.Parse(f.URL)
	if err != nil {
		return err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return fmt.Errorf("the URL %q is no address such as http://127.0.0.1:3001", f.URL)
	}
	if path.Base(u.Path) != "invocations" {
		u = u.JoinPath("2015-03-31", "functions", f.Name, "invocations")
	}
	f.URL = u.String()
	return nil
}

// checkCode checks the folder and the handler, and finds out what kind of program it is.
func (f *function) checkCode() (err error) {
	if f.Dir == "" || f.Handler == "" {
		return errors.New("Dir and Handler, or a URL, must say what to run")
	}
	if f.Dir, err = filepath.Abs(f.Dir); err != nil {
		return err
	}
	info, err := os.Stat(f.Dir)
	if err != nil {
		return fmt.Errorf("the folder with the code: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", f.Dir)
	}
	f.kind, err = f.kindOf()
	return err
}

// prepare finds the interpreter of a function that runs here.
func (f *function) prepare() error {
	if f.URL != "" || f.kind == executable {
		return nil
	}
	_, err := f.runtime.interpreters.find(f)
	return err
}

// task returns the task that invokes the function by that name.
func (f *function) task(n name) asl.TaskFunc {
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		inv := &invocation{name: n, id: newUUID(), event: input}
		if info != nil {
			inv.task = info.Key
		}
		inv.trace = asl.TraceHeader(ctx)
		answer, err := f.invoke(ctx, inv)
		if err != nil {
			return nil, err
		}
		viaInvoke := info != nil && info.Function != ""
		if answer.failed {
			return nil, taskError(answer.payload, viaInvoke)
		}
		return taskOutput(answer.payload, viaInvoke), nil
	}
}

// invoke invokes the function wherever it runs.
func (f *function) invoke(ctx context.Context, inv *invocation) (answer, error) {
	inv.arn = f.runtime.arnOf(inv.name)
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	defer func() { <-f.slots }()
	if f.URL != "" {
		return f.post(ctx, inv)
	}
	return f.invokeHere(ctx, inv)
}
