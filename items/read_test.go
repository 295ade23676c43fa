package items_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/goasl/goasl/items"
	"github.com/google/go-cmp/cmp"
)

// getObject is the Spec of a file in the bucket b.
func getObject(inputType, key string) items.Spec {
	return items.Spec{Resource: "arn:aws:states:::s3:getObject", Bucket: "b", Key: key, InputType: inputType}
}

// stored returns a store with one file in the bucket b.
func stored(key, body string) *items.Memory {
	m := items.NewMemory("b")
	m.Set("b", key, body)
	return m
}

// read reads all items in pages of at most max, and opens the source again after each page
// if reopen is set. A line of the result is an item, with its name if it has one, or an
// error.
func read(t *testing.T, store items.ObjectStore, of items.Spec, max int, reopen bool) []string {
	t.Helper()
	lines := []string{}
	var cursor []byte
	source, err := items.Open(context.Background(), store, of, nil)
	for err == nil {
		var page items.Page
		if page, err = source.Next(context.Background(), max); err != nil {
			break
		}
		if len(page.Items) > max || len(page.Items) == 0 && !page.End {
			t.Fatalf("a page of at most %d items has %d", max, len(page.Items))
		}
		for i, item := range page.Items {
			line := item.String()
			if len(page.Keys) > 0 {
				line = page.Keys[i] + " " + line
			}
			lines = append(lines, line)
		}
		if page.End {
			break
		}
		if bytes.Equal(cursor, page.Cursor) {
			t.Fatalf("two pages end at the cursor %s", cursor)
		}
		if cursor = page.Cursor; reopen {
			source.Close()
			source, err = items.Open(context.Background(), store, of, cursor)
		}
	}
	if source != nil {
		source.Close()
	}
	if err != nil {
		lines = append(lines, err.Error())
	}
	return lines
}

// checkRead checks what is read, at once, in small pages, and after each item anew.
func checkRead(t *testing.T, store items.ObjectStore, of items.Spec, want string) {
	t.Helper()
	for _, way := range []struct {
		max    int
		reopen bool
	}{{1 << 20, false}, {1, false}, {1, true}, {2, true}, {3, true}} {
		got := strings.Join(read(t, store, of, way.max, way.reopen), "\n")
		if diff := cmp.Diff(strings.TrimSpace(want), got); diff != "" {
			t.Errorf("in pages of %d, opened again: %t: items (-want +got):\n%s", way.max, way.reopen, diff)
		}
	}
}
