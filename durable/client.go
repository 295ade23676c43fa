package durable

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Client starts executions, tells about them and answers their tasks, from any process.
// [Executor] is one. It is safe for concurrent use.
//
// What Step Functions would refuse is an [*asl.Error] with the name of the exception, as
// [ErrExecutionDoesNotExist], and the service's message as its cause. Other errors say that
// the store, or ctx, has failed.
type Client interface {
	// Start starts an execution, which is durable when Start returns. If an execution of
	// the same name and input runs, Start returns it; with another input, or if it has
	// ended, the error is ExecutionAlreadyExists. The errors are StateMachineDoesNotExist,
	// InvalidName and InvalidExecutionInput, too. An EXPRESS execution runs in this
	// process, is not stored, and may have a name that another one has; none is started once
	// that drains ([asl.ErrDraining]).
	Start(ctx context.Context, s Start) (state.Description, error)

	// StartSync runs an EXPRESS execution to its end. An execution that has failed is no
	// error. Other errors than those of Start are StateMachineTypeNotSupported, and that
	// of ctx if it ends before the execution, which goes on.
	StartSync(ctx context.Context, s Start) (state.Description, error)

	// Describe returns what is known of an execution, as of its last commit. The error is
	// ExecutionDoesNotExist. One whose machine is not registered is read without its options;
	// if the execution cannot be read, the description has no payloads. That of an execution of a
	// Map Run is derived from the records of the one that has started it; the error is that
	// of reading them then.
	Describe(ctx context.Context, arn string) (Description, error)

	// Definition returns the definition that an execution began with, in JSON. The error is
	// ExecutionDoesNotExist.
	Definition(ctx context.Context, execution string) ([]byte, error)

	// List returns executions, the newest first, and what Filter.After is for the next
	// page, "" if this is the last one. The error may be ResourceNotFound with Filter.MapRun.
	List(ctx context.Context, f Filter) (page []Summary, next string, err error)

	// History returns events of an execution, in the order of their IDs or the reverse,
	// and the From of the next page, 0 if this is the last one, as of the last commit. The
	// error is ExecutionDoesNotExist.
	History(ctx context.Context, arn string, p HistoryPage) (events []history.Event, next int64, err error)

	// Wait waits until an execution has ended, in this process or another one, and returns
	// what Describe does. The errors are those of Describe, and that of ctx.
	Wait(ctx context.Context, arn string) (Description, error)

	// Stop aborts an execution; why may be nil. It is durable, and ends the execution soon,
	// when Stop returns. An execution that has ended stays as it is. One that is stalled ends
	// within two minutes, even if it cannot be restored; its history lacks the end then. The
	// errors are ExecutionDoesNotExist, and ValidationException if the name has more than 256
	// characters, or the cause more than 32,768.
	Stop(ctx context.Context, arn string, why *state.Failure) error

	// Redrive redrives an execution; token is the client token, or "". It is durable when
	// Redrive returns, which waits a moment for it to be done. The errors are
	// ExecutionDoesNotExist and those of [state.Run.Redrive] as an [*asl.Error]. date is
	// that of the redrive.
	Redrive(ctx context.Context, arn, token string) (date time.Time, err error)

	// SkipWait ends the wait of the state of an execution that was entered by the event with that
	// ID, as if its time had come: of a Wait state, or the delay before a retry. Nothing else that
	// waits for a time is sooner. It is durable when SkipWait returns. The errors are
	// [asl.ErrNoWait] if that state does not wait, as of the last commit, and
	// ExecutionDoesNotExist. Of an EXPRESS execution of a Map Run it is not known whether it waits:
	// if it does not, nothing happens.
	// Step Functions: there is no such operation.
	SkipWait(ctx context.Context, arn string, event int64) error

	// SendTaskSuccess answers a task with its output, in JSON. The answer is durable when
	// it returns. The errors are InvalidToken, TaskDoesNotExist if there is no such
	// execution, TaskTimedOut if the task does not wait any more, and InvalidOutput.
	SendTaskSuccess(ctx context.Context, token string, output []byte) error

	// SendTaskFailure answers a task with an error; why may be nil. The errors are those of
	// SendTaskSuccess, and ValidationException as of Stop.
	SendTaskFailure(ctx context.Context, token string, why *state.Failure) error

	// SendTaskHeartbeat begins the HeartbeatSeconds of a task anew. The errors are those
	// of SendTaskSuccess.
	SendTaskHeartbeat(ctx context.Context, token string) error

	// CreateActivity makes the activity of that ARN, unless it exists. The errors are
	// InvalidArn and InvalidName.
	CreateActivity(ctx context.Context, arn string) (Activity, error)

	// DescribeActivity returns an activity. The error is ActivityDoesNotExist.
	DescribeActivity(ctx context.Context, arn string) (Activity, error)

	// DeleteActivity deletes an activity, if it exists. Tasks that wait for a worker wait
	// until they time out.
	DeleteActivity(ctx context.Context, arn string) error

	// ListActivities returns activities whose ARNs are above after, in their order, at
	// most max.
	ListActivities(ctx context.Context, after string, max int) ([]Activity, error)

	// Poll returns a task of an activity, that which waits for the longest time. If none
	// waits it waits for one, and returns nil when ctx ends. The name of the worker is for
	// the history. The error is ActivityDoesNotExist.
	Poll(ctx context.Context, activity, worker string) (*ActivityTask, error)

	// MapRuns returns the Map Runs of an execution, the oldest first. The error is
	// ExecutionDoesNotExist.
	MapRuns(ctx context.Context, execution string) ([]state.MapRun, error)

	// MapRun returns one Map Run. The error is ResourceNotFound.
	MapRun(ctx context.Context, arn string) (state.MapRun, error)

	// UpdateMapRun changes a Map Run that goes on. The errors are ResourceNotFound, and
	// ValidationException if a value is out of its bounds, or the Map Run is in an execution of
	// another one.
	UpdateMapRun(ctx context.Context, u state.MapRunUpdate) error
}

// Start says what to start.
type Start struct {
	Machine     string // ARN that a machine is registered with, which may be that of a version
	Name        string // "" for a random one
	Input       []byte // JSON; nil for {}
	TraceHeader string // of AWS X-Ray, "" for none
	Alias       string // name of the alias by which the machine was chosen, "" for none
}

// Summary tells of an execution what a list of executions has.
type Summary struct {
	ARN            string
	Machine        string // ARN, without version and alias; that of a Map with its label
	Version, Alias string // that it was started with, "" for none
	Name           string
	Status         asl.Status
	Started, Ended time.Time // Ended is zero while Status is RUNNING
	RedriveCount   int
	Redriven       time.Time // the last redrive, zero for none
	MapRun         string    // ARN of the Map Run that has started it, "" for none
	Items          int64     // that it has got from the Map Run; more than one with an ItemBatcher

	// Stalled says why the execution cannot go on, "" if it can. The Status is RUNNING, unless the
	// reason is a redrive that cannot be read.
	Stalled string
}

// VersionARN returns the ARN of the version that it was started with, "" for none.
func (s *Summary) VersionARN() string { return s.qualified(s.Version) }

// AliasARN returns the ARN of the alias that it was started with, "" for none.
func (s *Summary) AliasARN() string { return s.qualified(s.Alias) }

func (s *Summary) qualified(by string) string {
	if by == "" {
		return ""
	}
	return s.Machine + ":" + by
}

// Description is all that is known of an execution beside its history.
type Description struct {
	state.Description
	Stalled string // see [Summary]
}

// Filter says which executions are meant; a zero field means all.
type Filter struct {
	// MapRun is the ARN of a Map Run, whose executions are meant; "" means those that no Map
	// Run has started. The Status may be [state.PendingRedrive].
	MapRun string

	Machine     string // ARN, without version and alias
	Version     string
	Alias       string
	Status      asl.Status
	Stalled     bool      // only those that are stalled
	Redriven    *bool     // whether they were redriven
	EndedBefore time.Time // only those that ended before

	After string // what List has returned with the page before, "" for the first one
	Max   int    // the most executions of a page; 0 or less for 100
}

// Matches reports whether f means an execution, but for its MapRun.
func (f *Filter) Matches(s *Summary) bool {
	return (f.Machine == "" || f.Machine == s.Machine) && (f.Version == "" || f.Version == s.Version) &&
		(f.Alias == "" || f.Alias == s.Alias) && (f.Status == "" || f.Status == s.Status) &&
		(!f.Stalled || s.Stalled != "") && (f.Redriven == nil || *f.Redriven == (s.RedriveCount > 0)) &&
		(f.EndedBefore.IsZero() || !s.Ended.IsZero() && s.Ended.Before(f.EndedBefore))
}

// PageOfItems returns what List does of the executions of a Map Run: each yields those with an index
// below a number, the last one first, until yield returns false. The error is that of each, or says
// that After is not what List has returned.
func (f *Filter) PageOfItems(each func(below int64, yield func(state.ItemExecution) bool) error) (page []Summary, next string, err error) {
	below := int64(math.MaxInt64)
	if f.After != "" {
		if below, err = strconv.ParseInt(f.After, 10, 64); err != nil {
			return nil, "", fmt.Errorf("durable: %q is not what List has returned", f.After)
		}
	}
	last, more := "", false
	err = each(below, func(e state.ItemExecution) bool {
		s := summaryOf(&e)
		if !f.Matches(&s) {
			return true
		}
		if more = len(page) == f.Limit(); !more {
			page, last = append(page, s), strconv.FormatInt(e.Index, 10)
		}
		return !more
	})
	if more {
		next = last
	}
	return page, next, err
}

func summaryOf(e *state.ItemExecution) Summary {
	return Summary{
		ARN: e.ARN, Machine: e.Identity.MachineARN(), Name: e.Name, Status: e.Status, Started: e.Started, Ended: e.Ended,
		RedriveCount: e.RedriveCount, Redriven: e.RedriveDate, MapRun: e.MapRun, Items: e.Items,
	}
}

// Limit returns the most executions of a page.
func (f *Filter) Limit() int {
	if f.Max <= 0 {
		return 100
	}
	return f.Max
}

// HistoryPage says which events of a history are wanted.
type HistoryPage struct {
	From    int64 // ID of the first event; 0 for the first of the history, or the last if Reverse
	Reverse bool
	Max     int // the most events; 0 or less for 100
}

// Activity is an activity, whose tasks are for workers.
type Activity struct {
	ARN     string
	Name    string
	Created time.Time
}

// ActivityTask is a task for a worker.
type ActivityTask struct {
	Token string
	Input json.RawMessage
}

// The exceptions of Step Functions. errors.Is(err, ErrTaskTimedOut) reports whether err is
// of that name.
var (
	ErrActivityDoesNotExist         = &asl.Error{Name: "ActivityDoesNotExist"}
	ErrExecutionAlreadyExists       = asl.ErrExecutionExists
	ErrExecutionDoesNotExist        = &asl.Error{Name: "ExecutionDoesNotExist"}
	ErrExecutionNotRedrivable       = &asl.Error{Name: "ExecutionNotRedrivable"}
	ErrInvalidArn                   = &asl.Error{Name: "InvalidArn"}
	ErrInvalidExecutionInput        = &asl.Error{Name: "InvalidExecutionInput"}
	ErrInvalidName                  = &asl.Error{Name: "InvalidName"}
	ErrInvalidOutput                = &asl.Error{Name: "InvalidOutput"}
	ErrInvalidToken                 = &asl.Error{Name: "InvalidToken"}
	ErrResourceNotFound             = &asl.Error{Name: "ResourceNotFound"}
	ErrStateMachineDoesNotExist     = &asl.Error{Name: "StateMachineDoesNotExist"}
	ErrStateMachineTypeNotSupported = &asl.Error{Name: "StateMachineTypeNotSupported"}
	ErrTaskDoesNotExist             = &asl.Error{Name: "TaskDoesNotExist"}
	ErrTaskTimedOut                 = &asl.Error{Name: "TaskTimedOut"}
	ErrValidation                   = &asl.Error{Name: "ValidationException"}
)
