package asltest

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

var update = flag.Bool("asltest.update", false, "write the golden histories anew instead of comparing with them")

// Golden asserts that the history is that of a file, one event a line as
// GetExecutionHistory gives it. Task tokens, which differ from run to run, are
// written as "<token 1>" and so on. To write the file, or to write it anew:
//
//	go test -asltest.update
//
// A history with another clock, name or seed than those of [New] may be another
// one each time.
func (r *Run) Golden(file string) *Run {
	r.t.Helper()
	got := r.golden()
	if *update {
		if err := writeGolden(file, got); err != nil {
			r.t.Fatalf("Golden: %v", err)
		}
		return r
	}
	want, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.t.Errorf("Golden: there is no %s yet: write it with go test -run '^%s$' -asltest.update", file, r.t.Name())
	case err != nil:
		r.t.Errorf("Golden: %v", err)
	case !bytes.Equal(want, got):
		r.fail(r.timeline.End, "the history is not that of %s (-want +got):\n%s\nif it should be, write it anew with -asltest.update", file, firstDifference(want, got))
	}
	return r
}

func writeGolden(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o666)
}

func (r *Run) golden() []byte {
	var b bytes.Buffer
	for _, e := range r.events {
		b.Write(e.AppendJSON(nil))
		b.WriteByte('\n')
	}
	text := b.Bytes()
	// Tasks that run at once get their tokens in any order.
	tokens := slices.Clone(r.tokens)
	slices.SortStableFunc(tokens, func(one, other string) int {
		return bytes.Index(text, []byte(one)) - bytes.Index(text, []byte(other))
	})
	for i, token := range tokens {
		text = bytes.ReplaceAll(text, []byte(token), fmt.Appendf(nil, "<token %d>", i+1))
	}
	return text
}

// firstDifference shows the first event that differs.
func firstDifference(want, got []byte) string {
	wanted, found := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	i := 0
	for i < len(wanted) && i < len(found) && wanted[i] == found[i] {
		i++
	}
	event := func(lines []string) string {
		if i >= len(lines) || lines[i] == "" {
			return "the history ends here"
		}
		v, err := jsonvalue.ParseString(strings.TrimSuffix(lines[i], "\r"))
		if err != nil {
			return lines[i]
		}
		return pretty(v)
	}
	return fmt.Sprintf("event %d:\n%s", i+1, differText(event(wanted), event(found)))
}
