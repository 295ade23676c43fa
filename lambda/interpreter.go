package lambda

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "embed"
)

// The programs that load a handler and invoke it, one for each language.
var (
	//go:embed bootstrap.py
	bootstrapPython string
	//go:embed bootstrap.cjs
	bootstrapNode string
)

// language is how the handlers of a kind are run.
type language struct {
	name      string
	programs  []string // that are looked for
	probe     []string // arguments to print the path of the real program, and its version
	minimum   [2]int
	arguments []string // to run a handler
}

var languages = map[kind]*language{
	python: {
		name:     "Python",
		programs: []string{"python3", "python"},
		probe: []string{"-E", "-S", "-c",
			"import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))"},
		minimum:   [2]int{3, 8},
		arguments: []string{"-c", bootstrapPython},
	},
	node: {
		name:      "Node",
		programs:  []string{"node", "nodejs"},
		probe:     []string{"-e", "console.log(process.execPath); console.log(process.versions.node)"},
		minimum:   [2]int{16, 0},
		arguments: []string{"-e", bootstrapNode},
	},
}

// InterpreterError says that there is no interpreter for a function. Its name in the States
// Language is Runtime.InterpreterNotFound; Lambda has no such error.
type InterpreterError struct {
	Function string   // its name
	Language string   // "Python" or "Node"
	Tried    []string // each program that was looked for, and what is wrong with it
}

// Error says what was looked for, and what to do.
func (e *InterpreterError) Error() string {
	return fmt.Sprintf("lambda: function %q: no %s was found that can run it (%s); install it, "+
		"set the Interpreter of the function to its path, or the URL to where the function runs",
		e.Function, e.Language, strings.Join(e.Tried, "; "))
}

// ErrorName returns the name for Retry and Catch.
func (e *InterpreterError) ErrorName() string { return "Runtime.InterpreterNotFound" }

// interpreters remembers the interpreters that were found. The zero value is ready to use.
type interpreters struct {
	mu    sync.Mutex
	found map[search]func() (string, []string)
}

// search is what an interpreter is looked for by. The folder counts as a version manager,
// such as pyenv, chooses by a file in it.
type search struct {
	kind                      kind
	runtime, interpreter, dir string
}

// find returns the path of the interpreter of a function. That of a version manager is a
// script that chooses one, slowly, and by the environment, which handlers don't get. So the
// interpreter is asked for its own path.
func (i *interpreters) find(f *function) (string, error) {
	l := languages[f.kind]
	key := search{f.kind, f.Runtime, f.Interpreter, f.Dir}
	i.mu.Lock()
	look := i.found[key]
	if look == nil {
		look = sync.OnceValues(func() (string, []string) { return l.find(f) })
		if i.found == nil {
			i.found = make(map[search]func() (string, []string))
		}
		i.found[key] = look
	}
	i.mu.Unlock()
	path, tried := look()
	if path == "" {
		return "", &InterpreterError{Function: f.Name, Language: l.name, Tried: tried}
	}
	return path, nil
}

// find returns the path of an interpreter, or what is wrong with each that was tried.
func (l *language) find(f *function) (path string, tried []string) {
	for _, program := range f.programs() {
		path, version, err := l.ask(program, f.Dir)
		if err == nil {
			f.warn(version)
			return path, nil
		}
		tried = append(tried, fmt.Sprintf("%s: %v", program, err))
	}
	return "", tried
}

// programs returns the names or the path to look for.
func (f *function) programs() []string {
	names := languages[f.kind].programs
	switch {
	case f.Interpreter != "":
		return []string{f.Interpreter}
	case strings.HasPrefix(f.Runtime, "python3."): // also the name of a program
		return append([]string{f.Runtime}, names...)
	}
	return names
}

// ask returns the path and the version of the interpreter that a program is or runs.
func (l *language) ask(program, dir string) (path, version string, err error) {
	file, err := lookPath(program)
	if err != nil {
		return "", "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, file, l.probe...)
	cmd.Dir, cmd.WaitDelay = dir, time.Second
	out, err := cmd.Output()
	if err != nil {
		return "", "", err
	}
	path, version, _ = strings.Cut(strings.TrimSpace(string(out)), "\n")
	path, version = strings.TrimSpace(path), strings.TrimSpace(version)
	if path == "" || !l.suits(version) {
		return "", "", fmt.Errorf("its version is %.20q, want %d.%d or newer", version, l.minimum[0], l.minimum[1])
	}
	return path, version, nil
}

// lookPath returns the absolute path of a program.
func lookPath(program string) (string, error) {
	file, err := exec.LookPath(program)
	var e *exec.Error
	if errors.As(err, &e) {
		err = e.Err // without the name
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(file)
}

// suits reports whether a version is new enough.
func (l *language) suits(version string) bool {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, err := strconv.Atoi(major)
	b, err2 := strconv.Atoi(minor)
	return err == nil && err2 == nil && (a > l.minimum[0] || a == l.minimum[0] && b >= l.minimum[1])
}

// warn logs that the version is not the one that the function asks for.
func (f *function) warn(version string) {
	wanted := strings.TrimPrefix(strings.TrimPrefix(f.Runtime, "python"), "nodejs")
	wanted = strings.TrimSuffix(wanted, ".x")
	if wanted != "" && version != wanted && !strings.HasPrefix(version, wanted+".") {
		f.runtime.logger.Warn("another version runs the function", "function", f.Name, "runtime", f.Runtime, "version", version)
	}
}
