package sqlitestore_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

// file is a store in a file, of which a test reads the rows, too.
type file struct {
	testing.TB
	path string
	*sqlitestore.Store
}

func newFile(t testing.TB) *file {
	path := filepath.Join(t.TempDir(), "store.db")
	return &file{t, path, reopen(t, path)}
}

// another opens the file once more, as another process does.
func (f *file) another() *file { return &file{f.TB, f.path, reopen(f.TB, f.path)} }

func (f *file) create(arns ...string) {
	f.Helper()
	for _, arn := range arns {
		if err := f.Create(f.Context(), created(arn)); err != nil {
			f.Fatal(err)
		}
	}
}

// claim claims all that there is at a time, for a minute.
func (f *file) claim(owner string, at time.Time, want ...string) (rows []durable.Row) {
	f.Helper()
	all, err := f.Claim(f.Context(), durable.Claim{Owner: owner, Machines: []string{machine}, Now: at, Until: at.Add(time.Minute), Max: 10})
	if err != nil || len(all) != len(want) {
		f.Fatalf("%s claims %+v, %v, want %q", owner, all, err, want)
	}
	for i, one := range all {
		if one.Row.ARN != want[i] {
			f.Fatalf("%s claims %s, want %s", owner, one.Row.ARN, want[i])
		}
		rows = append(rows, one.Row)
	}
	return rows
}

func (f *file) commit(c durable.Commit) error {
	f.Helper()
	errs, err := f.Commit(f.Context(), c)
	return errors.Join(append(errs, err)...)
}

func (f *file) mustCommit(c durable.Commit) {
	f.Helper()
	if err := f.commit(c); err != nil {
		f.Fatal(err)
	}
}

// wantInFile compares what the file itself tells of who has an execution.
func (f *file) wantInFile(arn, owner string, epoch int64) {
	f.Helper()
	var gotOwner string
	var gotEpoch int64
	err := raw(f.TB, f.path).QueryRow(`SELECT coalesce(p.owner, ''), p.epoch FROM goasl_progress p JOIN goasl_execution e ON e.id = p.execution
		WHERE e.arn = ?`, arn).Scan(&gotOwner, &gotEpoch)
	if err != nil || gotOwner != owner || gotEpoch != epoch {
		f.Fatalf("in the file %q has the owner %q and epoch %d, want %q and %d; %v", arn, gotOwner, gotEpoch, owner, epoch, err)
	}
}

// Who is alone on the file claims without it, once that knows of who it is.
func TestClaimAlone(t *testing.T) {
	f := newFile(t)
	f.create("first")
	f.claim("me", now, "first")
	f.wantInFile("first", "me", 1)

	f.create("a", "b")
	rows := f.claim("me", now, "a", "b")
	f.wantInFile("a", "", 0)
	f.claim("me", now)
	f.claim("you", now) // by means of the same store
	if row, _, err := f.Load(t.Context(), "a"); err != nil || row.Epoch != 1 {
		t.Fatalf("Load: epoch %d, %v, want that of the claim", row.Epoch, err)
	}
	f.mustCommit(next(rows[0]))
	f.wantInFile("a", "me", 1)
	c := next(rows[1])
	c.Release, c.Due = true, time.Time{}
	f.mustCommit(c)
	f.wantInFile("b", "", 1)
}

// Where another process claims, each claim is in the file, also if it has the same name.
func TestClaimBesideAnother(t *testing.T) {
	f := newFile(t)
	f.create("first")
	f.claim("me", now, "first")
	other := f.another()
	if err := other.Renew(t.Context(), "me", now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	f.create("a")
	f.claim("me", now, "a")
	f.wantInFile("a", "me", 1)
	other.claim("you", now)

	later := now.Add(2 * time.Minute) // the other one has gone
	f.create("b")
	f.claim("me", later, "b", "first", "a")
	f.create("c")
	f.claim("me", later, "c")
	f.wantInFile("c", "", 0)
}

// Who ends before the first commit has done nothing, and keeps nobody waiting. Who goes on is
// refused.
func TestClaimIsLost(t *testing.T) {
	f := newFile(t)
	f.create("first")
	f.claim("me", now, "first")
	f.create("a")
	mine := f.claim("me", now, "a")
	other := f.another()
	yours := other.claim("you", now, "a")
	other.wantInFile("a", "you", 1)
	if err := f.commit(next(mine[0])); !errors.Is(err, durable.ErrFenced) {
		t.Fatalf("Commit: %v, want ErrFenced", err)
	}
	c := next(yours[0])
	c.Owner, c.Record = "you", []byte("record")
	other.mustCommit(c)
	if row, saved, err := f.Load(t.Context(), "a"); err != nil || row.Seq != 1 || len(saved.Records) != 1 {
		t.Fatalf("Load: %+v, %v, want the commit of the other owner", row, err)
	}
}

// Of a claim that has run out, no commit is taken for one of the claim after it.
func TestClaimAgain(t *testing.T) {
	f := newFile(t)
	f.create("first")
	f.claim("me", now, "first")
	f.create("a")
	old := f.claim("me", now, "a")[0]
	later := now.Add(time.Minute)
	r := f.claim("me", later, "a", "first")[0]
	if r.Epoch != 2 {
		t.Fatalf("epoch %d, want 2", r.Epoch)
	}
	if err := f.commit(next(old)); !errors.Is(err, durable.ErrFenced) {
		t.Fatalf("Commit: %v, want ErrFenced", err)
	}
	f.mustCommit(next(r))
	f.wantInFile("a", "me", 2)
}

// What has ended is claimed in the file, so that it is not deleted meanwhile.
func TestClaimEnded(t *testing.T) {
	f := newFile(t)
	f.create("first")
	r := f.claim("me", now, "first")[0]
	c := next(r)
	c.Status, c.Ended, c.Due, c.Release = asl.Succeeded, now, time.Time{}, true
	f.mustCommit(c)
	if err := f.Post(t.Context(), "first", durable.Post{}); err != nil {
		t.Fatal(err)
	}
	r = f.claim("me", now, "first")[0]
	f.wantInFile("first", "me", 2)
	if n, err := f.another().Delete(t.Context(), durable.Filter{}, 1); err != nil || n != 0 {
		t.Fatal(n, err)
	}
	f.mustCommit(next(r))
}

// Of an execution that was deleted, a commit that comes too late is not taken for one of another
// execution, which may have its place in the file.
func TestClaimDeleted(t *testing.T) {
	for _, inFile := range []bool{true, false} {
		f := newFile(t)
		before := []string{"a"}
		if !inFile {
			f.create("first")
			f.claim("me", now, "first")
			before = append(before, "first")
		}
		f.create("a")
		mine := f.claim("me", now, "a")[0]
		other := f.another()
		later := now.Add(10 * time.Minute)
		c := next(other.claim("you", later, before...)[0])
		c.Owner, c.Status, c.Ended, c.Due, c.Release = "you", asl.Succeeded, later, time.Time{}, true
		other.mustCommit(c)
		if n, err := other.Delete(t.Context(), durable.Filter{}, 1); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		other.create("b")
		f.claim("me", later, "b")
		if err := f.commit(next(mine)); !errors.Is(err, durable.ErrFenced) {
			t.Errorf("Commit, with the claim in the file: %v: %v, want ErrFenced", inFile, err)
		}
		if row, _, err := f.Load(t.Context(), "b"); err != nil || row.Seq != 0 {
			t.Errorf("Load, with the claim in the file: %v: %+v, %v, want what was created", inFile, row, err)
		}
	}
}

// Of executions that another process has taken over nothing is kept.
func TestClaimForgotten(t *testing.T) {
	f := newFile(t)
	f.create("a")
	f.claim("me", now, "a")
	f.another().claim("you", now.Add(time.Minute), "a")
	if n := sqlitestore.Holds(f.Store); n != 1 {
		t.Fatalf("holds %d executions, want one", n)
	}
	if _, _, err := f.Load(t.Context(), "a"); err != nil { // as an Executor does that has lost one
		t.Fatal(err)
	}
	if n := sqlitestore.Holds(f.Store); n != 0 {
		t.Fatalf("holds %d executions, want none", n)
	}
}

// A claim whose context ends as it begins to read leaves nothing behind that keeps the next one from the file.
func TestClaimCancelled(t *testing.T) {
	f := newFile(t)
	for i := range 1_000 {
		ctx := new(endsSoon)
		ctx.asks.Store(3) // for the turn, for the first statement, and while that runs
		ctx.Context, ctx.end = context.WithCancel(t.Context())
		_, _ = f.Claim(ctx, durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Minute), Max: 1})
		ctx.end()
		if _, err := f.Posts(t.Context(), "me", 0, 1); err != nil {
			t.Fatalf("Posts after %d claims: %v", i+1, err)
		}
	}
}

// endsSoon is a context that ends when it is asked for its end for the last of some times.
type endsSoon struct {
	context.Context
	end  func()
	asks atomic.Int64
}

func (e *endsSoon) Done() <-chan struct{} {
	if e.asks.Add(-1) == 0 {
		e.end()
	}
	return e.Context.Done()
}

// A process may not know of what was claimed for it, as Claim has returned an error: another store has
// claimed it here. That lease runs out, whatever the process renews.
func TestRenewOfUnknown(t *testing.T) {
	f := newFile(t)
	f.create("a")
	f.claim("me", now, "a")
	f.create("b")
	f.another().claim("me", now, "b")
	if err := f.Renew(t.Context(), "me", now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	f.claim("you", now.Add(time.Minute), "b")
}
