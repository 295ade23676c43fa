package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExpressionSuite(t *testing.T) {
	file := filepath.Join(repository(t), "..", "shared", "jsonata", "suite.jsonl")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no suite of JSONata beside the repository")
	}
	var out bytes.Buffer
	if status := run([]string{"jsonata", "-v", "-messages", file}, &out, &out); status != passed {
		t.Errorf("status %d\n%s", status, out.String())
	}
}

func TestExpressionCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "suite.jsonl")
	text := `{"id":"own#0","group":"own","expr":"a","input":"{\"a\":{\"y\":1,\"x\":2.0}}","hasInput":true,"bindings":"{}","want":"result","result":"{\"x\":2,\"y\":1}"}
{"id":"own#1","group":"own","expr":"a","input":"{\"a\":null}","hasInput":true,"bindings":"{}","want":"undefined"}
{"id":"own#2","group":"own","expr":"b","input":"{\"a\":null}","hasInput":true,"bindings":"{}","want":"result","result":"null"}
{"id":"own#3","group":"own","expr":"$b","hasInput":false,"bindings":"{\"b\":[2,1]}","want":"result","result":"[1,2]"}
{"id":"own#4","group":"own","expr":"$b","hasInput":false,"bindings":"{\"b\":[2,1]}","want":"result","result":"[1,2]","unordered":true}
{"id":"bad#0","group":"bad","expr":"1 + null","hasInput":false,"bindings":"{}","want":"error","code":"T2002","jsMsg":"other words"}
{"id":"bad#1","group":"bad","expr":"1 + null","hasInput":false,"bindings":"{}","want":"error","code":"T2001"}
{"id":"bad#2","group":"bad","expr":"1 + 1","hasInput":false,"bindings":"{}","want":"error","code":"T2001"}
{"id":"bad#3","group":"bad","expr":"b","hasInput":false,"bindings":"{}","want":"error","code":"T2001"}
{"id":"bad#4","group":"bad","expr":"1 + null","hasInput":false,"bindings":"{}","want":"undefined"}
{"id":"bad#5","group":"bad","expr":"($f := function($n){$n + $f($n)}; $f(1))","hasInput":false,"bindings":"{}","depth":100,"want":"error","code":"U1001"}
{"id":"bad#6","group":"bad","expr":"($f := function(){$f()}; $f())","hasInput":false,"bindings":"{}","timelimit":1,"want":"error","code":"U1001"}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := run([]string{"jsonata", "-v", "-messages", file}, &out, &out); status != failed {
		t.Errorf("status %d, want %d", status, failed)
	}
	for _, want := range []string{
		"FAIL own#1 a\n    null, want undefined\n",
		"FAIL own#2 b\n    undefined, want null\n",
		"FAIL own#3 $b\n    [2,1], want [1,2]\n",
		"FAIL bad#0 1 + null\n    error \"The right side of the \\\"+\\\" operator must evaluate to a number\", want \"other words\"\n",
		"FAIL bad#1 1 + null\n    error T2002: The right side",
		"FAIL bad#2 1 + 1\n    2, want the error T2001\n",
		"FAIL bad#3 b\n    undefined, want the error T2001\n",
		"FAIL bad#4 1 + null\n    error T2002: The right side",
		"own     2 passed     3 failed\nbad     2 passed     5 failed\n4 passed, 8 failed\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestExpressionCommandWithoutCases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "suite.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"own#0","unknown":1}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"jsonata"}, {"jsonata", file}, {"jsonata", "-run", "(", file}, {"jsonata", file + "x"}} {
		var out bytes.Buffer
		if status := run(args, &out, &out); status != unusable {
			t.Errorf("%q: status %d, want %d\n%s", args, status, unusable, out.String())
		}
	}
}
