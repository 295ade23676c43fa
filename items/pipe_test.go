//go:build unix

package items_test

import (
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/goasl/goasl/items"
)

// A named pipe is no object: to open it would take for ever.
func TestDirPipe(t *testing.T) {
	store, bucket := folder(t)
	if err := syscall.Mkfifo(filepath.Join(bucket, "pipe"), 0o666); err != nil {
		t.Skip(err)
	}
	_, err := store.Open(context.Background(), "b", "pipe", items.Position{})
	if err == nil || !strings.HasSuffix(err.Error(), "is not an ordinary file") {
		t.Errorf("error: %v", err)
	}
	if found := list(t, store, "", "", 10); len(found) > 0 {
		t.Errorf("listed: %v", found)
	}
}
