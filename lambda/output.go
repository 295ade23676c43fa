package lambda

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"sync"
)

// output takes what a process prints, line by line, to the logger and to the log of the
// invocation that is going on. Standard output and standard error are one pipe, so that
// their lines keep their order.
//
// The pipe tells nothing of invocations. So this program writes into it, too: a line that
// the process cannot know. When that line is read, all that was printed before is read.
type output struct {
	w      *os.File // also the standard output and error of the process
	mark   []byte   // the line
	last   []byte   // another one, after which nothing is read
	marked chan struct{}
	done   chan struct{} // closed when nothing is read any more
	logger *slog.Logger

	flushing sync.Mutex

	mu  sync.Mutex
	inv *invocation // nil between invocations
}

// maxLine is the most bytes of a line; a longer one is logged in pieces.
// Step Functions: the limit of an event in CloudWatch Logs.
const maxLine = 256 << 10

func newOutput(f *function) (*output, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o := &output{
		w: w, mark: []byte("\x00" + newSecret() + "\n"), last: []byte("\x01" + newSecret() + "\n"),
		marked: make(chan struct{}), done: make(chan struct{}),
		logger: f.runtime.logger.With("function", f.Name),
	}
	go o.read(r)
	return o, nil
}

// begin makes the lines from now on those of an invocation.
func (o *output) begin(inv *invocation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inv = inv
}

// end waits until all lines of the invocation have been read.
func (o *output) end() {
	o.flush(o.mark)
	o.begin(nil)
}

// flush waits until all that was printed has been read.
func (o *output) flush(mark []byte) {
	o.flushing.Lock()
	defer o.flushing.Unlock()
	_, _ = o.w.Write(mark) // fails after close, when all has been read
	select {
	case <-o.marked:
	case <-o.done:
	}
}

// close waits until all that was printed has been read. No more is read then, even if
// something that the process has started still prints.
func (o *output) close() {
	o.flush(o.last)
	_ = o.w.Close() // nothing is lost: all has been read
}

func (o *output) read(r *os.File) {
	defer close(o.done)
	defer r.Close()
	var text []byte
	chunk := make([]byte, 8<<10)
	for {
		n, err := r.Read(chunk)
		var last bool
		text, last = o.lines(append(text, chunk[:n]...))
		if err != nil || last {
			return
		}
	}
}

// lines logs the lines of a text. It returns what is left without a line feed, and whether
// there was the last mark. Text before a mark is a line even if it has no line feed.
func (o *output) lines(text []byte) (rest []byte, last bool) {
	for {
		i := bytes.IndexByte(text, '\n') + 1
		if i == 0 {
			return o.cutLong(text), false
		}
		line, marked := bytes.CutSuffix(text[:i], o.mark)
		line, last = bytes.CutSuffix(line, o.last)
		text = text[i:]
		if len(line) > 0 { // not only a mark
			o.log(line)
		}
		if last {
			return nil, true
		}
		if marked {
			o.marked <- struct{}{}
		}
	}
}

// cutLong logs the beginning of a line that is too long, but nothing that may be the
// beginning of a mark.
func (o *output) cutLong(line []byte) (rest []byte) {
	if len(line) < maxLine {
		return line
	}
	n := len(line) - len(o.mark)
	o.log(line[:n])
	return line[n:]
}

func (o *output) log(line []byte) {
	text := strings.TrimRight(string(line), "\r\n")
	o.mu.Lock()
	inv := o.inv
	o.mu.Unlock()
	if inv == nil {
		o.logger.Info(text)
		return
	}
	inv.tail.add(text)
	attrs := []any{"request", inv.id}
	if inv.task != "" {
		attrs = append(attrs, "task", inv.task)
	}
	o.logger.Info(text, attrs...)
}
