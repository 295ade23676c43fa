package temporal

import (
	"context"
	"encoding/json"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// SignalName is the name of the signal that tells an execution an input from outside: the
// answer to a task, which needs its token, that it is to stop or to wait no longer, that its
// machine was deleted, or what is to change of a Map Run.
const SignalName = "goasl"

// listen lets the workflow take queries, signals, and its cancellation. Its coroutines are
// the first ones, so that a signal is read before an answer of the cluster that came with it.
func (d *driver) listen(ctx workflow.Context) error {
	workflow.Go(d.ctx, func(own workflow.Context) {
		signals := workflow.GetSignalChannel(own, SignalName)
		for {
			var v converter.RawValue
			signals.Receive(own, &v)
			d.receive(textOf(v))
		}
	})
	workflow.Go(d.ctx, func(own workflow.Context) {
		ctx.Done().Receive(own, nil)
		d.inbox = append(d.inbox, letter{input: state.Input{Kind: state.InputAbort, Failure: d.cancellation()}})
	})
	return d.answerQueries(ctx)
}

// cancellation is why an execution is aborted whose workflow is cancelled. That of a Map Run
// is cancelled with it.
func (d *driver) cancellation() *state.Failure {
	mapRun := d.run.Describe().MapRun
	if mapRun == "" {
		return nil
	}
	cause := state.AbortedCause(mapRun)
	return &state.Failure{Cause: &cause}
}

// receive puts a signal into the inbox. Who can signal the workflow could stop it in any case;
// an answer needs the token. What is not one of ours is left out.
func (d *driver) receive(text []byte) {
	var s struct {
		Token string
		Input json.RawMessage
	}
	err := json.Unmarshal(text, &s)
	l := letter{token: s.Token}
	if err == nil {
		l.input, err = state.ParseInput(s.Input)
	}
	if err == nil && l.comesFromOutside() {
		d.inbox = append(d.inbox, l)
		return
	}
	workflow.GetLogger(d.ctx).Warn("a signal is left out: it has no input that an execution takes", "error", err)
}

// comesFromOutside reports whether an input may come by a signal.
func (l *letter) comesFromOutside() bool {
	switch l.input.Kind {
	case state.InputDone, state.InputHeartbeat, state.InputStarted, state.InputSubmitted:
		return l.token != ""
	case state.InputAbort, state.InputSkipWait, state.InputMachineDeleted, state.InputUpdateMapRun:
		return l.token == ""
	}
	return false
}

// redeem handles an input that came with a token. If a lambda:invoke does not wait for a token,
// but its function does, the answer is the output of the function, which is wrapped as if the
// function had returned it.
func (d *driver) redeem(l *letter) {
	id, ok := d.run.Redeem(l.token)
	c := d.calls[id]
	if !ok || c == nil {
		return // it comes too late
	}
	in := l.input
	in.ID = id
	if in.Kind == state.InputStarted {
		d.workerBegins(c, in)
		return
	}
	d.workerBegan(c)
	switch in.Kind {
	case state.InputDone:
		if in.Failure == nil && c.task.Function != "" && c.task.Pattern == state.RequestResponse {
			in.Output = state.InvokeAnswer(in.Output)
		}
		d.finish(in)
	default:
		d.tell(in)
	}
}

// signaller sends the text of a signal to the workflow of an activity.
type signaller func(ctx context.Context, text []byte) error

func signalWorkflow(ctx context.Context, text []byte) error {
	of := activity.GetInfo(ctx).WorkflowExecution
	return activity.GetClient(ctx).SignalWorkflow(ctx, of.ID, "", SignalName, payloadOf(text)) // the present run
}
