package main

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/bench/part"
)

func TestMain(m *testing.M) {
	if !children.Serve() {
		os.Exit(m.Run())
	}
}

// TestServers: each server starts executions, and ours end.
func TestServers(t *testing.T) {
	names := []string{memory, sqlite, moto}
	if _, err := motoVersion(); err != nil {
		t.Log(err)
		names = names[:2]
	}
	for _, name := range names {
		rate, err := rate(name, 2, 100*time.Millisecond)
		if err != nil || rate <= 0 {
			t.Errorf("%s: %f executions a second, %v", name, rate, err)
		}
	}
}

// Without moto the report says so.
func TestWithoutMoto(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r, err := measure(part.Settings{Rounds: 1, Quick: true, Selected: regexp.MustCompile("^8 clients")})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.LeftOut) != 1 || !strings.HasPrefix(r.LeftOut[0], "moto: ") || len(r.Tables) != 1 || len(r.Tables[0].Rows) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestUnknownStore(t *testing.T) {
	if err := serve("other", strings.NewReader(""), io.Discard); err == nil || !strings.Contains(err.Error(), `"other"`) {
		t.Errorf("%v", err)
	}
}
