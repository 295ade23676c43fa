package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/bench/part"
)

// Without Node, asl is measured alone.
func TestMeasure(t *testing.T) {
	s := part.Settings{Rounds: 1, Selected: regexp.MustCompile(""), Npm: t.TempDir()}
	r, err := measure(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.LeftOut) != 1 || !strings.HasPrefix(r.LeftOut[0], "local-sfn: ") || len(r.Tables) != 2 || len(r.Tables[0].Rows) != 2 {
		t.Errorf("%+v", r)
	}
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			for _, v := range row.Figures[0].Values {
				if v <= 0 {
					t.Errorf("%s: %v", row.Name, row.Figures)
				}
			}
		}
	}
}

// What a tool prints is looked at.
func TestRun(t *testing.T) {
	for _, c := range []struct {
		work, prints string
		fine         bool
	}{{version, "v1", true}, {version, "", false}, {first, input, true}, {first, "8", false}} {
		echo := tool{
			command: func(args ...string) *exec.Cmd { return exec.Command("echo", args...) },
			args:    map[string][]string{c.work: {c.prints}},
		}
		if values, err := echo.run(c.work); (err == nil) != c.fine {
			t.Errorf("%s, which prints %q: %v, %v", c.work, c.prints, values, err)
		}
	}
}

// A tool counts with all that it needs.
func TestClosure(t *testing.T) {
	modules := filepath.Join(t.TempDir(), "node_modules")
	for p, needed := range map[string]string{name: `"@a/b": "1", "c": "2"`, "@a/b": `"c": "2"`, "c": "", "other": ""} {
		dir := filepath.Join(modules, p)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf(`{"version": "1.2.3", "dependencies": {%s}}`, needed)
		if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "code.js"), make([]byte, 1000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folders, version, err := closure(modules)
	if err != nil || len(folders) != 3 || version != "1.2.3" {
		t.Errorf("%q, %s, %v", folders, version, err)
	}
	if size, err := sizeOf(folders); err != nil || size < 3000 || size > 3300 {
		t.Errorf("%d bytes, %v", size, err)
	}
}
