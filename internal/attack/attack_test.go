package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// examples are attacks with known ends.
var examples = []attack{
	{name: "test/holds", run: func(t *trial) { t.endedf("well") }},
	{name: "test/wrong", run: func(t *trial) { t.wrongf("as %s expects", "nobody") }},
	{name: "test/late", within: time.Millisecond, run: func(*trial) {
		for begun := time.Now(); time.Since(begun) < 200*time.Millisecond; {
			_ = bytes.Repeat([]byte("x"), 1_000)
		}
	}},
	{name: "test/never ends", within: time.Millisecond, run: func(*trial) { time.Sleep(time.Hour) }},
	{name: "test/large", memory: 64, run: func(*trial) { fill(100) }},
	{name: "test/too large", memory: 64, run: func(*trial) { fill(2_000) }},
	{name: "test/exits", run: func(*trial) { os.Exit(0) }},
	{name: "test/panics", run: func(*trial) { panic("broken attack") }},
}

// fill uses some mebibytes of memory.
func fill(mebibytes int) {
	var all [][]byte
	for range mebibytes {
		all = append(all, bytes.Repeat([]byte{1}, 1<<20))
	}
	runtime.KeepAlive(all)
}

// TestMain is also the beginning of the processes of attacks.
func TestMain(m *testing.M) {
	attacks = append(slices.Clip(attacks), examples...)
	if name := os.Getenv(childVariable); name != "" {
		os.Exit(child(name, os.Stdout))
	}
	os.Exit(m.Run())
}

// TestNames: each kind of harm that is known is in the suite, and each name is there once.
func TestNames(t *testing.T) {
	kinds, names := map[string]bool{}, map[string]bool{}
	for _, a := range attacks {
		kind, _, _ := strings.Cut(a.name, "/")
		if kind != "test" && !regexp.MustCompile(`^[CHLSW][1-9]$`).MatchString(kind) {
			t.Errorf("%s is of no kind", a.name)
		}
		if names[a.name] {
			t.Errorf("%s is there twice", a.name)
		}
		kinds[kind], names[a.name] = true, true
	}
	for kind, n := range map[string]int{"C": 7, "H": 4, "L": 1, "S": 7, "W": 5} {
		for i := range n {
			if k := fmt.Sprint(kind, i+1); !kinds[k] {
				t.Errorf("no attack is of the kind %s", k)
			}
		}
	}
}

// TestTry: what an attack does wrong is found.
func TestTry(t *testing.T) {
	if err := confined(); err != nil {
		t.Skip(err)
	}
	defer func(was time.Duration) { atLeast = was }(atLeast)
	atLeast = 5 * time.Second
	for name, want := range map[string]string{
		"test/holds":      "",
		"test/wrong":      "as nobody expects",
		"test/late":       "it took longer than 1ms",
		"test/never ends": "it was still running after",
		"test/large":      "the peak of memory is above 64 MiB",
		"test/too large":  "the process ended: exit status", // 2, or that of the race detector
		"test/exits":      "the process reported nothing",
		"test/panics":     "the process ended: exit status 2",
	} {
		i := slices.IndexFunc(examples, func(a attack) bool { return a.name == name })
		o := examples[i].try()
		got := strings.Join(o.problems, "\n")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if o.peak < 1<<20 || o.Seconds <= 0 {
			t.Errorf("%s: %d bytes, %v s", name, o.peak, o.Seconds)
		}
	}
}

func TestRun(t *testing.T) {
	if err := confined(); err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		out    string // a pattern
	}{
		{[]string{"-list", "-run", "^test/(holds|wrong)"}, passed, `^test/holds\ntest/wrong\n$`},
		{[]string{"-run", "^test/holds"}, passed, `^ok   test/holds +.* s +.* MiB  well\n1 passed, 0 failed\n$`},
		{[]string{"-run", "^test/(holds|wrong)"}, failed, `FAIL test/wrong .*\n     as nobody expects\n1 passed, 1 failed\n$`},
		{[]string{"-run", "("}, unusable, `^$`},
		{[]string{"what"}, unusable, `^$`},
	} {
		var out, diagnostics bytes.Buffer
		if status := run(c.args, &out, &diagnostics); status != c.status || !regexp.MustCompile(c.out).MatchString(out.String()) {
			t.Errorf("%v: status %d, %s%s", c.args, status, &out, &diagnostics)
		}
	}
}
