package state

import (
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/history"
)

// redrives is what a Run keeps of its redrives, besides their number and the last date.
type redrives struct {
	Event  int64          `json:"event"` // ExecutionRedriven of the last one
	Open   time.Duration  `json:"open"`  // how long the attempts before it went on
	Tokens []redriveToken `json:"tokens,omitempty"`
}

// redriveToken is a client token that has redriven the execution.
type redriveToken struct {
	Token string    `json:"token"`
	Date  time.Time `json:"date"`
}

const (
	// redrivable is how long after its end an execution can be redriven. Step Functions:
	// as documented.
	redrivable = 14 * 24 * time.Hour

	// beforeRedrives is why an execution cannot be redriven whose snapshot was taken by a
	// version that kept no states. Step Functions: one that was started before there were
	// redrives.
	beforeRedrives = "Execution was started before the launch of RedriveExecution"

	// The service remembers that many client tokens, each for that long.
	maxRedriveTokens = 10
	redriveTokenLife = 15 * time.Minute
)

// RedriveError says why an execution cannot be redriven, as RedriveExecution does.
type RedriveError struct {
	Exception string // ExecutionNotRedrivable, InvalidArn or ValidationException
	Message   string // of the exception
}

// Error returns the exception and its message.
func (e *RedriveError) Error() string { return "state: " + e.Exception + ": " + e.Message }

// Redrive does what RedriveExecution does: an execution that has failed, timed out or was
// aborted goes on at the states that it was in. Results of states, branches and iterations
// that were done are kept; retriers count anew, and times begin anew.
//
// token is the client token, "" for none. With one that has redriven the execution in the
// last 15 minutes Redrive changes nothing and returns the date of that redrive. The error
// is a [*RedriveError].
//
// Redrive refuses the executions of Map Runs, which go on with a redrive of the execution
// that the Map is in. A driver redrives one that a [StartItem] asks for by telling it an
// InputRedrive.
func (r *Run) Redrive(now time.Time, token string) (date time.Time, err error) {
	now = plainTime(now)
	if date, known := r.redrives.with(token, now); known {
		return date, nil
	}
	switch reason := r.noRedrive(now); {
	case r.cfg.Type == Express:
		err = &RedriveError{"InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"}
	case r.cfg.MapRun != "":
		err = &RedriveError{"ValidationException", "Labeled Execution ARNs are not supported for this API"}
	case reason != "":
		err = &RedriveError{"ExecutionNotRedrivable", "Execution " + r.cfg.ARN + " invalid for redrive as: " + reason}
	case !r.Tell(Input{Kind: InputRedrive, Now: now, Token: token}):
		err = &RedriveError{"ValidationException", "A state that is run by itself cannot be redriven"}
	}
	return r.outcome.RedriveDate, err
}

// noRedrive returns why the execution cannot be redriven at a time, in the service's words,
// "" if it can.
func (r *Run) noRedrive(now time.Time) string {
	_, reason := Description{Type: r.cfg.Type, Outcome: r.outcome}.RedriveAt(now)
	return reason
}

// neverRedriven returns why an execution that ends now without success can never be
// redriven, "" if it can.
// Step Functions: a redrive wants fewer than 24,999 events of 25,000.
func (r *Run) neverRedriven() string {
	switch {
	case r.cfg.Limits.Events > 0 && r.lastEvent >= int64(r.cfg.Limits.Events)-1:
		return "Execution has exceeded the maximum history event limit"
	case r.cfg.Limits.Duration > 0 && r.opened() >= r.cfg.Limits.Duration:
		return "Execution has exceeded the max execution time"
	}
	return ""
}

// opened returns how long the execution has gone on, without the times between its
// attempts.
func (r *Run) opened() time.Duration {
	if r.redrives == nil {
		return r.now.Sub(r.outcome.Started)
	}
	return r.redrives.Open + r.now.Sub(r.outcome.RedriveDate)
}

// redrive does what an InputRedrive says.
func (r *Run) redrive(in *Input) bool {
	if r.cfg.Type == Express || r.inspection != nil || r.noRedrive(in.Now) != "" {
		return false
	}
	open := r.opened() // at the end: the time has not moved since
	if r.redrives == nil {
		r.redrives = &redrives{}
	}
	r.moveTime(in.Now)
	r.outcome = Outcome{Status: Running, Started: r.outcome.Started, RedriveCount: r.outcome.RedriveCount + 1, RedriveDate: r.now}
	if in.Token != "" {
		r.redrives.remember(redriveToken{in.Token, r.now})
	}
	r.redrives.Open, r.deleted = open, false
	r.redrives.Event = r.record(nil, r.lastEvent, history.TypeExecutionRedriven, &history.ExecutionRedriven{RedriveCount: r.outcome.RedriveCount})
	r.armExpiry()
	r.revive(r.root)
	return true
}

// with returns the date of the redrive with a token, if that is known still.
func (r *redrives) with(token string, now time.Time) (date time.Time, known bool) {
	if r == nil || token == "" {
		return date, false
	}
	i := slices.IndexFunc(r.Tokens, func(t redriveToken) bool { return t.Token == token && now.Sub(t.Date) < redriveTokenLife })
	if i < 0 {
		return date, false
	}
	return r.Tokens[i].Date, true
}

func (r *redrives) remember(t redriveToken) {
	r.Tokens = append(r.Tokens, t)
	r.Tokens = slices.Clone(r.Tokens[max(0, len(r.Tokens)-maxRedriveTokens):])
}

// revive gives a frame that has stopped a turn in which its state goes on.
func (r *Run) revive(f *frame) {
	if f.phase == stopped {
		f.phase, f.prev = redriven, f.entered
	}
	r.enqueue(f)
}

// goOn goes on with the state of a frame after a redrive. A state without children that
// are kept is done again, without another event of its entry.
func (r *Run) goOn(f *frame) error {
	r.guard()
	if f.mapRun != nil {
		return f.state.(*Map).redriveRun(r, f)
	}
	if f.state.base().notes.unfilled != "" {
		return f.unfilled()
	}
	if f.fan == nil {
		return f.state.enter(r, f)
	}
	for child := f.fan.first; child != nil; child = child.after {
		r.undo.keep(child)
		r.revive(child)
	}
	f.phase = fanned
	if f.fan.left == 0 {
		f.phase = joined
		return f.state.resume(r, f)
	}
	if m, isMap := f.state.(*Map); isMap {
		return m.fill(r, f)
	}
	return nil
}

// followsRedrive makes the failure of a state that has recorded no event since it was
// redriven follow from the redrive.
// Step Functions: recorded of a Fail state, which is not entered once more.
func (r *Run) followsRedrive(f *frame) {
	if f.phase == redriven && f.prev == f.entered {
		f.prev = r.redrives.Event
	}
}

// restoreRedrives takes the redrives of a snapshot. It reports those that cannot have
// happened.
func (r *Run) restoreRedrives(s *executionFields) error {
	o := &r.outcome
	o.RedriveCount, o.RedriveDate, r.redrives = s.RedriveCount, plainTime(s.RedriveDate), s.Redrives
	possible := o.RedriveCount >= 0 && o.RedriveDate.IsZero()
	if at := r.redrives; at != nil {
		possible = o.RedriveCount > 0 && !o.RedriveDate.IsZero() && at.Event > 0 && at.Event <= r.lastEvent && at.Open >= 0
	}
	if !possible {
		return fmt.Errorf("the execution cannot have been redriven %d times", o.RedriveCount)
	}
	if r.ended() && o.Status != Succeeded {
		o.NoRedrive = r.neverRedriven()
	}
	return nil
}
