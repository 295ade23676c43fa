package sqlitestore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

// A file that is damaged gives errors that say so, or is not seen to be damaged, as SQLite
// has no checksums of texts; nothing panics.
func TestDamagedFile(t *testing.T) {
	whole := filled(t, 200)
	random := rand.New(rand.NewPCG(1, 2))
	damaged := 0
	for i := range 40 {
		path := filepath.Join(t.TempDir(), "store.db")
		text := slices.Clone(whole)
		at := 100 + random.IntN(len(text)-100) // the header has a test of its own
		n := copy(text[at:], bytes.Repeat([]byte{byte(random.IntN(256))}, 1+random.IntN(5000)))
		if i%4 == 0 {
			text = text[:at]
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := use(t.Context(), path); err != nil {
			damaged++
			if !strings.Contains(err.Error(), "sqlitestore: ") {
				t.Errorf("%d bytes at %d: the error %v does not say of what it is", n, at, err)
			}
		}
	}
	if damaged == 0 {
		t.Error("no file was found to be damaged")
	}
}

// filled returns the file of a store with n executions.
func filled(t *testing.T, n int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := sqlitestore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := s.Create(t.Context(), created(fmt.Sprint("a", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil { // which ends the write-ahead log
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// use reads and writes what filled has made.
func use(ctx context.Context, path string) (err error) {
	s, err := sqlitestore.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for i := range 200 {
		arn := fmt.Sprint("a", i)
		if _, _, err := s.Load(ctx, arn); err != nil {
			return err
		}
	}
	if _, _, err := s.List(ctx, durable.Filter{Max: 1000}); err != nil {
		return err
	}
	all, err := s.Claim(ctx, durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Minute), Max: 1000})
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := s.Post(ctx, one.Row.ARN, durable.Post{Text: []byte("post")}); err != nil {
			return err
		}
		if _, err := s.Commit(ctx, next(one.Row)); err != nil {
			return err
		}
	}
	return s.Create(ctx, created("new"))
}

// next is the next commit of a row that "me" has.
func next(r durable.Row) durable.Commit {
	return durable.Commit{
		ARN: r.ARN, Owner: "me", Epoch: r.Epoch, Seq: r.Seq + 1, Record: fmt.Appendf(nil, "record %d", r.Seq+1),
		Status: r.Status, Due: r.Due,
	}
}

// Nothing is said to be stored in a file that was deleted, or that another one has replaced.
func TestDeletedFile(t *testing.T) {
	for what, do := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, filled(t, 1), 0o600))
		},
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.db")
			s := reopen(t, path)
			if err := errors.Join(s.Create(t.Context(), created("a")), do(path)); err != nil {
				t.Fatal(err)
			}
			if err := s.Create(t.Context(), created("b")); err == nil || !strings.Contains(err.Error(), "open the store anew") {
				t.Errorf("Create: %v", err)
			}
		})
	}
}
