package lambda

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// kind is the kind of program that a handler is.
type kind int

const (
	executable kind = iota
	python
	node
)

// validRuntime matches the identifier of a runtime, which may be the name of a program, but
// not its path.
var validRuntime = regexp.MustCompile(`^[a-z0-9.]*$`)

// kindOf returns the kind of a function's handler.
func (f *function) kindOf() (kind, error) {
	switch {
	case f.Runtime == "":
		return f.kindOfFile()
	case !validRuntime.MatchString(f.Runtime):
		return 0, fmt.Errorf("the runtime %q has other characters than small letters, digits and points", f.Runtime)
	case strings.HasPrefix(f.Runtime, "python3"):
		return python, nil
	case strings.HasPrefix(f.Runtime, "nodejs"):
		return node, nil
	case strings.HasPrefix(f.Runtime, "provided"), f.Runtime == "go1.x":
		return executable, nil
	}
	return 0, fmt.Errorf("the runtime %q cannot be run here, only python3.*, nodejs*, provided* and go1.x; "+
		"give the URL of a container that runs it", f.Runtime)
}

// kindOfFile looks for the file that the handler names.
func (f *function) kindOfFile() (kind, error) {
	module := f.Handler[:max(strings.LastIndex(f.Handler, "."), 0)]
	dir, base := path.Split(f.Handler)
	file, _, _ := strings.Cut(base, ".")
	switch {
	case f.hasFile(strings.ReplaceAll(module, ".", "/"), ".py", "/__init__.py"):
		return python, nil
	case f.hasFile(dir+file, ".js", ".mjs", ".cjs"):
		return node, nil
	case f.entrypoint() != "":
		return executable, nil
	}
	return 0, fmt.Errorf("the handler %q names no file in %s that Python or Node could load, "+
		"and there is no executable of this name or named bootstrap; set Runtime, or correct the handler", f.Handler, f.Dir)
}

// hasFile reports whether the folder has a file with that name and one of the endings.
func (f *function) hasFile(name string, endings ...string) bool {
	for _, ending := range endings {
		if name != "" && isFile(filepath.Join(f.Dir, filepath.FromSlash(name+ending))) {
			return true
		}
	}
	return false
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// entrypoint returns the path of the program of an executable function: bootstrap in its
// folder, else the file of the folder that the handler names, or "" if there is neither.
func (f *function) entrypoint() string {
	for _, name := range []string{"bootstrap", filepath.FromSlash(f.Handler)} {
		for _, ending := range executableEndings {
			path := filepath.Join(f.Dir, name) + ending
			if filepath.IsLocal(name) && isExecutable(path) {
				return path
			}
		}
	}
	return ""
}

// command returns the program of the function's processes, and its arguments.
func (f *function) command() (program string, args []string, err error) {
	if f.kind == executable {
		program = f.entrypoint()
		if program == "" {
			return "", nil, &entrypointError{fmt.Errorf("Couldn't find valid bootstrap(s): [%s]", filepath.Join(f.Dir, "bootstrap"))}
		}
		return program, nil, nil
	}
	program, err = f.runtime.interpreters.find(f)
	return program, languages[f.kind].arguments, err
}

// runtimeName returns the identifier of the function's runtime. Without one it says no
// version.
func (f *function) runtimeName() string {
	if f.Runtime != "" {
		return f.Runtime
	}
	return map[kind]string{executable: "provided", python: "python3", node: "nodejs"}[f.kind]
}
