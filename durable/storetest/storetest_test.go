package storetest

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/durable"
)

func TestMemory(t *testing.T) {
	Run(t, func(testing.TB) durable.Store { return durable.Memory() })
}

// recorder is a test that may fail without failing the one around it.
type recorder struct {
	testing.TB
	messages []string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// finds reports whether a check that has some text in its name finds a fault.
func finds(t *testing.T, check string, spoil func(*spoiled)) bool {
	found := false
	for _, c := range checks() {
		if !strings.Contains(c.name, check) {
			continue
		}
		r := &recorder{TB: t}
		s := &spoiled{Store: durable.Memory()}
		spoil(s)
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.run(newBench(r, s))
		}()
		<-done
		found = found || len(r.messages) > 0
	}
	return found
}

// Each fault is found by the check that is named with it.
func TestFaultsAreFound(t *testing.T) {
	for _, f := range slices.Concat(rowFaults, commitFaults, readFaults, objectFaults, nameFaults()) {
		t.Run(f.name, func(t *testing.T) {
			if !finds(t, f.found, f.spoil) {
				t.Errorf("%q does not find it", f.found)
			}
		})
	}
}

// fault is found by a check whose name has some text.
type fault struct {
	name, found string
	spoil       func(*spoiled)
}
