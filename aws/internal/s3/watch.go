package s3

import (
	"context"
	"errors"
	"io"
	"time"
)

// errStalled is the error of a request that gets no answer, and of a body of which nothing
// comes any more.
var errStalled = errors.New("S3 sends nothing any more")

// watch is the body of a response. A read that gets nothing for some time ends it.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	body   io.ReadCloser
	timer  *time.Timer
	after  time.Duration
}

func (w *watch) end() { w.cancel(errStalled) }

func (w *watch) close() {
	w.timer.Stop()
	w.cancel(nil)
}

func (w *watch) Read(p []byte) (int, error) {
	w.timer.Reset(w.after)
	defer w.timer.Stop()
	n, err := w.body.Read(p)
	if err != nil && err != io.EOF {
		err = stalledIn(w.ctx, err)
	}
	return n, err
}

func (w *watch) Close() error {
	defer w.close()
	return w.body.Close()
}

// stalledIn returns errStalled in place of the error of a context that was ended for it.
func stalledIn(ctx context.Context, err error) error {
	if context.Cause(ctx) == errStalled {
		return errStalled
	}
	return err
}
