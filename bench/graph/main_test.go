package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/bench/part"
)

const definition = `{"StartAt": "A \"b\"", "States": {
  "A \"b\"": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNull": true, "Next": "C"}], "Default": "M"},
  "M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "Next": "C"},
  "C": {"Type": "Succeed"}}}`

// folder has a definition, and a file that is none.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"a.json": definition, "b.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Each peer draws the picture.
func TestMeasure(t *testing.T) {
	r, err := measure(part.Settings{Rounds: 1, Selected: regexp.MustCompile(""), Definitions: folder(t)})
	if err != nil {
		t.Fatal(err)
	}
	row := r.Tables[0].Rows[0]
	if len(r.Tables[0].Rows) != 1 || row.Name != "1 with up to 10 states" {
		t.Errorf("rows %+v", r.Tables[0].Rows)
	}
	for i, f := range row.Figures {
		if len(f.Values) != 1 || f.Values[0] <= 0 {
			t.Errorf("%s: %+v", r.Tables[0].Peers[i], f)
		}
	}
	if _, err := exec.LookPath(command); (err == nil) != (len(row.Figures) == 4) {
		t.Errorf("%d peers; dot: %v", len(row.Figures), err)
	}
}

func TestWithoutDefinitions(t *testing.T) {
	r, err := measure(part.Settings{Definitions: filepath.Join(t.TempDir(), "none")})
	if err != nil || len(r.LeftOut) != 1 || len(r.Tables) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestDot(t *testing.T) {
	got := string(classesOf([]string{definition})[0].drawings[0].dot)
	for _, want := range []string{`"A \"b\"" -> "C"`, `"A \"b\"" -> "M"`, `"M" -> "C"`, "\n\"I\"\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s in\n%s", want, got)
		}
	}
}
