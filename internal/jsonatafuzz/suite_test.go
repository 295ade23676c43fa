package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadSuite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "suite.jsonl")
	text := `{"id":"own#0","expr":"a","input":"{\"a\":1}","bindings":"{}","timelimit":0}
{"id":"own#1","expr":"endless","timelimit":1000}
{"id":"own#2","expr":"$encodeUrl('\ud800')"}
{"id":"own#3","expr":"'\ud83d\ude00'"}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readSuite(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []question{{Expr: "a", Input: `{"a":1}`, Bindings: "{}"}, {Expr: "'😀'"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	if err := os.WriteFile(file, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := readSuite(file); err == nil {
		t.Errorf("half an object is read as %v", got)
	}
}
