package sqlitestore_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/durable/sqlitestore"
)

// raw opens a file as another program would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	reopen(t, path).Close()
	db := raw(t, path)
	execute(t, db, `UPDATE goasl_schema SET version = 99`)
	_, err := sqlitestore.Open(path)
	if err == nil || !strings.Contains(err.Error(), "schema version 99") || !strings.Contains(err.Error(), path) {
		t.Fatalf("Open: %v, want an error that names the file and its version", err)
	}
	var version int
	if err := db.QueryRow(`SELECT version FROM goasl_schema`).Scan(&version); err != nil || version != 99 {
		t.Fatalf("version %d, %v", version, err)
	}
}

// The tables, and the user_version, of another program in the file stay.
func TestFileOfAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	db := raw(t, path)
	execute(t, db, `CREATE TABLE orders (id INTEGER PRIMARY KEY, execution TEXT)`)
	execute(t, db, `INSERT INTO orders VALUES (1, 'a')`)
	execute(t, db, `PRAGMA user_version = 42`)
	reopen(t, path)
	var n, version int
	if err := db.QueryRow(`SELECT count(*) FROM orders`).Scan(&n); err != nil || n != 1 {
		t.Fatalf("%d orders, %v", n, err)
	}
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil || version != 42 {
		t.Fatalf("user_version %d, %v", version, err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := sqlitestore.Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			if _, _, err := s.Load(context.Background(), "a"); err == nil {
				t.Error("there is an execution")
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is no database. ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"":                                 "needs a file",
		":memory:":                         "needs a file",
		filepath.Join(dir, "none", "x.db"): "unable to open",
		dir:                                "unable to open",
		text:                               "not a database",
	} {
		s, err := sqlitestore.Open(path)
		if err == nil {
			s.Close()
			t.Errorf("Open(%q) succeeds", path)
		} else if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("Open(%q): %v, want %q", path, err, want)
		}
	}
}

// Signs that mean something in the name of a data source mean nothing in a path.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a b", "100%", "a?mode=memory", "a#b", "%41", "ä", "a'b", "a;b"} {
		s, err := sqlitestore.Open(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("Open(%q): %v", name, err)
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
