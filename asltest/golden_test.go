package asltest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// setUpdate sets the flag -asltest.update until the test ends.
func setUpdate(t *testing.T, value string) {
	t.Helper()
	before := flag.Lookup("asltest.update").Value.String()
	set := func(v string) {
		if err := flag.Set("asltest.update", v); err != nil {
			t.Error(err)
		}
	}
	set(value)
	t.Cleanup(func() { set(before) })
}

func TestGolden(t *testing.T) {
	file := filepath.Join(t.TempDir(), "histories", "shop.jsonl")
	golden := func(t testing.TB) { shop(t).Run(input).Golden(file) }
	setUpdate(t, "false")
	failsWith(t, golden, "there is no "+file+" yet: write it with go test -run '^TestGolden$' -asltest.update")
	setUpdate(t, "true")
	passes(t, golden)
	setUpdate(t, "false")
	for range 20 { // tokens and the order of parallel tasks are the same each time
		passes(t, golden)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `\"token\":\"<token 1>\"`) {
		t.Errorf("the token stands in the history:\n%s", text)
	}

	changed := strings.Replace(string(text), `"length":2`, `"length":3`, 1)
	shorter := strings.Join(strings.SplitAfter(string(text), "\n")[:10], "")
	for _, test := range []struct{ text, says string }{
		{changed, "event 8:"}, {changed, `-     "length": 3`}, {changed, `+     "length": 2`},
		{shorter, "event 11:"}, {shorter, "- the history ends here"}, {"no JSON\n", "- no JSON"},
	} {
		if err := os.WriteFile(file, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		failsWith(t, golden, "the history is not that of "+file, test.says)
	}
	failsWith(t, func(t testing.TB) { shop(t).Run(input).Golden(filepath.Dir(file)) }, "Golden: ")
	setUpdate(t, "true")
	failsWith(t, func(t testing.TB) { shop(t).Run(input).Golden(filepath.Dir(file)) }, "Golden: ")
}

// The order of answers of tasks that run at once does not depend on goroutines.
func TestRunsAreDeterministic(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.jsonl")
	tokens := asl.MustParse(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"token.$": "$$.Task.Token"}, "End": true}}}}}}`)
	run := func(t testing.TB) {
		asltest.New(t, tokens).Mock("T", asltest.Return(`1`)).Run(`[1, 2, 3, 4, 5, 6, 7, 8]`).Golden(file + ".tokens")
		asltest.New(t, order).
			Mock("Charge", asltest.Return(`1`)).Mock("Pack", asltest.Fail("Jam", "").OnItem(2), asltest.Return(`1`).OnItem(2), asltest.Return(`1`)).
			Mock("Mail", asltest.Return(`1`)).Mock("Ask", asltest.Return(`1`)).
			Run(`{"card": 1, "lines": [1, 2, 3, 4, 5, 6, 7, 8, 9]}`).Golden(file)
	}
	setUpdate(t, "true")
	passes(t, run)
	setUpdate(t, "false")
	for range 50 {
		passes(t, run)
	}
}
