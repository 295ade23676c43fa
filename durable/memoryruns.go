package durable

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/engine"
)

// memoryRuns are the EXPRESS executions, which are in memory only.
type memoryRuns struct {
	ctx    context.Context
	cancel context.CancelFunc
	runs   asl.Executions

	max int // bytes of all; 0 to keep none

	mu   sync.Mutex
	kept []*expressRun // those that were started first come first
	size int           // bytes of all
}

// expressRun is an EXPRESS execution that is kept.
type expressRun struct {
	machine *asl.Machine
	x       *asl.Execution
	events  []byte // a line for each
	full    bool   // there was no room for later events
	gone    bool   // it is not kept any more
}

// expressSize is about what an execution takes beside its events. Measured: 7 KiB with two Pass
// states.
const expressSize = 8 << 10

// WithExpressInMemory keeps EXPRESS executions that this process starts in memory, so that
// Describe, Definition, List, History, Stop and SkipWait know them. Those that have ended go, the
// oldest first, when all take more than about that many bytes; of one that runs the later events
// are missing then. List gives them if it is asked for their machine. The default keeps none.
// Step Functions: EXPRESS executions cannot be looked at.
func WithExpressInMemory(bytes int) Option {
	return func(s *settings) error {
		if bytes <= 0 {
			return fmt.Errorf("durable: WithExpressInMemory(%d): want a positive number of bytes", bytes)
		}
		s.expressBytes = bytes
		return nil
	}
}

func (r *memoryRuns) start(max int) {
	r.max = max
	r.ctx, r.cancel = context.WithCancel(context.Background())
}

// keep keeps an execution that was started.
func (r *memoryRuns) keep(run *expressRun, x *asl.Execution) {
	if r.max == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	run.x = x
	r.kept = append(r.kept, run)
	r.size += expressSize
	r.makeRoom(run)
}

// add adds an event to an execution, which may not be kept yet.
func (r *memoryRuns) add(run *expressRun, e history.Event) {
	line := append(e.AppendJSON(nil), '\n')
	r.mu.Lock()
	defer r.mu.Unlock()
	if run.full || run.gone {
		return
	}
	r.size += len(line)
	if r.makeRoom(run); r.size > r.max {
		r.size -= len(line)
		run.full = true
		return
	}
	run.events = append(run.events, line...)
}

// makeRoom forgets executions that have ended until the others have room. The one that needs it
// may have ended just now, and stays. r.mu must be held.
func (r *memoryRuns) makeRoom(needs *expressRun) {
	if r.size <= r.max {
		return
	}
	r.kept = slices.DeleteFunc(r.kept, func(run *expressRun) bool {
		if r.size <= r.max || run == needs || run.x.Status() == asl.Running {
			return false
		}
		r.size -= expressSize + len(run.events)
		run.gone = true
		return true
	})
}

// get returns the execution of an ARN, nil if it is not kept.
func (r *memoryRuns) get(arn string) *expressRun {
	if !strings.Contains(arn, ":express:") {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, run := range r.kept {
		if run.x.ARN() == arn {
			return run
		}
	}
	return nil
}

// history returns the events of an execution so far.
func (r *memoryRuns) history(run *expressRun, page *engine.Page) error {
	r.mu.Lock()
	text := run.events
	r.mu.Unlock()
	for line := range bytes.Lines(text) {
		e, err := history.Parse(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			return err
		}
		page.Add([]history.Event{e})
	}
	return nil
}

// list returns the executions that f means.
func (r *memoryRuns) list(f *Filter) ([]Row, string, error) {
	r.mu.Lock()
	kept := slices.Clone(r.kept)
	r.mu.Unlock()
	return f.page(func(yield func(*Row) bool) {
		for _, run := range kept {
			d := run.x.Describe()
			row := Row{Summary: Summary{
				ARN: d.ARN, Machine: d.Identity.MachineARN(), Version: d.Identity.Version, Alias: d.Identity.Alias,
				Name: d.Name, Status: d.Status, Started: d.Started.Truncate(time.Microsecond), Ended: d.Ended,
			}}
			if !yield(&row) {
				return
			}
		}
	})
}
