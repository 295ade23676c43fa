package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// watched is a bucket whose events are noted.
type watched struct {
	t    *testing.T
	path string
	log  bytes.Buffer
	end  func() error  // ends Run, and returns its error
	over chan struct{} // is closed when Run has ended

	mu    sync.Mutex
	all   []events.Event
	fails int
}

// watch runs a bucket of a folder that has files.
func watch(t *testing.T, files map[string]string) *watched {
	t.Helper()
	w := &watched{t: t, path: filepath.Join(t.TempDir(), "inbox")}
	for name, text := range files {
		w.write(name, text)
	}
	b, err := Open("inbox", w.path, asl.Identity{Account: "123456789012", Region: "eu-west-1"}, slog.New(slog.NewTextHandler(&w.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.over = make(chan struct{})
	go func() { err = b.Run(ctx, w.put); close(w.over) }()
	w.end = sync.OnceValue(func() error {
		cancel()
		<-w.over
		return errors.Join(err, b.Close())
	})
	t.Cleanup(func() { _ = w.end() })
	return w
}

func (w *watched) put(_ context.Context, e events.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fails > 0 {
		w.fails--
		return errors.New("the store is away")
	}
	w.all = append(w.all, e)
	return nil
}

func (w *watched) at(name string) string { return filepath.Join(w.path, filepath.FromSlash(name)) }

// do fails the test if something has failed.
func (w *watched) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *watched) write(name, text string) {
	w.t.Helper()
	w.do(os.MkdirAll(filepath.Dir(w.at(name)), 0o777))
	w.do(os.WriteFile(w.at(name), []byte(text), 0o666))
}

func (w *watched) rename(from, to string) {
	w.t.Helper()
	w.do(os.Rename(w.at(from), w.at(to)))
}

// told returns the events so far: what has happened, and to what.
func (w *watched) told() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.all {
		all = append(all, strings.TrimPrefix(e.DetailType, "Object ")+" "+jsonvalue.MustParse(string(e.Detail)).Get("object").Get("key").Text())
	}
	return all
}

// wants waits for events, in the order of their texts, and that no other ones come.
func (w *watched) wants(want ...string) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); len(w.told()) < len(want) && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(2*steady + 4*often)
	got := w.told()
	if diff := cmp.Diff(setOf(want), setOf(got)); diff != "" {
		w.t.Errorf("the events (-want +got):\n%s", diff)
	}
	w.mu.Lock()
	w.all = nil
	w.mu.Unlock()
}

// setOf returns how often each text is there.
func setOf(all []string) map[string]int {
	m := map[string]int{}
	for _, text := range all {
		m[text]++
	}
	return m
}

func TestEvent(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	w.write("a b/cat+é.png", "hello")
	for len(w.told()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	w.do(os.Remove(w.at("a b/cat+é.png")))
	for len(w.told()) == 1 {
		time.Sleep(10 * time.Millisecond)
	}
	w.do(w.end())
	var sequencers []string
	for i, want := range []string{
		`{"key":"a b/cat+é.png","size":5,"etag":"5d41402abc4b2a76b9719d911017c592","sequencer":"S"}`,
		`{"key":"a b/cat+é.png","sequencer":"S"}`,
	} {
		detail := jsonvalue.MustParse(string(w.all[i].Detail))
		object := detail.Get("object")
		sequencer := object.Get("sequencer").Text()
		sequencers = append(sequencers, sequencer)
		if got := strings.Replace(object.String(), sequencer, "S", 1); got != want {
			t.Errorf("the object is %s, want %s", got, want)
		}
		if w.all[i].Source != "aws.s3" || w.all[i].Account != "123456789012" || w.all[i].Region != "eu-west-1" || detail.Get("bucket").Get("name").Text() != "inbox" {
			t.Errorf("the event is %s", w.all[i].JSON())
		}
	}
	if sequencers[0] >= sequencers[1] {
		t.Errorf("the sequencers are %v", sequencers)
	}
}

// Each file that comes is one event, however it comes.
func TestFiles(t *testing.T) {
	t.Parallel()
	w := watch(t, map[string]string{"old.png": "old", "sub/old.png": "old", "far.part": "moved"})
	w.write("one.png", "1")
	w.write("sub/two.png", "2")
	w.write("new/deep/three.png", "3")
	w.rename("far.part", "four.png")
	w.wants("Created one.png", "Created sub/two.png", "Created new/deep/three.png", "Created four.png")

	w.write("one.png", "other")
	w.write("next.part", "same size")
	w.rename("next.part", "old.png")
	w.do(os.Chmod(w.at("sub/two.png"), 0o600))
	w.wants("Created one.png", "Created old.png")

	w.rename("one.png", "uno.png")
	w.do(os.Remove(w.at("sub/old.png")))
	w.write("short.png", "x")
	w.do(os.Remove(w.at("short.png")))
	w.wants("Created uno.png", "Deleted one.png", "Deleted sub/old.png")
}

// An empty file is an event, too.
func TestEmptyFile(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	w.write("empty", "")
	w.wants("Created empty")
}

// A file that takes its time is one event, when it is complete.
func TestSlowFile(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	f, err := os.Create(w.at("slow.png"))
	w.do(err)
	for range 15 {
		_, err := f.WriteString("more ")
		w.do(err)
		time.Sleep(steady / 4)
	}
	if got := w.told(); len(got) > 0 {
		t.Errorf("there is an event while the file grows: %v", got)
	}
	w.do(f.Close())
	w.wants("Created slow.png")
}

// Folders come, move and go with their files.
func TestFolders(t *testing.T) {
	t.Parallel()
	w := watch(t, map[string]string{"a/x": "x", "a/b/y": "y"})
	w.rename("a", "c")
	w.wants("Deleted a/x", "Deleted a/b/y", "Created c/x", "Created c/b/y")
	w.write("c/b/y", "new")
	w.write("c/z", "z")
	w.wants("Created c/b/y", "Created c/z")
	w.rename("c", "old")
	w.write("c/b/y", "other")
	w.wants("Deleted c/x", "Deleted c/z", "Created old/x", "Created old/b/y", "Created old/z", "Created c/b/y")
	w.write("c/b/y", "again")
	w.write("old/b/y", "again")
	w.wants("Created c/b/y", "Created old/b/y")
	w.do(os.RemoveAll(w.at("c")))
	w.rename("old", ".old")
	w.wants("Deleted c/b/y", "Deleted old/x", "Deleted old/b/y", "Deleted old/z")
}

// What is hidden, temporary or no file is no object, and other names are data.
func TestNames(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	for _, name := range []string{
		".hidden", ".git/config", "a/.b/c", "x.part", "x.PART", "x.png~", "x.swp", "~$x.docx", "#x#", "x.crdownload", "x.tmp", "x.partial",
	} {
		w.write(name, "x")
	}
	want := []string{"Created ~x", "Created part", "Created a/x.part.png"}
	w.write("~x", "x")
	w.write("part", "x")
	w.write("a/x.part.png", "x")
	if runtime.GOOS != "windows" {
		outside := filepath.Join(t.TempDir(), "secret")
		w.do(os.WriteFile(outside, []byte("secret"), 0o666))
		w.do(os.Symlink(outside, w.at("link")))
		w.do(os.Symlink(filepath.Dir(outside), w.at("links")))
		for _, name := range []string{"a\nb", `{"a": 1}`, "<script>", "-rf", "a\\b", "%2e%2e"} {
			w.write(name, "x")
			want = append(want, "Created "+name)
		}
	}
	if runtime.GOOS == "linux" {
		w.write("not\xffUTF-8", "x")
	}
	w.wants(want...)
}

// Many files are as many events, also if they come at once, and in folders that are new.
func TestManyFiles(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	var want []string
	for i := range 3000 {
		name := fmt.Sprintf("%d/%d.png", i%50, i)
		w.write(name, "x")
		want = append(want, "Created "+name)
	}
	w.wants(want...)
}

// An event that cannot be put is put later, and is told once.
func TestPutFails(t *testing.T) {
	t.Parallel()
	w := watch(t, nil)
	w.fails = 2
	w.write("x", "x")
	w.wants("Created x")
	w.do(w.end())
	if n := strings.Count(w.log.String(), "the store is away"); n != 1 {
		t.Errorf("the log is\n%s", &w.log)
	}
}

// A file that cannot be read is an event when it can be.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("root, and any user of Windows, can read the file")
	}
	w := watch(t, nil)
	w.write("x.part", "x")
	w.do(os.Chmod(w.at("x.part"), 0))
	w.rename("x.part", "x")
	w.wants()
	w.do(os.Chmod(w.at("x"), 0o600))
	w.wants("Created x")
}

// A bucket ends with its folder, also if another one takes its place.
func TestFolderIsGone(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(path string) error{
		"moved":   func(path string) error { return errors.Join(os.Rename(path, path+"-"), os.Mkdir(path, 0o777)) },
		"removed": os.RemoveAll,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watch(t, map[string]string{"x": "x"})
			w.do(remove(w.path))
			select {
			case <-w.over:
			case <-time.After(20 * time.Second):
				t.Fatal("Run has not ended")
			}
			if err := w.end(); err == nil || !strings.Contains(err.Error(), "is gone") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open("inbox", file, asl.Identity{}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a file is taken for a folder")
	}
}
