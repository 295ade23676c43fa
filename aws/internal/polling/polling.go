// Package polling waits for the end of jobs that tasks have started: it asks for their states, with
// pauses between.
package polling

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

const (
	firstPause = time.Second
	lastPause  = 20 * time.Second // between later looks
	maxMisses  = 5                // looks that fail one after the other
)

// Wait calls look until it has seen the end of a job. ctx is that of a task, and the pauses are
// times of the execution's clock. The error is that of ctx, or the one of the fifth look that has
// failed in a row.
func Wait(ctx context.Context, look func() (ended bool, err error)) error {
	misses := 0
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		if err := asl.TaskInfoFrom(ctx).Sleep(ctx, pause); err != nil {
			return err
		}
		ended, err := look()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && ended:
			return nil
		case err == nil:
			misses = 0
		default:
			if misses++; misses == maxMisses {
				return err
			}
		}
	}
}

// Submitted returns the response of the call that has started the job of a task before the execution
// was restored: that job goes on.
func Submitted(ctx context.Context) (response jsonvalue.Value, ok bool) {
	info := asl.TaskInfoFrom(ctx)
	if info == nil {
		return response, false
	}
	response, err := jsonvalue.Parse(info.Submitted())
	return response, err == nil
}
