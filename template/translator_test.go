package template_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/goasl/goasl/template"

	"github.com/google/go-cmp/cmp"
)

var translate = flag.Bool("translate", false, "compare with SAM's translator, which takes a while")

// TestTranslator compares the templates of testdata and the published ones with what SAM's translator
// makes of them, as TestExpected does where that is published.
func TestTranslator(t *testing.T) {
	if !*translate {
		t.Skip("it runs with -translate, and needs the package aws-sam-translator of Python")
	}
	all, err := filepath.Glob("testdata/sam-*/template.y*ml")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range publishedTemplates(t) {
		if _, refusal := expectation(t, p); p.kind == "sam" && refusal == "" {
			all = append(all, filepath.Join(published, p.folder, p.main))
		}
	}
	folder := t.TempDir()
	file := func(i int, name string) string { return filepath.Join(folder, fmt.Sprint(i), name) }
	var list, told bytes.Buffer
	for i, name := range all {
		if err := os.Mkdir(filepath.Join(folder, fmt.Sprint(i)), 0o777); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&list, "%s\t%s\t%s\n", name, file(i, "packaged.json"), file(i, "translated.json"))
	}
	python := exec.Command("python3", "testdata/translate.py")
	python.Stdin, python.Stderr = &list, &told
	if err := python.Run(); err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	compared := 0
	for i, name := range all {
		want, wrong := template.Read(file(i, "translated.json"))
		if errors.Is(wrong, os.ErrNotExist) {
			continue
		}
		got, err := template.Read(file(i, "packaged.json"))
		if (err == nil) != (wrong == nil) {
			t.Errorf("%s: error %v, of what SAM makes of it %v", name, err, wrong)
		}
		if err != nil || wrong != nil {
			continue
		}
		if diff := cmp.Diff(partsOf(want), partsOf(got)); diff != "" {
			t.Errorf("%s: the project has (-SAM +got):\n%s", name, diff)
		}
		compared++
	}
	t.Logf("%d of %d templates were compared; SAM says of others:\n%s", compared, len(all), told.String())
}
