package asl_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/goasl/goasl/asl"
)

func TestSource(t *testing.T) {
	definition := `{"StartAt": "A",  "States": {"A": {"Type": "Succeed"}}}`
	file := filepath.Join(t.TempDir(), "a.asl.json")
	if err := os.WriteFile(file, []byte(definition), 0o666); err != nil {
		t.Fatal(err)
	}
	fromFile, err := asl.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := fromFile.With(asl.WithName("x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		m    *asl.Machine
		file string
	}{{asl.MustParse(definition), ""}, {fromFile, file}, {renamed, file}} {
		if text, file := test.m.Text(), test.m.File(); text != definition || file != test.file {
			t.Errorf("source %q of %q, want %q of %q", text, file, definition, test.file)
		}
	}
}

func TestSourceHoldsSubstitutions(t *testing.T) {
	m, err := asl.Parse([]byte(`{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${n}, "End": true}}}`), asl.WithSubstitutions(map[string]string{"n": "7"}))
	if err != nil {
		t.Fatal(err)
	}
	if text := m.Text(); text != `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 7, "End": true}}}` {
		t.Errorf("source %s", text)
	}
}

func TestWithOptions(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	both := asl.WithOptions(asl.WithName("first"), asl.WithName("second"))
	r, err := m.Execute(context.Background(), []byte(`{}`), both)
	if err != nil || r.Name != "second" {
		t.Errorf("the name is %v, error %v", r, err)
	}
	if _, err := m.With(asl.WithOptions(asl.WithName(""))); err == nil {
		t.Error("an option that is wrong inside WithOptions is no error")
	}
}
