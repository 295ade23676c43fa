package sqlitestore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"github.com/goasl/goasl/durable"
)

// ErrClosed is the error of the methods of a [Store] that was closed.
var ErrClosed = errors.New("sqlitestore: the store is closed")

// Store is a [durable.Store] in a file. It is safe for concurrent use.
type Store struct {
	path    string
	name    string // by which others know that this one claims
	readers *sql.DB
	reader  *reader // one of them
	writer  *writer
	holds   holds
}

var _ durable.Store = (*Store)(nil)

// Open opens the store in a file, which is made if there is none. A file that has other
// tables keeps them: the names of those of a store begin with goasl_. It switches the file
// to write-ahead logging. The error says that there is no store that can be written, or
// that it was written by a newer version of this package; then nothing has changed.
func Open(path string) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, fmt.Errorf("sqlitestore: Open(%q): a store needs a file; durable.Memory is one without", path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: Open(%q): %w", path, err)
	}
	s := &Store{path: full, name: rand.Text(), holds: holds{all: map[string]held{}}}
	if s.writer, err = openWriter(full); err != nil {
		return nil, fmt.Errorf("sqlitestore: Open(%q): %w", path, err)
	}
	s.readers, err = sql.Open("sqlite", source(full, "busy_timeout(10000)", "query_only(1)", "cache_size(-1000)"))
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: Open(%q): %w", path, errors.Join(err, s.writer.close()))
	}
	s.readers.SetMaxOpenConns(maxReaders)
	s.readers.SetMaxIdleConns(maxReaders)
	if s.reader, err = openReader(context.Background(), s.readers); err != nil {
		return nil, fmt.Errorf("sqlitestore: Open(%q): %w", path, errors.Join(err, s.writer.close(), s.readers.Close()))
	}
	return s, nil
}

// maxReaders bounds the memory of connections, each of which has a cache.
const maxReaders = 5

// source names a file for the driver.
func source(path string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas}.Encode()}
	return u.String()
}

// Close waits for the calls that are being stored, refuses those that wait, and closes the
// file. Leases stay until they run out.
func (s *Store) Close() error {
	err := s.writer.close()
	s.reader.close()
	return errors.Join(err, s.readers.Close())
}

// querier is what a transaction and a connection have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// read calls do with the file as it is at one moment.
func (s *Store) read(ctx context.Context, do func(q querier) error) error {
	return s.hasRead(ctx, s.readTx(ctx, do))
}

// look is read with the reader whose turn it is.
func (s *Store) look(ctx context.Context, do func(q querier) error) error {
	return s.hasRead(ctx, s.reader.read(ctx, do))
}

// hasRead says of what an error is that reading had.
func (s *Store) hasRead(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil: // the driver tells of an interrupt
		return ctx.Err()
	case s.writer.isClosed():
		return ErrClosed
	}
	return s.explain(err)
}

// write calls do in a transaction that calls of other goroutines may share. What do has done
// is undone if it fails.
func (s *Store) write(ctx context.Context, do func(ctx context.Context, q querier) error) error {
	return s.explain(s.writer.write(ctx, false, do))
}

// writeLease is write for what may be lost with the machine: the processes that have the leases
// are lost with it, too.
func (s *Store) writeLease(ctx context.Context, do func(ctx context.Context, q querier) error) error {
	return s.explain(s.writer.write(ctx, true, do))
}

// explain says of which file an error is that tells nothing about its cause.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []error{
		durable.ErrExists, durable.ErrNotFound, durable.ErrFenced, durable.ErrPosted, durable.ErrConflict,
		ErrClosed, context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("sqlitestore: the file %s: %w", s.path, err)
}

func (s *Store) readTx(ctx context.Context, do func(q querier) error) error {
	tx, err := s.readers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing was written
	return do(tx)
}

// each calls scan for each row of a query.
func each(ctx context.Context, q querier, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
