package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// writer has the connection that writes. Calls that wait while it stores others share the
// next transaction. One goroutine does it all.
type writer struct {
	path string
	file os.FileInfo // as it was opened
	db   *sql.DB
	conn *statements
	lax  bool // a transaction need not be on the disk when it is committed

	mu      sync.Mutex
	waiting []*write
	closed  bool

	wake chan struct{} // something waits, or the writer is closed
	done chan struct{} // the goroutine has ended
}

// write is one call.
type write struct {
	do    func(ctx context.Context, q querier) error
	lax   bool          // what do has done may be lost with the machine, until another call is stored
	err   error         // what do has returned
	reply chan error    // has room for one
	begun chan struct{} // closed when the call is in a transaction, and cannot be withdrawn
}

func openWriter(path string) (*writer, error) {
	db, err := sql.Open("sqlite", source(path, "busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(4000)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	w := &writer{path: path, db: db, wake: make(chan struct{}, 1), done: make(chan struct{})}
	err = w.prepare(context.Background())
	for ends := time.Now().Add(openWait); isBusy(err) && time.Now().Before(ends); {
		pause()
		err = w.prepare(context.Background())
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	go w.run()
	return w, nil
}

// openWait is how long a file may be busy when it is opened. SQLite does not wait for the
// busy_timeout if two connections switch the file to write-ahead logging at once.
const openWait = 10 * time.Second

// prepare connects, and makes the tables.
func (w *writer) prepare(ctx context.Context) (err error) {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn = newStatements(conn)
	defer func() {
		if err != nil {
			w.conn.close()
		}
	}()
	var mode string
	if err := conn.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the file has journal_mode %s; it must be on a file system where SQLite can use WAL", mode)
	}
	if err := w.begin(); err != nil {
		return err
	}
	if err := migrate(ctx, conn); err != nil {
		return errors.Join(err, w.exec("ROLLBACK"))
	}
	if err := w.exec("COMMIT"); err != nil {
		return err
	}
	if w.file, err = os.Stat(w.path); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `PRAGMA foreign_keys = 1; PRAGMA busy_timeout = 0`) // run waits itself
	return err
}

func (w *writer) begin() error { return w.exec("BEGIN IMMEDIATE") }

// beginAs begins a transaction, which need not be on the disk when it is committed if lax is set.
func (w *writer) beginAs(lax bool) error {
	if lax != w.lax {
		pragma := "PRAGMA synchronous = FULL"
		if lax {
			pragma = "PRAGMA synchronous = NORMAL"
		}
		if err := w.exec(pragma); err != nil {
			return err
		}
		w.lax = lax
	}
	return w.begin()
}

func (w *writer) exec(statement string) error {
	_, err := w.conn.ExecContext(context.Background(), statement)
	return err
}

// write calls do in a transaction that others may share; what do has done is undone if it
// fails. If ctx ends before that, nothing is done.
func (w *writer) write(ctx context.Context, lax bool, do func(ctx context.Context, q querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	call := &write{do: do, lax: lax, reply: make(chan error, 1), begun: make(chan struct{})}
	if !w.add(call) {
		return ErrClosed
	}
	select {
	case err := <-call.reply:
		return err
	case <-call.begun:
	case <-ctx.Done():
		if w.withdraw(call) {
			return ctx.Err()
		}
	}
	return <-call.reply
}

func (w *writer) add(call *write) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.waiting = append(w.waiting, call)
	w.signal()
	return true
}

func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// withdraw reports whether the call will not be done.
func (w *writer) withdraw(call *write) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, c := range w.waiting {
		if c == call {
			w.waiting = append(w.waiting[:i], w.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (w *writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	w.signal()
	w.mu.Unlock()
	<-w.done
	return w.db.Close()
}

func (w *writer) run() {
	defer close(w.done)
	defer w.conn.close()
	for range w.wake {
		if !w.group() {
			return
		}
	}
}

// group stores the calls that wait, as soon as no other process is writing. It reports
// whether the writer is still open.
func (w *writer) group() bool {
	for {
		if open, some := w.state(); !open || !some {
			return open
		}
		if err := w.beginAs(w.allLax()); !isBusy(err) {
			w.store(w.take(), err)
			return true
		}
		pause()
	}
}

// pause waits a little, by chance, so that processes do not wait in step.
func pause() { time.Sleep(time.Millisecond + rand.N(2*time.Millisecond)) }

// state reports whether the writer is open, and whether calls wait. If it is closed they
// are refused.
func (w *writer) state() (open, some bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		return true, len(w.waiting) > 0
	}
	for _, call := range w.waiting {
		call.reply <- ErrClosed
	}
	w.waiting = nil
	return false, false
}

// allLax reports whether all calls that wait are lax.
func (w *writer) allLax() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !slices.ContainsFunc(w.waiting, func(c *write) bool { return !c.lax })
}

// maxGroup bounds how long a transaction takes.
const maxGroup = 256

func (w *writer) take() []*write {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for n < min(len(w.waiting), maxGroup) && (!w.lax || w.waiting[n].lax) {
		n++
	}
	calls := w.waiting[:n:n]
	if w.waiting = w.waiting[n:]; len(w.waiting) > 0 {
		w.signal()
	} else {
		w.waiting = nil
	}
	for _, call := range calls {
		close(call.begun)
	}
	return calls
}

// store does calls in the transaction that has begun, unless err says that it has not, and
// answers them. A call that fails the transaction must not fail others: they are done again,
// each in a transaction of its own.
func (w *writer) store(calls []*write, err error) {
	for i := 0; i < len(calls) && err == nil; i++ {
		if err = w.one(calls[i], len(calls) > 1); err != nil && len(calls) > 1 {
			w.rollback()
			w.alone(calls)
			return
		}
	}
	if err == nil {
		err = w.inPlace()
	}
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		w.rollback()
	}
	for _, call := range calls {
		call.reply <- cmp.Or(err, call.err)
	}
}

var errGone = errors.New("it was deleted, or another one is in its place: open the store anew")

// inPlace returns an error if the file cannot be found any more. SQLite would go on to write it, and
// what was committed would be lost with the process.
func (w *writer) inPlace() error {
	if is, err := os.Stat(w.path); err != nil || !os.SameFile(is, w.file) {
		return errors.Join(errGone, err)
	}
	return nil
}

// rollback ends a transaction, which SQLite may have done already.
func (w *writer) rollback() { _ = w.exec("ROLLBACK") }

func (w *writer) alone(calls []*write) {
	for i := range calls {
		err := w.beginAs(calls[i].lax)
		for isBusy(err) {
			pause()
			err = w.beginAs(calls[i].lax)
		}
		w.store(calls[i:i+1], err)
	}
}

// one does a call, and undoes it if it fails. It fails itself if the transaction cannot go on.
// A call without others needs no savepoint, which costs copies of pages.
func (w *writer) one(call *write, others bool) error {
	if !others {
		call.err = call.do(context.Background(), w.conn)
		return call.err
	}
	if err := w.exec("SAVEPOINT goasl"); err != nil {
		return err
	}
	if call.err = call.do(context.Background(), w.conn); call.err != nil {
		if err := w.exec("ROLLBACK TO goasl"); err != nil {
			return call.err // the reason
		}
	}
	return w.exec("RELEASE goasl")
}

// isBusy reports whether another connection has the file, so that the same can succeed
// later.
func isBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
