package temporal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// A Map of 1,000 continues as new three times while a callback waits beside it: each task runs
// once, and the callback is answered in the last run.
func TestContinueAsNew(t *testing.T) {
	var k tokens
	mux := k.mux()
	var mu sync.Mutex
	calls := map[string]int{}
	mux.Lambda("once", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		mu.Lock()
		defer mu.Unlock()
		calls[asl.TaskInfoFrom(ctx).Key]++
		return in, nil
	})
	c := newCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}},
		{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
			"T":{"Type":"Task","Resource":"`+function+`once","End":true}}}}}}]}}}`, mux)
	c.opts = []temporal.Option{temporal.WithContinueAfter(300)}
	c.during = func(c *cluster) {
		if c.runs == 3 {
			c.after(time.Hour, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.MustParse(`"yes"`)})
		}
	}
	numbers := make([]string, 1000)
	for i := range numbers {
		numbers[i] = fmt.Sprint(i)
	}
	items := "[" + strings.Join(numbers, ",") + "]"
	is := c.run(items)
	if want := `["yes",` + items + `]`; is.Status != "SUCCEEDED" || is.Output != want {
		t.Errorf("%.200s %v", is.Output, c.err)
	}
	if c.runs != 4 {
		t.Errorf("%d runs, want 4", c.runs)
	}
	if len(calls) != 1000 || len(k.all) != 1 {
		t.Errorf("%d tasks and %d callbacks", len(calls), len(k.all))
	}
	for key, n := range calls {
		if n != 1 {
			t.Errorf("%s ran %d times", key, n)
		}
	}
	for i, e := range c.events {
		if e.ID != int64(i+1) {
			t.Fatalf("event %d has the ID %d", i+1, e.ID)
		}
	}
	if n := count(c.events, history.TypeLambdaFunctionSucceeded); n != 1000 {
		t.Errorf("the history has %d tasks", n)
	}
}

// A wait, a retry and a timeout go on in the next run at their times.
func TestTimersContinue(t *testing.T) {
	const definition = `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}},
		{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `third","End":true,
			"Retry":[{"ErrorEquals":["NotYet"],"IntervalSeconds":600,"BackoffRate":2}]}}}]}}}`
	c := newCluster(t, definition, functions())
	c.opts = []temporal.Option{temporal.WithContinueAfter(1)}
	if is := c.run(`{}`); is.Output != `[{},"at last"]` || c.runs != 4 {
		t.Errorf("%+v in %d runs, %v", is, c.runs, c.err)
	}
	if d := c.events[len(c.events)-1].Timestamp.Sub(began); d != time.Hour {
		t.Errorf("it took %v", d)
	}
}

// A snapshot that is too large for the server does not end the execution, as long as the history
// may grow: its values may be gone later. Then it is a clear error.
func TestContinuationTooLarge(t *testing.T) {
	mux := functions()
	mux.Lambda("large", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return []byte(`"` + strings.Repeat("x", 3000) + `"`), nil
	})
	task := `{"Type":"Task","Resource":"` + function
	for size, want := range map[int]string{1 << 20: "", 30 << 20: "the execution, with its definition and its values, has"} {
		c := newCluster(t, `{"StartAt":"T","States":{"T":`+task+`large","Next":"U"},"U":`+task+`echo","OutputPath":null,"Next":"V"},"V":`+task+`echo","End":true}}}`, mux)
		c.opts = []temporal.Option{temporal.WithContinueAfter(1), temporal.WithPayloadLimit(3400)}
		c.during = func(c *cluster) {
			now := 0
			c.env.SetOnActivityCompletedListener(func(*activity.Info, converter.EncodedValue, error) {
				now += size
				c.env.SetCurrentHistorySize(now)
			})
		}
		c.drive(`{}`)
		if want == "" && (c.err != nil || c.runs < 2) {
			t.Errorf("%v after %d runs", c.err, c.runs)
		}
		if want != "" && (c.err == nil || !strings.Contains(c.err.Error(), want)) {
			t.Error(c.err)
		}
	}
}

// The task of an activity that no worker has begun does not keep the workflow from continuing
// as new: it is offered again by the next run.
func TestWaitingActivityContinues(t *testing.T) {
	mux := functions()
	mux.Handle(carve, func(context.Context, json.RawMessage) (json.RawMessage, error) { return []byte(`"carved"`), nil })
	c := newCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"`+carve+`","End":true}}},
		{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}]}}}`, mux)
	c.opts = []temporal.Option{temporal.WithContinueAfter(1)}
	offered := make(chan struct{}, 10)
	c.during = func(c *cluster) {
		if c.runs > 0 {
			return
		}
		nobody := func(_ context.Context, w temporal.Work, _ converter.RawValue) (converter.RawValue, error) {
			if w.Resource == carve {
				offered <- struct{}{}
				return converter.RawValue{}, activity.ErrResultPending
			}
			<-offered // first, so that the run does not end before
			offered <- struct{}{}
			return temporal.Answer(state.Input{Kind: state.InputDone, Output: jsonvalue.True}).(converter.RawValue), nil
		}
		c.env.RegisterActivityWithOptions(nobody, activity.RegisterOptions{Name: temporal.ActivityName, DisableAlreadyRegisteredCheck: true})
	}
	is := c.run(`{}`)
	if is.Output != `["carved",true]` || c.runs != 2 || len(offered) != 1 {
		t.Errorf("%+v in %d runs, offered %d times, %v", is, c.runs, len(offered), c.err)
	}
	if n := count(c.events, history.TypeActivityScheduled); n != 1 {
		t.Errorf("it is scheduled %d times", n)
	}
}
