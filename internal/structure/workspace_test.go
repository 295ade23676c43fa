package structure

import (
	"go/version"
	"os"
	"os/exec"
	"path"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// nightly is the line of a go.mod by which only .ci/nightly tests the module. It is neither in
// the workspace nor released.
var nightly = regexp.MustCompile(`(?m)^// nightly: \S`)

// modules returns the folders of the modules that .ci/run tests, from the root, "." for the root
// module.
func modules(t *testing.T) []string {
	t.Helper()
	var all []string
	eachFile(t, func(name, _ string) {
		if path.Base(name) == "go.mod" && !nightly.MatchString(read(t, name)) {
			all = append(all, path.Dir(name))
		}
	})
	return all
}

var goLine = regexp.MustCompile(`(?m)^go (\S+)$`)

// goOf returns what a go.mod or go.work says of Go, as "go1.25.0".
func goOf(t *testing.T, name string) string {
	t.Helper()
	m := goLine.FindStringSubmatch(read(t, name))
	if m == nil {
		t.Fatalf("%s names no version of Go", name)
	}
	return "go" + m[1]
}

// needsNewerGo reports whether a module needs a newer Go than the one that runs the
// test.
func needsNewerGo(t *testing.T, dir string) bool {
	t.Helper()
	running := runtime.Version()
	return version.IsValid(running) && version.Compare(goOf(t, path.Join(dir, "go.mod")), running) > 0
}

// A nested module may need a newer Go than the root module. The workspace needs
// that of the newest, and has them all.
func TestWorkspace(t *testing.T) {
	newest := ""
	for _, dir := range modules(t) {
		v := goOf(t, path.Join(dir, "go.mod"))
		if version.Compare(v, newest) > 0 {
			newest = v
		}
		if !strings.Contains(read(t, "go.work"), "\n\t./"+dir+"\n") && dir != "." {
			t.Errorf("go.work does not use %s", dir)
		}
	}
	if got := goOf(t, "go.work"); got != newest {
		t.Errorf("go.work says %s, the newest module %s", got, newest)
	}
}

// The modules load together, too, where the newest version that one of them requires is that of
// all: `go run ./examples/onboarding` in a clone does that. Without the workspace they do each.
func TestWorkspaceLoads(t *testing.T) {
	if running := runtime.Version(); version.IsValid(running) && version.Compare(goOf(t, "go.work"), running) > 0 {
		t.Skipf("the workspace needs %s, this is %s", goOf(t, "go.work"), running)
	}
	list := exec.Command("go", "list", "-deps", "-test", "work")
	list.Dir, list.Env = root(t), append(os.Environ(), "GOWORK=")
	if out, err := list.CombinedOutput(); err != nil {
		lines := strings.SplitAfterN(string(out), "\n", 11)
		t.Errorf("go list -deps -test work: %v\n%s", err, strings.Join(lines[:min(len(lines), 10)], ""))
	}
}

var platforms = regexp.MustCompile(`(?m)^// platforms:( [a-z0-9]+/[a-z0-9]+)+$`)

// Each module says what it builds for; .ci/run reads that.
func TestPlatforms(t *testing.T) {
	for _, dir := range modules(t) {
		if !platforms.MatchString(read(t, path.Join(dir, "go.mod"))) {
			t.Errorf(`%s/go.mod has no line such as "// platforms: linux/amd64 js/wasm"`, dir)
		}
	}
}
