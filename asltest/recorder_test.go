package asltest_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// recorder is a testing.TB that keeps what a test fails with.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	messages []string
	logs     []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Skipped() bool    { return false }

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.messages) > 0
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
}

func (r *recorder) Logf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	r.FailNow()
}

func (r *recorder) FailNow() { runtime.Goexit() }

// record runs a test as package testing would and returns what it fails with.
func record(t *testing.T, test func(t testing.TB)) []string {
	t.Helper()
	return perform(t, test).messages
}

// perform runs a test as package testing would.
func perform(t *testing.T, test func(t testing.TB)) *recorder {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	return r
}

// failsWith checks that a test fails once, with a message that says all of this.
func failsWith(t *testing.T, test func(t testing.TB), says ...string) {
	t.Helper()
	got := record(t, test)
	if len(got) != 1 {
		t.Errorf("%d failures, want one that says %q:\n%s", len(got), says, strings.Join(got, "\n----\n"))
		return
	}
	for _, text := range says {
		// go-cmp writes some spaces as ones that do not break.
		if !strings.Contains(strings.ReplaceAll(got[0], "\u00a0", " "), text) {
			t.Errorf("the failure does not say %q:\n%s", text, got[0])
		}
	}
}

// passes checks that a test does not fail.
func passes(t *testing.T, test func(t testing.TB)) {
	t.Helper()
	for _, message := range record(t, test) {
		t.Errorf("the test fails: %s", message)
	}
}
