// Package wasmcache makes the layout library keep its compiled code where only the user of
// the program can write.
//
// When a program starts, go-graphviz compiles Graphviz to machine code and keeps it in the
// folder for temporary files, from which it is loaded and run the next time. Other users of
// the machine can write there, and so could have code of theirs run. While go-graphviz
// starts, the folder for temporary files is therefore one in the user's folder for caches.
//
// Of packages that do not need each other, the one whose import path comes first is
// initialized first, as the Go specification says. So this package, which needs nothing
// that go-graphviz does not need, is initialized before it.
package wasmcache

import (
	"os"
	"path/filepath"
)

// variables name the folder for temporary files.
var variables = []string{"TMPDIR", "TMP", "TEMP"}

var restore = func() {}

func init() {
	dir := folder()
	before := map[string]string{}
	for _, name := range variables {
		if value, ok := os.LookupEnv(name); ok {
			before[name] = value
		}
		_ = os.Setenv(name, dir) // name and value are valid
	}
	restore = func() {
		for _, name := range variables {
			value, ok := before[name]
			if ok {
				_ = os.Setenv(name, value) // it had this value
			} else {
				_ = os.Unsetenv(name)
			}
		}
	}
}

// Restore makes the folder for temporary files the one that it was. It is called when
// go-graphviz has started.
func Restore() { restore() }

// folder returns a folder that only the user can write to. Without one it returns a path at
// which no folder can be made, so that nothing is kept.
func folder() string {
	caches, err := os.UserCacheDir()
	if err != nil {
		return os.DevNull
	}
	dir := filepath.Join(caches, "goasl")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return os.DevNull
	}
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 && os.PathSeparator == '/' {
		return os.DevNull
	}
	return dir
}
