//go:build !race

// What this file tests are other programs, which the race detector does not see.

package structure

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// trial is a copy of the repository in which commands are tried, and what they run
// with.
type trial struct {
	dir   string // temporary, with all that is below
	clone string
	env   []string
}

// newTrial copies the files of the working tree into a repository of their own.
func newTrial(t *testing.T) *trial {
	t.Helper()
	for _, program := range []string{"git", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s", program)
		}
	}
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root(t)
	names, err := list.Output()
	if err != nil {
		t.Skipf("%s is no clone: %v", root(t), err)
	}
	dir := t.TempDir()
	tr := &trial{dir: dir, clone: filepath.Join(dir, "clone")}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		copyFile(t, filepath.Join(root(t), filepath.FromSlash(name)), filepath.Join(tr.clone, filepath.FromSlash(name)))
	}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") {
			tr.env = append(tr.env, v)
		}
	}
	settings := filepath.Join(dir, "gitconfig")
	write(t, settings, "[user]\n\tname = A\n\temail = a@example.com\n")
	tr.env = append(tr.env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+settings, "GOSUMDB=off", "GOWORK=off")
	tr.git(t, "init", "-q", "-b", "main")
	tr.git(t, "add", "-A")
	tr.git(t, "commit", "-q", "-m", "all")
	return tr
}

// run runs a command in a folder and returns what it prints.
func (tr *trial) run(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, tr.env
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// must runs a command that has to succeed.
func (tr *trial) must(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	out, err := tr.run(dir, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func (tr *trial) git(t *testing.T, args ...string) string {
	t.Helper()
	return tr.must(t, tr.clone, "git", args...)
}

// refuses checks that there is no release, and that nothing is left of the attempt.
func (tr *trial) refuses(t *testing.T, version, because string) {
	t.Helper()
	state := func() string {
		return tr.git(t, "rev-parse", "HEAD") + tr.git(t, "status", "--porcelain") + tr.git(t, "tag")
	}
	before := state()
	if out, err := tr.run(tr.clone, "bash", ".ci/release", version); err == nil || !strings.Contains(out, because) {
		t.Errorf("release %s: %v, %q; want a failure that says %q", version, err, out, because)
	}
	if after := state(); after != before {
		t.Errorf("release %s left %q, where there was %q", version, after, before)
	}
}

// program uses the module yaml.
const program = `package main

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/yaml"
)

func main() {
	m, err := yaml.Parse([]byte("StartAt: P\nStates: {P: {Type: Pass, End: true}}\n"))
	if err != nil {
		panic(err)
	}
	r, err := m.Execute(context.Background(), []byte("{}"))
	fmt.Println(string(r.Output), err)
}
`

const printed = "{} <nil>"

// changelog has one version with changes, and one without.
const changelog = `# Changelog

## [Unreleased]

- Something else.

## [0.99.0] - 2026-12-01

### Added

- A new thing.

## [0.98.0] - 2026-11-01

[0.99.0]: https://example.com/
`

// changes are what the tag of the version says.
const changes = `v0.99.0

### Added

- A new thing.`

// TestRelease plays a release into a repository that stands for the public one, and
// uses the nested modules from there as a stranger does. One of them is a command
// that needs yaml, and comes before it by name.
func TestRelease(t *testing.T) {
	folders := modules(t)
	for _, dir := range folders {
		if needsNewerGo(t, dir) {
			t.Skipf("the module in %s needs a newer Go", dir)
		}
	}
	tr := newTrial(t)
	for _, dir := range folders {
		if out, err := tr.run(filepath.Join(tr.clone, dir), "go", "mod", "tidy", "-diff"); err != nil {
			t.Skipf("the modules that %s needs cannot be downloaded: %v\n%s", dir, err, out)
		}
	}
	command := filepath.Join(tr.clone, "a", "command")
	write(t, filepath.Join(command, "main.go"), program)
	write(t, filepath.Join(command, "go.mod"), "module "+module+"/a/command\n\ngo 1.25.0\n\n"+
		"replace "+module+" => ../../\n\nreplace "+module+"/yaml => ../../yaml\n")
	tr.must(t, command, "go", "mod", "tidy")
	tr.git(t, "add", "-A")
	tr.git(t, "commit", "-q", "-m", "a/command: print something")

	tr.refuses(t, "1.2", "usage")
	tr.refuses(t, "v0.99.0", "CHANGELOG.md says nothing of v0.99.0")
	write(t, filepath.Join(tr.clone, "CHANGELOG.md"), changelog)
	tr.git(t, "commit", "-q", "-a", "-m", "CHANGELOG: v0.99.0")
	tr.refuses(t, "v0.99", "usage")
	tr.refuses(t, "v0.98.0", "CHANGELOG.md says nothing of v0.98.0")
	hook := filepath.Join(tr.clone, ".git", "hooks", "pre-commit")
	write(t, hook, "#!/bin/sh\necho not today\nexit 1\n")
	tr.refuses(t, "v0.99.0", "not today")
	if err := os.Remove(hook); err != nil {
		t.Fatal(err)
	}
	tr.release(t, "v0.99.0", append(folders, "a/command"))
	tr.refuses(t, "v0.99.0", "there are tags")
	write(t, filepath.Join(tr.clone, "README.md"), "changed")
	tr.refuses(t, "v0.99.1", "not committed")
	tr.use(t, "v0.99.0")
}

// release releases a version, checks what it tags, and publishes it as it says.
func (tr *trial) release(t *testing.T, version string, folders []string) {
	t.Helper()
	said := tr.must(t, tr.clone, "bash", ".ci/release", version)
	if got := tr.git(t, "tag", "-l", "--format=%(contents)", version); got != changes {
		t.Errorf("the tag %s says\n%s\nwant\n%s", version, got, changes)
	}
	for _, dir := range folders {
		if dir == "." {
			continue
		}
		tr.git(t, "merge-base", "--is-ancestor", version, dir+"/"+version)
		file := path.Join(dir, "go.mod")
		released, next := tr.git(t, "show", dir+"/"+version+":"+file), tr.git(t, "show", "HEAD:"+file)
		if !strings.Contains(released, module+" "+version) || strings.Contains(released, "replace") {
			t.Errorf("%s is released with this go.mod:\n%s", dir, released)
		}
		if !strings.Contains(next, module+" => ../") {
			t.Errorf("%s goes on with this go.mod:\n%s", dir, next)
		}
		tr.must(t, filepath.Join(tr.clone, dir), "go", "mod", "tidy", "-diff")
	}
	public := filepath.Join(tr.dir, "public.git")
	tr.git(t, "init", "-q", "--bare", public)
	tr.git(t, "remote", "add", "origin", public)
	push := strings.Fields(said[strings.LastIndex(said, "\n")+1:])
	tr.must(t, tr.clone, push[0], push[1:]...)
}

// use gets the last release from the public repository: yaml for a program of one's
// own, and the command.
func (tr *trial) use(t *testing.T, version string) {
	t.Helper()
	stranger := filepath.Join(tr.dir, "stranger")
	write(t, filepath.Join(stranger, "go.mod"), "module example.com/stranger\n\ngo 1.25.0\n")
	write(t, filepath.Join(stranger, "main.go"), program)
	cache, proxy := tr.must(t, stranger, "go", "env", "GOMODCACHE"), tr.must(t, stranger, "go", "env", "GOPROXY")
	settings := filepath.Join(tr.dir, "stranger.gitconfig")
	write(t, settings, "[url \"file://"+tr.dir+"/public.git\"]\n\tinsteadOf = https://"+module+"\n")
	tr.env = append(tr.env, "GIT_CONFIG_GLOBAL="+settings, "GOFLAGS=-modcacherw",
		"GOMODCACHE="+filepath.Join(tr.dir, "modules"), "GOPROXY=file://"+cache+"/cache/download,"+proxy, "GOPRIVATE="+module)
	tr.must(t, stranger, "go", "get", module+"/yaml@latest")
	for _, m := range []string{module, module + "/yaml"} {
		if got, want := tr.must(t, stranger, "go", "list", "-m", m), m+" "+version; got != want {
			t.Errorf("a stranger gets %s, want %s", got, want)
		}
	}
	for _, what := range []string{".", module + "/a/command@latest"} {
		if out := tr.must(t, stranger, "go", "run", what); !strings.HasSuffix(out, printed) {
			t.Errorf("a stranger's go run %s prints %q, want %q", what, out, printed)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if os.IsNotExist(err) { // removed, and not yet in the index
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(text))
}

// write writes a file that may be run, and the folders around it.
func write(t *testing.T, file, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(file), 0o777)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
}
