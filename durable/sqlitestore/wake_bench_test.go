package sqlitestore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
)

// BenchmarkWake claims executions that wait, and commits each with a snapshot until it waits
// again; beside it, SQLite inserts the same bytes.
func BenchmarkWake(b *testing.B) {
	const atOnce, size = 256, 970
	b.Run("claim and commit", func(b *testing.B) {
		w := newWaking(b, atOnce, size)
		for done := 0; done < b.N; {
			commits := w.claim()
			w.commit(commits)
			done += len(commits)
		}
		report(b, w.began)
	})
	b.Run("bare SQLite", func(b *testing.B) { insertBare(b, atOnce, size) })
}

// waking has b.N executions that wait.
type waking struct {
	*testing.B
	durable.Store
	atOnce, size int
	began        time.Duration
}

func newWaking(b *testing.B, atOnce, size int) *waking {
	b.Helper()
	w := &waking{B: b, Store: reopen(b, filepath.Join(b.TempDir(), "store.db")), atOnce: atOnce, size: size}
	for i := 0; i < b.N; {
		var all []durable.Created
		for range min(atOnce, b.N-i) {
			one := created(fmt.Sprintf("4d1b1c70-0001-4000-8000-%012d", i))
			one.Snapshot = make([]byte, size)
			all = append(all, one)
			i++
		}
		if err := w.Create(b.Context(), all...); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(size))
	w.began = begin(b)
	return w
}

// claim returns what executions do that it claims.
func (w *waking) claim() (commits []durable.Commit) {
	all, err := w.Claim(w.Context(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Minute), Max: w.atOnce})
	if err != nil || len(all) == 0 {
		w.Fatal(len(all), err)
	}
	for _, one := range all {
		c := next(one.Row)
		c.Record, c.Snapshot, c.Due, c.Release = nil, make([]byte, w.size), now.Add(time.Hour), true
		commits = append(commits, c)
	}
	return commits
}

func (w *waking) commit(commits []durable.Commit) {
	if errs, err := w.Commit(w.Context(), commits...); err != nil || errs != nil {
		w.Fatal(errs, err)
	}
}
