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
		s := reopen(b, filepath.Join(b.TempDir(), "store.db"))
		for i := 0; i < b.N; {
			var all []durable.Created
			for range min(atOnce, b.N-i) {
				one := created(fmt.Sprintf("4d1b1c70-0001-4000-8000-%012d", i))
				one.Snapshot = make([]byte, size)
				all = append(all, one)
				i++
			}
			if err := s.Create(b.Context(), all...); err != nil {
				b.Fatal(err)
			}
		}
		b.ResetTimer()
		for done := 0; done < b.N; {
			all, err := s.Claim(b.Context(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Minute), Max: atOnce})
			if err != nil || len(all) == 0 {
				b.Fatal(len(all), err)
			}
			commits := make([]durable.Commit, len(all))
			for i, one := range all {
				c := next(one.Row)
				c.Record, c.Snapshot, c.Due, c.Release = nil, make([]byte, size), now.Add(time.Hour), true
				commits[i] = c
			}
			if errs, err := s.Commit(b.Context(), commits...); err != nil || errs != nil {
				b.Fatal(errs, err)
			}
			done += len(all)
		}
		report(b)
	})
	b.Run("bare SQLite", func(b *testing.B) { insertBare(b, atOnce, size) })
}
