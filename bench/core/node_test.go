package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/bench/part"
)

// packages is a folder with packages that stand for those from npm.
func packages(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, code := range map[string]string{
		"aws-local-stepfunctions": `exports.StateMachine = class {
			constructor(definition) { if (!definition.StartAt) throw new Error('no StartAt'); this.definition = definition; }
			run(input, options) {
				const handlers = options?.overrides.taskResourceLocalHandlers ?? {};
				return {result: Promise.resolve({input, tasks: Object.keys(handlers)})};
			}
		};`,
		"jsonata": `module.exports = source => ({evaluate: async (input, bindings) => [source, bindings.states.input]});`,
	} {
		dir := filepath.Join(folder, "node_modules", name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{"index.js": code, "package.json": `{"version": "1.2.3"}`} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return folder
}

func TestNode(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no Node")
	}
	n, err := startNode(packages(t))
	if err != nil {
		t.Fatal(err)
	}
	defer n.close()
	engine, language := npmPackages(n)[0], npmPackages(n)[1]
	if got := engine.version(); !strings.HasPrefix(got, "aws-local-stepfunctions 1.2.3 on Node ") {
		t.Errorf("version %s", got)
	}
	definition := chain("", 1, same(mapOver(innerTask)))
	for _, c := range []struct {
		peer peer
		o    order
		want string
	}{
		{engine, order{Kind: execution, Definitions: []string{definition}, Input: `{"a":1}`, Tasks: echo}, `{"input":{"a":1},"tasks":["I"]}`},
		{engine, order{Kind: startup, Definitions: []string{definition}, Input: `{"a":1}`}, `{"input":{"a":1},"tasks":[]}`},
		{engine, order{Kind: parsing, Definitions: []string{definition}}, ``},
		{language, order{Kind: expression, Expression: "a", Input: `[1]`}, `["a",[1]]`},
	} {
		run, output, err := c.peer.prepare(c.o)
		if err != nil || strings.TrimSpace(output) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.o.Kind, output, err, c.want)
			continue
		}
		if s, err := run(2); err != nil || s.time <= 0 {
			t.Errorf("%s again: %+v, %v", c.o.Kind, s, err)
		}
	}
	if _, _, err := engine.prepare(order{Kind: parsing, Definitions: []string{`{}`}}); err == nil || err.Error() != "no StartAt" {
		t.Errorf("error %v", err)
	}
	if _, _, err := language.prepare(order{Kind: execution}); err != errForeign {
		t.Errorf("error %v", err)
	}
}

// Without the packages Node says that there are none.
func TestNodeWithoutPackages(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no Node")
	}
	b := newBench(part.Settings{Npm: t.TempDir()}, "")
	defer b.close()
	if engines, languages := b.peers(execution), b.peers(expression); len(engines) != 2 || len(languages) != 2 || len(b.report.LeftOut) != 2 {
		t.Errorf("peers %v and %v, left out %q", engines, languages, b.report.LeftOut)
	}
}

// The peers that package.json installs are those that are asked for.
func TestPackageFile(t *testing.T) {
	text, err := os.ReadFile("../package.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, p := range npmPackages(nil) {
		if file.Dependencies[p.name] == "" {
			t.Errorf("package.json does not have %s", p.name)
		}
	}
}
