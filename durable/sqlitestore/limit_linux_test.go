package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

func init() {
	roles["full"] = fullDisk
	roles["read-only"] = readOnly
}

// The process may not write beyond a size, as if the disk were full. What was acknowledged
// is there afterwards, the rest is not, and the store goes on when there is room.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	var stored, refused int
	out := child(t, "full", path)
	if _, err := fmt.Sscanf(out[strings.Index(out, "stored "):], "stored %d refused %d", &stored, &refused); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if stored == 0 || refused == 0 {
		t.Fatalf("%d executions were stored, and %d refused", stored, refused)
	}
	s := reopen(t, path)
	page, _, err := s.List(t.Context(), durable.Filter{Max: 100000})
	if err != nil || len(page) != stored {
		t.Fatalf("%d executions, %v, want %d", len(page), err, stored)
	}
	for _, r := range page {
		_, saved, err := s.Load(t.Context(), r.ARN)
		if err != nil || len(saved.Snapshot) != 5000 {
			t.Fatalf("Load: %d bytes, %v", len(saved.Snapshot), err)
		}
	}
	if err := s.Create(t.Context(), created("more")); err != nil {
		t.Fatal(err)
	}
}

// fullDisk stores executions until that fails, and then some more.
func fullDisk(args []string) error {
	signal.Ignore(syscall.SIGXFSZ)
	s, err := sqlitestore.Open(args[0])
	if err != nil {
		return err
	}
	limit := syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	stored, refused := 0, 0
	for i := 0; refused < 20; i++ {
		one := created(fmt.Sprint("a", i))
		one.Snapshot = make([]byte, 5000)
		other := created(fmt.Sprint("b", i))
		other.Snapshot = one.Snapshot
		err := s.Create(context.Background(), one, other)
		switch {
		case err == nil:
			stored += 2
		case strings.Contains(err.Error(), args[0]):
			refused++
		default:
			return fmt.Errorf("the error does not name the file: %w", err)
		}
		if i > 10000 {
			return errors.New("the limit is none")
		}
	}
	if _, _, err := s.Load(context.Background(), "a0"); err != nil {
		return fmt.Errorf("Load: %w", err)
	}
	fmt.Printf("stored %d refused %d\n", stored, refused)
	return nil // without Close: the process ends
}

func TestReadOnlyFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	s := reopen(t, path)
	if err := s.Create(t.Context(), created("a")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o755, 0o777} { // of the folder, where the log is
		if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, mode), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
			t.Fatal(err)
		}
		if out := child(t, "read-only", path); !strings.Contains(out, "sqlitestore: Open(") || !strings.Contains(out, path) {
			t.Errorf("Open of a file that is read-only says %s", out)
		}
	}
	if err := errors.Join(os.Chmod(path, 0o644), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	if page, _, err := reopen(t, path).List(t.Context(), durable.Filter{}); err != nil || len(page) != 1 {
		t.Fatalf("List: %+v, %v", page, err)
	}
}

// readOnly prints the error of a store that it must not write. Root may write all.
func readOnly(args []string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	s, err := sqlitestore.Open(args[0])
	if err != nil {
		fmt.Println(err)
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return fmt.Errorf("the store was opened; Create: %w", errors.Join(s.Create(ctx, created("b")), s.Close()))
}
