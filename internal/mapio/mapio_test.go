package mapio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// lines reads the next items of a file of five numbers, one a line.
func lines(cursor []byte, most int) *state.ReadItems {
	return &state.ReadItems{MapRun: "run", Cursor: cursor, Max: most, Source: state.ItemSource{
		Resource: "arn:aws:states:::s3:getObject", Arguments: jsonvalue.MustParse(`{"Bucket": "b", "Key": "k"}`), Config: state.ReaderConfig{InputType: "JSONL"},
	}}
}

func stored() *items.Memory {
	store := items.NewMemory("out")
	store.Set("b", "k", "1\n2\n3\n4\n5\n")
	return store
}

// TestRead: the source stays open from one page to the next, is opened again for a cursor
// that is elsewhere, and is closed after the last page.
func TestRead(t *testing.T) {
	ctx := context.Background()
	io := mapio.New(ctx, items.Reader{Store: stored()})
	var cursors [][]byte
	read := func(cursor []byte, most int, want string, open bool) {
		t.Helper()
		page, why, err := io.Read(ctx, lines(cursor, most))
		if why != nil || err != nil {
			t.Fatal(why, err)
		}
		got := ""
		for _, item := range page.Items {
			got += item.Value.String() + item.Source[len("s3://"):] + " "
		}
		if strings.TrimSpace(got) != want || page.Last == open || io.IsOpen() != open {
			t.Errorf("the page is %s, last: %v, open: %v; want %s", got, page.Last, io.IsOpen(), want)
		}
		cursors = append(cursors, page.Cursor)
	}
	read(nil, 2, "1b/k 2b/k", true)
	read(cursors[0], 2, "3b/k 4b/k", true)
	read(cursors[0], 2, "3b/k 4b/k", true) // again, as after a restart
	read(cursors[1], 9, "5b/k", false)
	read(nil, 1, "1b/k", true)
	io.CloseSource("another")
	if io.CloseSource("run"); io.IsOpen() {
		t.Error("the source is open still")
	}
	io.Close()
	page, _, _ := io.Read(ctx, lines(nil, 1))
	if len(page.Items) != 1 || io.IsOpen() {
		t.Error("after Close, a source stays open")
	}
}

// TestReadFails: a failure has the name of the reader and says why; the end of the
// context is none.
func TestReadFails(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if _, why, err := mapio.New(ctx, items.Reader{}).Read(ctx, lines(nil, 1)); err != nil || why.Name() != items.ReaderFailed || !strings.Contains(*why.Cause, "asl.WithObjects") {
		t.Errorf("without a store: %v, %v", why, err)
	}
	if _, why, err := mapio.New(ctx, items.Reader{Store: items.NewMemory("b")}).Read(ctx, lines(nil, 1)); err != nil || why.Name() != items.ReaderFailed || why.Wrapped == nil {
		t.Errorf("without an object: %v, %v", why, err)
	}
	cancel()
	if _, why, err := mapio.New(ctx, items.Reader{Store: stored()}).Read(ctx, lines(nil, 1)); !errors.Is(err, context.Canceled) || why != nil {
		t.Errorf("after the end of the context: %v, %v", why, err)
	}
}

// TestWrite: the files are written, and after the last ones the manifest, with those that
// were written before.
func TestWrite(t *testing.T) {
	ctx, store := context.Background(), stored()
	write := &state.WriteResults{
		Target: state.ResultTarget{Arguments: jsonvalue.MustParse(`{"Bucket": "out"}`), Manifest: "m.json", MapRun: "run", Lines: true},
		Files: []state.ResultFile{
			{Status: state.Failed, Key: "FAILED_0", Records: []jsonvalue.Value{jsonvalue.OfInt(1)}},
			{Status: "PENDING", Key: "PENDING_0", Records: []jsonvalue.Value{jsonvalue.OfInt(2), jsonvalue.OfInt(3)}},
		},
		Written: []state.WrittenFile{{Status: state.Succeeded, Key: "SUCCEEDED_0", Size: 7}},
	}
	sizes, why, err := mapio.New(ctx, items.Reader{Store: store}).Write(ctx, write)
	if fmt.Sprint(sizes, why, err) != "[2 4] <nil> <nil>" {
		t.Errorf("the sizes are %v, %v, %v", sizes, why, err)
	}
	if _, there := store.Get("out", "m.json"); there {
		t.Error("there is a manifest before the last files")
	}
	write.Last = true
	if _, why, err := mapio.New(ctx, items.Reader{Store: store}).Write(ctx, write); why != nil || err != nil {
		t.Error(why, err)
	}
	pending, _ := store.Get("out", "PENDING_0")
	manifest, _ := store.Get("out", "m.json")
	files := jsonvalue.MustParse(manifest).Get("ResultFiles").String()
	const want = `{"FAILED":[{"Key":"FAILED_0","Size":2}],"PENDING":[{"Key":"PENDING_0","Size":4}],"SUCCEEDED":[{"Key":"SUCCEEDED_0","Size":7}]}`
	if pending != "2\n3\n" || files != want {
		t.Errorf("the file is %q, the manifest has %s", pending, files)
	}
	if _, why, _ := mapio.New(ctx, items.Reader{}).Write(ctx, write); why.Name() != items.WriterFailed {
		t.Errorf("without a store: %v", why)
	}
}

// owned is a store that notes which account its buckets must belong to.
type owned struct {
	items.ObjectStore
	account *string
}

func (o owned) OwnedBy(account string) items.ObjectStore {
	*o.account += account + " "
	return o.ObjectStore
}

// TestOwner: the account of ExpectedBucketOwner is handed on, to read and to write.
func TestOwner(t *testing.T) {
	ctx, account := context.Background(), ""
	io := mapio.New(ctx, items.Reader{Store: owned{stored(), &account}})
	read := lines(nil, 9)
	read.Source.Arguments = jsonvalue.MustParse(`{"Bucket": "b", "Key": "k", "ExpectedBucketOwner": "1"}`)
	if _, why, err := io.Read(ctx, read); why != nil || err != nil {
		t.Error(why, err)
	}
	write := &state.WriteResults{Target: state.ResultTarget{Arguments: jsonvalue.MustParse(`{"Bucket": "out", "ExpectedBucketOwner": "2"}`), Manifest: "m"}, Last: true}
	if _, why, err := io.Write(ctx, write); why != nil || err != nil {
		t.Error(why, err)
	}
	if account != "1 2 " {
		t.Errorf("the accounts are %s", account)
	}
}
