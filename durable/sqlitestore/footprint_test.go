package sqlitestore_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var waiting = flag.Int("waiting", 10_000, "TestFootprint has that many executions wait")

// TestFootprint: executions that wait take room in the file only. -waiting 1000000 takes
// some minutes.
func TestFootprint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := reopen(t, path)
	add := func(from, to int) {
		for from < to {
			var all []durable.Created
			for range min(500, to-from) {
				one := created(fmt.Sprintf("arn:aws:states:us-east-1:123456789012:execution:orders:4d1b1c70-0001-4000-8000-%012d", from))
				one.Row.Due, one.Snapshot = now.Add(time.Hour), make([]byte, 970)
				all = append(all, one)
				from++
			}
			if err := s.Create(t.Context(), all...); err != nil {
				t.Fatal(err)
			}
		}
	}
	look := func() {
		got, err := s.Claim(t.Context(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Hour), Max: 100})
		if err != nil || len(got) > 0 {
			t.Fatal(len(got), err)
		}
		if page, _, err := s.List(t.Context(), durable.Filter{Status: state.Running}); err != nil || len(page) != 100 {
			t.Fatal(len(page), err)
		}
	}
	add(0, *waiting/10)
	look()
	before := resident(t)
	add(*waiting/10, *waiting)
	look()
	grown := resident(t) - before
	size, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d executions: the process has grown by %d KiB; %d bytes of file each", *waiting, grown, size.Size()/int64(*waiting))
	if grown > 20<<10 {
		t.Errorf("the process has grown by %d KiB, want less than 20 MiB", grown)
	}
}

// resident is the memory of the process, in KiB. Where it is not known, that of Go.
func resident(t *testing.T) int {
	t.Helper()
	runtime.GC()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.Sys >> 10)
	}
	_, text, _ := strings.Cut(string(status), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(text)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
