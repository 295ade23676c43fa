package items_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/items"
)

func listObjects(prefix string) items.Spec {
	return items.Spec{Resource: "arn:aws:states:::s3:listObjectsV2", Bucket: "b", Prefix: prefix}
}

// dated returns a store whose objects were modified at a time.
func dated(unix int64, keys ...string) *items.Memory {
	m := items.NewMemory("b", "empty")
	m.Now = func() time.Time { return time.Unix(unix, 999) }
	for _, key := range keys {
		m.Set("b", key, "hello")
	}
	return m
}

func TestListing(t *testing.T) {
	describe := func(key, modified string) string {
		return `{"Etag":"\"5d41402abc4b2a76b9719d911017c592\"","Key":"` + key + `","LastModified":` + modified + `,"Size":5,"StorageClass":"STANDARD"}` + "\n"
	}
	some := []string{"x/b", "x/a", "x-", "x", "y/\"é"}
	tests := []struct {
		name string
		unix int64
		of   items.Spec
		want string
	}{
		{"all, sorted", 1790204286, listObjects(""), describe("x", "1.790204286E9") + describe("x-", "1.790204286E9") + describe("x/a", "1.790204286E9") + describe("x/b", "1.790204286E9") + describe(`y/\"é`, "1.790204286E9")},
		{"a prefix is no folder", 1790000000, listObjects("x/"), describe("x/a", "1.79E9") + describe("x/b", "1.79E9")},
		{"a round time", 2e9, listObjects("x/a"), describe("x/a", "2.0E9")},
		{"a time with seven digits", 9999999, listObjects("x/a"), describe("x/a", "9999999.0")},
		{"the next one", 10000000, listObjects("x/a"), describe("x/a", "1.0E7")},
		{"a time before 1970", -1, listObjects("x/a"), describe("x/a", "0.0")},
		{"no objects", 1, listObjects("z"), ""},
		{"the first ones", 1790000000, items.Spec{Resource: listObjects("").Resource, Bucket: "b", MaxItems: 2}, describe("x", "1.79E9") + describe("x-", "1.79E9")},
		{"an empty bucket", 1, items.Spec{Resource: listObjects("").Resource, Bucket: "empty"}, ""},
		{"no bucket", 1, items.Spec{Resource: listObjects("").Resource, Bucket: "none"}, readerFailed + `The bucket none does not exist: there is no bucket "none": file does not exist`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkRead(t, dated(tt.unix, some...), tt.of, tt.want) })
	}
	source, err := items.Open(context.Background(), dated(0, some...), listObjects(""), nil)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := source.Next(context.Background(), 1); err != nil || page.Source != "s3://b" {
		t.Errorf("source %q, error %v", page.Source, err)
	}
}

// Objects that come and go between two pages are in the listing or not, and no object is
// there twice.
func TestListingChanges(t *testing.T) {
	store := dated(0, "a", "b", "c", "d")
	source, err := items.Open(context.Background(), store, listObjects(""), nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := source.Next(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	store.Remove("b", "b")
	store.Set("b", "bb", "hello")
	if source, err = items.Open(context.Background(), store, listObjects(""), page.Cursor); err != nil {
		t.Fatal(err)
	}
	if page, err = source.Next(context.Background(), 10); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, item := range page.Items {
		keys = append(keys, item.Get("Key").Text())
	}
	if got := strings.Join(keys, " "); got != "bb c d" || !page.End {
		t.Errorf("keys %s, end %t", got, page.End)
	}
}

// lister lists as f says.
type lister struct {
	items.ObjectStore
	f func(after string, max int) ([]items.Info, bool, error)
}

func (l *lister) List(_ context.Context, _, _, after string, max int) ([]items.Info, bool, error) {
	return l.f(after, max)
}

// A store may list fewer objects than it is asked for.
func TestListingInParts(t *testing.T) {
	store := &lister{f: func(after string, max int) (found []items.Info, more bool, err error) {
		n, _ := strconv.Atoi(after)
		for range 1000 {
			n++
			found = append(found, items.Info{Key: fmt.Sprintf("%05d", n)})
		}
		return found, n < 2000, nil
	}}
	for _, max := range []int{1, 999, 1 << 20} {
		if got := read(t, store, listObjects(""), max, false); len(got) != 2000 {
			t.Errorf("in pages of %d there are %d objects", max, len(got))
		}
	}
}

func TestListingErrors(t *testing.T) {
	tests := []struct {
		name  string
		found []items.Info
		more  bool
		err   error
		want  string
	}{
		{"the store fails", nil, false, io.ErrClosedPipe, "The objects of s3://b/x could not be listed: io: read/write on closed pipe"},
		{"the same objects again", []items.Info{{Key: "x"}}, true, nil, "The objects of s3://b/x were listed in the wrong order."},
		{"none, but there are more", nil, true, nil, "The objects of s3://b/x were listed in the wrong order."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			store := &lister{f: func(string, int) ([]items.Info, bool, error) { return tt.found, tt.more, tt.err }}
			got := read(t, store, listObjects("x"), 1, false)
			if last := got[len(got)-1]; last != readerFailed+tt.want {
				t.Errorf("error: %s", last)
			}
		})
	}
}

func TestListingContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	source, err := items.Open(ctx, dated(0, "a"), listObjects(""), nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := source.Next(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}
