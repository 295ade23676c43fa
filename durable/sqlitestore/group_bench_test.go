package sqlitestore_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

const recordSize = 250 // of the record of a task with its answer

// BenchmarkCommit compares commits of the store with transactions of SQLite that insert the
// same bytes, and with transactions of as many of them as the writers are.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 32} {
		b.Run(fmt.Sprint(writers, " writers"), func(b *testing.B) { benchStore(b, writers) })
		b.Run(fmt.Sprint(writers, " in a call"), func(b *testing.B) { benchCall(b, writers) })
		b.Run(fmt.Sprint("bare SQLite, ", writers, " in a transaction"), func(b *testing.B) { benchBare(b, writers) })
	}
}

func benchStore(b *testing.B, writers int) {
	s := reopen(b, filepath.Join(b.TempDir(), "store.db"))
	rows := claimed(b, s, writers)
	b.SetBytes(recordSize)
	began := begin(b)
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(b.N))
	for _, r := range rows {
		wg.Go(func() {
			for ; left.Add(-1) >= 0; r.Seq++ {
				c := next(r)
				c.Record = make([]byte, recordSize)
				if errs, err := s.Commit(b.Context(), c); err != nil || errs != nil {
					b.Error(errs, err)
					return
				}
			}
		})
	}
	wg.Wait()
	report(b, began)
}

// benchCall commits as an Executor does, which has many executions in one call.
func benchCall(b *testing.B, each int) {
	s := reopen(b, filepath.Join(b.TempDir(), "store.db"))
	rows := claimed(b, s, each)
	b.SetBytes(recordSize)
	began := begin(b)
	for done := 0; done < b.N; done += each {
		var all []durable.Commit
		for i := range rows {
			c := next(rows[i])
			c.Record = make([]byte, recordSize)
			all = append(all, c)
			rows[i].Seq++
		}
		if errs, err := s.Commit(b.Context(), all...); err != nil || errs != nil {
			b.Fatal(errs, err)
		}
	}
	report(b, began)
}

func claimed(b *testing.B, s *sqlitestore.Store, n int) (rows []durable.Row) {
	b.Helper()
	for i := range n {
		if err := s.Create(b.Context(), created(fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
	all, err := s.Claim(b.Context(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Hour), Max: n})
	if err != nil || len(all) != n {
		b.Fatal(len(all), err)
	}
	for _, one := range all {
		rows = append(rows, one.Row)
	}
	return rows
}

func benchBare(b *testing.B, each int) { insertBare(b, each, recordSize) }

func insertBare(b *testing.B, each, size int) {
	db := raw(b, filepath.Join(b.TempDir(), "bare.db"))
	db.SetMaxOpenConns(1)
	execute(b, db, `PRAGMA journal_mode = WAL`)
	execute(b, db, `PRAGMA synchronous = FULL`)
	execute(b, db, `CREATE TABLE record (id INTEGER PRIMARY KEY, text BLOB)`)
	insert, err := db.Prepare(`INSERT INTO record (text) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	began := begin(b)
	for done := 0; done < b.N; {
		tx, err := db.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for range min(each, b.N-done) {
			if _, err := tx.Stmt(insert).ExecContext(b.Context(), make([]byte, size)); err != nil {
				b.Fatal(err)
			}
			done++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	report(b, began)
}

// begin begins to measure, and returns what report takes.
func begin(b *testing.B) time.Duration {
	b.ResetTimer()
	return processorTime()
}

func report(b *testing.B, began time.Duration) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
	if used := processorTime() - began; used > 0 { // otherwise it is not known
		b.ReportMetric(float64(used.Nanoseconds())/float64(b.N), "cpu-ns/op")
	}
}
