package asltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Response is what a mock answers to one call of a task. It is immutable and
// safe for concurrent use. The zero Response is not valid; use [Return], [Fail],
// [Do], [Hang] or [Callback].
type Response struct {
	do        asl.TaskFunc // nil: it hangs
	delay     time.Duration
	beat      time.Duration   // HeartbeatSeconds, which the task keeps during the delay; 0 for none
	submitted json.RawMessage // nil: {}
	items     []int           // the innermost iterations that it is for, nil for all
	custom    bool            // do decides when the task is submitted
	callback  bool            // somebody answers by the task's token
	valid     bool
	problem   string // why it cannot be used
}

// Return answers with a result, which is JSON text: a string needs its quotes.
// It is the raw answer of the service: that of lambda:invoke has a Payload, see
// [Payload]. Of a .sync or .waitForTaskToken task it is the result, before which
// the task is submitted; see [Response.Submit].
func Return(output string) Response {
	r := Response{valid: true}
	v, err := jsonvalue.ParseString(output)
	if err != nil {
		r.problem = fmt.Sprintf("Return(%s) is not JSON: %v (a string needs quotes: Return(`\"text\"`))", quote(output), err)
		return r
	}
	r.do = func(context.Context, json.RawMessage) (json.RawMessage, error) { return v.JSON(), nil }
	return r
}

// Payload answers a lambda:invoke task with what the function returned, as JSON
// text: it is [Return] with the members around it that the service adds.
func Payload(output string) Response {
	v, err := jsonvalue.ParseString(output)
	if err != nil {
		return Response{valid: true, problem: fmt.Sprintf("Payload(%s) is not JSON: %v", quote(output), err)}
	}
	return Return(state.InvokeAnswer(v).String())
}

// Fail answers with an error. A name or cause that is empty is absent, as in an [asl.Error]:
// a catcher gets null for it, or the payload that Lambda makes of an error without a cause,
// if the Resource is a function.
func Fail(name, cause string) Response {
	return Response{valid: true, do: func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, &asl.Error{Name: name, Cause: cause}
	}}
}

// Do answers with what f returns. The context has the [asl.TaskInfo] of the
// call. f may use all that a task may, such as Submit and Sleep. If it returns
// [asl.ErrPending], the test has to answer by the token, from another goroutine:
// the run waits for that.
func Do(f asl.TaskFunc) Response {
	r := Response{valid: true, custom: true, do: f}
	if f == nil {
		r.problem = "Do(nil): the function is nil"
	}
	return r
}

// Hang never answers, so that the timeout of the state or of the machine ends
// the call, or else the longest time that the service lets an execution take. A
// test without such a limit fails.
func Hang() Response { return Response{valid: true} }

// Callback is the answer, by its task token, to a task that waits for that: it
// comes after the delay. The answer is a [Return], [Fail], [Do] or [Hang].
func Callback(after time.Duration, answer Response) Response {
	answer.callback = true
	return answer.After(after)
}

// After delays the answer, on the execution's clock. Delays add up.
func (r Response) After(delay time.Duration) Response {
	if delay < 0 {
		r.problem = fmt.Sprintf("After(%v): the delay is negative", delay)
	}
	r.delay += delay
	return r
}

// Submit sets what a .sync or .waitForTaskToken task records as submitted, as
// JSON text; the default is {}.
func (r Response) Submit(output string) Response {
	v, err := jsonvalue.ParseString(output)
	if err != nil {
		r.problem = fmt.Sprintf("Submit(%s) is not JSON: %v", quote(output), err)
		return r
	}
	r.submitted = v.JSON()
	return r
}

// OnItem makes it a response for one iteration of the Map state around the task,
// counted from 0; of nested Map states one index each, the innermost last. An
// iteration with responses of its own gets no others.
func (r Response) OnItem(index ...int) Response {
	r.items = slices.Clone(index)
	if len(index) == 0 {
		r.problem = "OnItem(): which item?"
	}
	return r
}

// isFor reports whether the response is one of those iterations alone.
func (r Response) isFor(items []asl.MapIndex) bool {
	if r.items == nil || len(r.items) > len(items) {
		return false
	}
	items = items[len(items)-len(r.items):]
	for i, want := range r.items {
		if items[i].Index != want {
			return false
		}
	}
	return true
}

// forever is longer than any timeout.
const forever = 100 * 365 * 24 * time.Hour

// give answers a call. What the test's author did wrong goes to report.
func (r Response) give(ctx context.Context, in json.RawMessage, report func(string)) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	if r.callback && info.Pattern != state.WaitForTaskToken && !strings.Contains(info.Resource, ":activity:") {
		report(fmt.Sprintf("state %s: Callback is for tasks that wait for their token, and %s does not: write Return(…).After(…)", info.State, info.Resource))
		return nil, errMisused
	}
	// A sleep of no time gives tasks that run at once an order.
	if err := info.Sleep(ctx, 0); err != nil {
		return nil, err
	}
	if info.Pattern != state.RequestResponse && !r.custom {
		out := r.submitted
		if out == nil {
			out = json.RawMessage(`{}`)
		}
		if err := asl.Submit(ctx, out); err != nil {
			return nil, err
		}
	}
	if err := r.sleep(ctx, info); err != nil {
		return nil, err
	}
	if r.do == nil {
		if err := info.Sleep(ctx, forever); err != nil {
			return nil, err
		}
		report(fmt.Sprintf("state %s hangs, and nothing ends it: give it TimeoutSeconds or HeartbeatSeconds, or write another response than Hang()", info.State))
		return nil, errMisused
	}
	out, err := r.do(ctx, in)
	if err != nil || info.Pattern != state.WaitForTaskToken {
		return out, err
	}
	return nil, answerByToken(info, out)
}

// sleep waits for the delay, and sends heartbeats meanwhile.
func (r Response) sleep(ctx context.Context, info *asl.TaskInfo) error {
	const most = 10_000
	step := r.delay
	if r.beat > 0 {
		step = max(r.beat/2, r.delay/most)
	}
	for left := r.delay; left > 0; left -= step {
		if err := info.Sleep(ctx, min(step, left)); err != nil {
			return err
		}
		if r.beat > 0 {
			info.Heartbeat()
		}
	}
	return nil
}

// answerByToken answers a task that waits for its token, for which to return is no
// more than to submit. It returns what the task is to return.
func answerByToken(info *asl.TaskInfo, out json.RawMessage) error {
	if len(out) == 0 {
		out = json.RawMessage("null")
	}
	if _, err := jsonvalue.Parse(out); err != nil {
		return asl.Errorf(asl.ErrInvalidOutput.Name, "The task's output is not JSON: %w", err)
	}
	if err := info.Execution.SendTaskSuccess(info.Token(), out); err != nil && !errors.Is(err, asl.ErrNoToken) {
		return err
	}
	return asl.ErrPending
}

// errMisused ends the execution of a test that is wrong itself: no Catch of
// States.ALL hides it.
var errMisused = asl.NewError(asl.ErrRuntime.Name, "The test's mock cannot answer.")

// quote shows a text in a message, in as few bytes as tell which one it is.
func quote(text string) string {
	const most = 60
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return "`" + text + "`"
}
