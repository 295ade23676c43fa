package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// eachOf is a distributed Map of the input, whose executions have the states of a definition.
func eachOf(label, definition string) string {
	return fmt.Sprintf(`{"StartAt": "%[1]s", "States": {"%[1]s": {"Type": "Map", "End": true, "Label": "%[1]s", "ItemProcessor":
		{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, %[2]s}}}`, label, strings.TrimPrefix(definition, "{"))
}

const stepThenCallback = `{"StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "first", "Next": "T"},
	"T": {"Type": "Task", "End": true, "TimeoutSeconds": 86400, "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
	"Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}}}}}`

// submissions are tasks that hand on their tokens.
type submissions struct {
	mu     sync.Mutex
	calls  int
	tokens []string
}

func (s *submissions) task(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	var call struct{ Payload struct{ Token string } }
	if err := json.Unmarshal(in, &call); err != nil {
		return nil, err
	}
	if call.Payload.Token != "" {
		s.tokens = append(s.tokens, call.Payload.Token)
		return nil, nil
	}
	return in, nil
}

// echo returns its input.
func (s *submissions) echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	return in, nil
}

// sent returns the tokens so far.
func (s *submissions) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tokens)
}

func (s *submissions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// TestItemCallbacks: a task in an execution of a Map Run, also of one in another one, is answered by
// its token from any process. What the execution has done is not done again after a restart.
func TestItemCallbacks(t *testing.T) {
	for name, definition := range map[string]string{"items": eachOf("O", stepThenCallback), "nested": eachOf("O", eachOf("I", stepThenCallback))} {
		for _, killed := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				base := durable.Memory()
				var first, handed submissions
				machines := map[string]*asl.Machine{"m": machine(t, definition, asl.WithTask("F", first.echo), asl.WithTask("T", handed.task))}
				process := &mortal{Store: base}
				s := serve(t, process, machines, durable.WithLease(2*time.Second))
				input := `[1,2]`
				if name == "nested" {
					input = `[[1],[2]]`
				}
				arn := s.begin("m", "one", input)
				time.Sleep(time.Hour)
				tokens := handed.sent()
				if len(tokens) != 2 {
					t.Fatalf("%s: %d tokens", name, len(tokens))
				}
				process.dead.Store(killed)
				s.stop()
				other, err := durable.New(base)
				if err != nil {
					t.Fatal(err)
				}
				if err := other.Register(arnOf+"m", machines["m"]); err != nil {
					t.Fatal(err)
				}
				if err := other.SendTaskSuccess(t.Context(), tokens[0], []byte(`"a"`)); err != nil { // while nothing runs
					t.Error(name, err)
				}
				if err := other.SendTaskSuccess(t.Context(), tokens[0], []byte(`"b"`)); !errors.Is(err, durable.ErrTaskTimedOut) {
					t.Error(name, "a second answer:", err)
				}
				s = serve(t, base, machines)
				time.Sleep(time.Minute)
				if err := other.SendTaskHeartbeat(t.Context(), tokens[0]); !errors.Is(err, durable.ErrTaskTimedOut) {
					t.Error(name, "after the answer:", err)
				}
				if err := other.SendTaskHeartbeat(t.Context(), tokens[1]); err != nil {
					t.Error(name, err)
				}
				if err := other.SendTaskSuccess(t.Context(), tokens[1], []byte(`"c"`)); err != nil {
					t.Error(name, err)
				}
				d := s.after(time.Second, arn)
				if got := strings.NewReplacer("[", "", "]", "").Replace(d.Output.String()); d.Status != asl.Succeeded || got != `"a","c"` && got != `"c","a"` {
					t.Errorf("%s: %s with %s", name, d.Status, d.Output)
				}
				if first.count() != 2 || handed.count() != 2 {
					t.Errorf("%s, killed %v: the first task ran %d times and the second one %d times", name, killed, first.count(), handed.count())
				}
			})
		}
	}
}

// TestLateItemAnswer: an answer to an execution of a Map Run that has ended does not restore those that
// go on, none of which can have started it.
func TestLateItemAnswer(t *testing.T) {
	const n, most = 100, 30 // executions, and allocations for each: it is looked at; to restore it takes hundreds
	definition := strings.Replace(stepThenCallback, `"F": {"Type": "Task", "Resource": "first", "Next": "T"}`,
		`"F": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 0, "Next": "I"}], "Default": "T"},
		"I": {"Type": "Map", "End": true, "Label": "I", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}`, 1)
	synctest.Test(t, func(t *testing.T) {
		var handed submissions
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, eachOf("O", definition), asl.WithTask("T", handed.task))})
		s.begin("m", "one", "[1"+strings.Repeat(",1", n)+"]")
		time.Sleep(time.Minute)
		token := handed.sent()[0]
		if err := s.SendTaskSuccess(t.Context(), token, []byte(`1`)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		allocated := testing.AllocsPerRun(1, func() {
			if err := s.SendTaskHeartbeat(t.Context(), token); !errors.Is(err, durable.ErrTaskTimedOut) {
				t.Error(err)
			}
		})
		if allocated > n*most {
			t.Errorf("a late answer allocates %.0f times", allocated)
		}
	})
}

// TestItemActivities: a worker takes tasks from executions of a Map Run.
func TestItemActivities(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		const arn = "arn:aws:states:us-east-1:000000000000:activity:pack"
		machines := map[string]*asl.Machine{"m": machine(t, eachOf("O", `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "TimeoutSeconds": 7200, "Resource": "`+arn+`"}}}`))}
		s := serve(t, store, machines)
		if _, err := s.CreateActivity(t.Context(), arn); err != nil {
			t.Fatal(err)
		}
		x := s.begin("m", "one", `[1,2,3]`)
		time.Sleep(time.Minute)
		var tasks []*durable.ActivityTask
		take := func() {
			task, err := s.Poll(t.Context(), arn, "w")
			if err != nil {
				t.Fatal(err)
			}
			tasks = append(tasks, task)
		}
		take()
		take()
		s.stop()
		s = serve(t, store, machines)
		take()
		time.Sleep(time.Hour)
		for _, task := range tasks {
			if err := s.SendTaskSuccess(t.Context(), task.Token, task.Input); err != nil {
				t.Error(err)
			}
		}
		s.ends(time.Second, x, asl.Succeeded, `[1,2,3]`)
		time.Sleep(2 * time.Minute)
		if left, err := store.Objects(t.Context(), "activity task", "", 10); len(left) > 0 || err != nil {
			t.Errorf("%d tasks are left, %v", len(left), err)
		}
	})
}

// TestItemChildren: executions of a Map Run start others, and are told their ends.
func TestItemChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{
			"sync": machine(t, eachOf("Each", parentOf(".sync:2", ""))), "plain": machine(t, eachOf("Each", parentOf("", ""))),
			"child": machine(t, waitThenTask, asl.WithTask("T", echo)),
		}
		s := serve(t, store, machines)
		sync, plain, stopped := s.begin("sync", "a", `[1,2]`), s.begin("plain", "b", `[1,2,3]`), s.begin("sync", "c", `[1]`)
		time.Sleep(time.Minute)
		if d := s.after(0, plain); d.Status != asl.Succeeded || strings.Count(d.Output.String(), "execution:child:") != 3 {
			t.Errorf("one that does not wait: %s %s", d.Status, d.Output)
		}
		s.stop()
		s = serve(t, store, machines)
		time.Sleep(time.Minute)
		if err := s.Stop(t.Context(), stopped, nil); err != nil {
			t.Error(err)
		}
		s.ends(2*time.Hour, sync, asl.Succeeded, `[{"n":7},{"n":7}]`)
		all, _, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "child"})
		statuses := map[asl.Status]int{}
		for _, e := range all {
			statuses[e.Status]++
		}
		if err != nil || statuses[asl.Succeeded] != 5 || statuses[asl.Aborted] != 1 {
			t.Errorf("the children are %v, %v", statuses, err)
		}
	})
}

// TestItemAnsweredEarly: what comes for an execution of a Map Run that has not started again yet is
// told when it does.
func TestItemAnsweredEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		var handed submissions
		var many atomic.Int64
		machines := func(children int) map[string]*asl.Machine {
			return map[string]*asl.Machine{"m": machine(t, eachOf("O", stepThenCallback), asl.WithLimits(asl.Limits{Children: children}),
				asl.WithTask("F", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
					many.Add(1)
					time.Sleep(time.Duration(in[0]-'0') * time.Second) // so that the tokens are in the order of the items
					return in, nil
				}), asl.WithTask("T", handed.task))}
		}
		s := serve(t, store, machines(10))
		arn := s.begin("m", "one", `[1,2,3,4]`)
		time.Sleep(time.Minute)
		s.stop()
		s = serve(t, store, machines(1)) // one at a time
		tokens := handed.sent()
		slices.Reverse(tokens)
		for i, token := range tokens {
			if err := s.SendTaskSuccess(t.Context(), token, fmt.Append(nil, i)); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Second)
			for range 2 * (i % 2) { // also with answers that come with the claim, and are not read
				s.stop()
				s = serve(t, store, machines(1))
				time.Sleep(time.Second)
			}
		}
		d := s.after(time.Minute, arn)
		var got []int
		if err := json.Unmarshal([]byte(d.Output.String()), &got); err != nil || d.Status != asl.Succeeded {
			t.Fatalf("%s, %v", d.Status, err)
		}
		if slices.Sort(got); !slices.Equal(got, []int{0, 1, 2, 3}) || many.Load() != 4 || handed.count() != 4 {
			t.Errorf("%v after %d and %d tasks", got, many.Load(), handed.count())
		}
	})
}

// slow is a Store whose commits take a second.
type slow struct{ *answered }

func (s slow) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	time.Sleep(time.Second)
	return s.answered.Commit(ctx, all...)
}

// TestItemStepsAreSaved: in an execution of a Map Run no task begins before the answer is committed
// that it follows from.
func TestItemStepsAreSaved(t *testing.T) {
	for name, definition := range map[string]string{"items": eachOf("O", chainOf(3)), "nested": eachOf("O", eachOf("I", chainOf(3)))} {
		synctest.Test(t, func(t *testing.T) {
			store := slow{&answered{Store: durable.Memory()}}
			calls := 0
			task := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
				known := 0
				store.keys.Range(func(any, any) bool { known++; return true })
				if known != calls {
					t.Errorf("%s: %d answers are saved before call %d", name, known, calls+1)
				}
				calls++
				return in, nil
			}
			s := serve(t, store, map[string]*asl.Machine{"m": machine(t, definition, asl.WithResolver(everything(task)))})
			input := map[string]string{"items": `[1]`, "nested": `[[1]]`}[name]
			s.ends(time.Minute, s.begin("m", "one", input), asl.Succeeded, input)
			if calls != 3 {
				t.Errorf("%s: %d calls", name, calls)
			}
		})
	}
}

// takes is a Store that counts the posts that were taken.
type takes struct {
	durable.Store
	n atomic.Int64
}

func (s *takes) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	for _, c := range all {
		s.n.Add(int64(len(c.Taken)))
	}
	return s.Store.Commit(ctx, all...)
}

// TestItemPostsAreTaken: an answer is not told again once what follows from it is saved.
func TestItemPostsAreTaken(t *testing.T) {
	for definition, input := range map[string]string{eachOf("O", stepThenCallback): `[1,2]`, eachOf("O", eachOf("I", stepThenCallback)): `[[1],[2]]`} {
		synctest.Test(t, func(t *testing.T) {
			var first, handed submissions
			store := &takes{Store: durable.Memory()}
			s := serve(t, store, map[string]*asl.Machine{"m": machine(t, definition, asl.WithTask("F", first.echo), asl.WithTask("T", handed.task))})
			s.begin("m", "one", input)
			time.Sleep(time.Minute)
			if err := s.SendTaskSuccess(t.Context(), handed.sent()[0], []byte(`1`)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if n := store.n.Load(); n != 1 {
				t.Errorf("%s: %d posts are taken", input, n)
			}
		})
	}
}

// TestExpressItemAnswered: what an execution of a Map Run waits for that is EXPRESS is not saved, and
// answered all the same.
func TestExpressItemAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := make(chan string, 1)
		task := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			tokens <- asl.TaskInfoFrom(ctx).Token()
			return nil, asl.ErrPending
		}
		definition := strings.Replace(eachOf("O", `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}}`), "STANDARD", "EXPRESS", 1)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, definition, asl.WithTask("T", task))})
		arn := s.begin("m", "one", `[1]`)
		time.Sleep(time.Minute)
		if err := s.SendTaskSuccess(t.Context(), <-tokens, []byte(`"a"`)); err != nil {
			t.Fatal(err)
		}
		s.ends(time.Second, arn, asl.Succeeded, `["a"]`)
	})
}
