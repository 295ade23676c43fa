package main

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be a server, as measure starts its own program.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "-store" {
		if err := serve(os.Args[2], os.Stdin, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// TestServers: each server starts executions, and ours end.
func TestServers(t *testing.T) {
	for _, name := range servers {
		rate, err := measure(name, settings{clients: 2, round: 100 * time.Millisecond})
		if errors.Is(err, errMissing) {
			t.Logf("%s: %v", name, err)
			continue
		}
		if err != nil || rate <= 0 {
			t.Errorf("%s: %f executions a second, %v", name, rate, err)
		}
	}
}

func TestUnknownStore(t *testing.T) {
	if err := serve("other", strings.NewReader(""), io.Discard); err == nil || !strings.Contains(err.Error(), `"other"`) {
		t.Errorf("%v", err)
	}
}
