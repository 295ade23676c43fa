package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// waitEach waits for as many seconds as its input says; more than 99 is too long.
const waitEach = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "Next": "F"}, "F": {"Type": "Task", "Resource": "f", "End": true}}}`

// itemsOf returns the executions of a Map Run, by pages, and checks their order.
func itemsOf(t *testing.T, c durable.Client, mapRun string, status asl.Status) (all []durable.Summary) {
	t.Helper()
	for f := (durable.Filter{MapRun: mapRun, Status: status, Max: 2}); ; {
		page, next, err := c.List(t.Context(), f)
		if err != nil || len(page) > 2 {
			t.Fatalf("%d executions, %v", len(page), err)
		}
		if all = append(all, page...); next == "" {
			break
		}
		f.After = next
	}
	if !slices.IsSortedFunc(all, func(a, b durable.Summary) int { return b.Started.Compare(a.Started) }) {
		t.Error("the newest do not come first")
	}
	return all
}

func statuses(all []durable.Summary) string {
	counts := map[asl.Status]int{}
	for _, e := range all {
		counts[e.Status]++
	}
	return strings.Trim(fmt.Sprint(counts), "map[]")
}

// TestItemsOfMapRun: the executions of a Map Run are listed, described and stopped from any process,
// and their histories read, while they run and after their ends.
func TestItemsOfMapRun(t *testing.T) {
	for name, definition := range map[string]string{"plain": eachOf("O", waitEach), "nested": eachOf("Outer", eachOf("O", waitEach))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := durable.Memory()
				var fails atomic.Bool
				fails.Store(true)
				task := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
					if string(in) == "5" && fails.Load() {
						return nil, errors.New("five")
					}
					return in, nil
				}
				machines := map[string]*asl.Machine{"m": machine(t, strings.Replace(definition, `"Label": "O"`, `"Label": "O", "ToleratedFailureCount": 1, "MaxConcurrency": 5`, 1), asl.WithTask("F", task))}
				s := serve(t, store, machines)
				input := `[1,5,2,3600,7200,3]`
				if name == "nested" {
					input = "[" + input + "]"
				}
				s.begin("m", "one", input)
				time.Sleep(time.Minute)
				runs, err := store.Objects(t.Context(), "map run", "", 10)
				if err != nil || len(runs) != strings.Count(definition, "DISTRIBUTED") {
					t.Fatalf("%d Map Runs, %v", len(runs), err)
				}
				mapRun := runs[slices.IndexFunc(runs, func(o durable.Object) bool { return strings.Contains(o.Name, "/O:") })].Name
				alike := mapRun[:strings.LastIndexByte(mapRun, ':')+9] + "-0" // another one of which comes first
				if err := store.PutObject(t.Context(), durable.Object{Kind: "map run", Name: alike, Value: runs[0].Value}, 0); err != nil {
					t.Fatal(err)
				}
				all := itemsOf(t, s, mapRun, "")
				if got := statuses(all); got != "FAILED:1 RUNNING:2 SUCCEEDED:3" {
					t.Fatalf("they are %s", got)
				}
				if m, err := s.MapRun(t.Context(), mapRun); err != nil || m.Executions.Succeeded != 3 {
					t.Errorf("%+v, %v", m.Executions, err)
				}
				if name == "nested" {
					outer := runs[slices.IndexFunc(runs, func(o durable.Object) bool { return strings.Contains(o.Name, "/Outer:") })].Name
					within, err := s.MapRuns(t.Context(), itemsOf(t, s, outer, "")[0].ARN)
					if err != nil || len(within) != 1 || within[0].ARN != mapRun {
						t.Errorf("%+v, %v", within, err)
					}
				}
				running := itemsOf(t, s, mapRun, asl.Running)
				for _, e := range all {
					if e.MapRun != mapRun || !strings.HasSuffix(e.Machine, "stateMachine:m/O") || e.Ended.IsZero() != (e.Status == asl.Running) {
						t.Errorf("it is %+v", e)
					}
					checkItem(t, s, e, false)
				}
				if err := s.Stop(t.Context(), running[0].ARN, state.NewFailure("Enough", "of it")); err != nil {
					t.Error(err)
				}
				s.stop()
				s = serve(t, store, machines)
				time.Sleep(time.Hour)
				if got := statuses(itemsOf(t, s, mapRun, "")); !strings.Contains(got, "ABORTED:1") {
					t.Errorf("after a stop they are %s", got)
				}
				for _, e := range itemsOf(t, s, mapRun, "") {
					checkItem(t, s, e, false)
				}
				if err := s.Stop(t.Context(), running[0].ARN, nil); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// checkItem describes an execution, and reads its history.
func checkItem(t *testing.T, s *service, e durable.Summary, redriven bool) {
	t.Helper()
	d := s.after(0, e.ARN)
	if d.Status != e.Status || d.Name != e.Name || d.MapRun != e.MapRun || !d.Input.Exists() || d.Output.Exists() != (e.Status == asl.Succeeded) {
		t.Errorf("%s is described as %+v", e.Status, d)
	}
	checkGaps(t, s, e.ARN)
	events, _, err := s.History(t.Context(), e.ARN, durable.HistoryPage{})
	if err != nil {
		t.Fatal(err)
	}
	last := map[asl.Status]history.Type{asl.Succeeded: history.TypeExecutionSucceeded, asl.Failed: history.TypeExecutionFailed, asl.Aborted: history.TypeExecutionAborted, asl.Running: history.TypeWaitStateEntered}
	if got := events[len(events)-1].Type; got != last[e.Status] {
		t.Errorf("the history of one that is %s ends with %s", e.Status, got)
	}
	if slices.ContainsFunc(events, func(e history.Event) bool { return e.Type == history.TypeExecutionRedriven }) != redriven {
		t.Errorf("redriven %v, and the history is %v", redriven, events)
	}
	if text, err := s.Definition(t.Context(), e.ARN); err != nil || !strings.Contains(string(text), "DISTRIBUTED") {
		t.Errorf("%s, %v", text, err)
	}
}

// TestItemsPendingRedrive: those that wait to be redriven have a status of their own.
func TestItemsPendingRedrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fails atomic.Bool
		fails.Store(true)
		task := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if fails.Load() {
				return nil, errors.New("no")
			}
			time.Sleep(time.Hour)
			return in, ctx.Err()
		}
		definition := strings.Replace(eachOf("O", waitEach), `"Label": "O"`, `"Label": "O", "MaxConcurrency": 1, "ToleratedFailureCount": 2`, 1)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, definition, asl.WithTask("F", task))})
		arn := s.begin("m", "one", `[1,2,3]`)
		if d := s.after(time.Minute, arn); d.Status != asl.Failed {
			t.Fatalf("it is %s", d.Status)
		}
		fails.Store(false)
		if _, err := s.Redrive(t.Context(), arn, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		runs, err := s.MapRuns(t.Context(), arn)
		if err != nil || len(runs) != 1 {
			t.Fatalf("%+v, %v", runs, err)
		}
		if got := statuses(itemsOf(t, s, runs[0].ARN, "")); got != "PENDING_REDRIVE:2 RUNNING:1" {
			t.Errorf("they are %s", got)
		}
		if n := len(itemsOf(t, s, runs[0].ARN, state.PendingRedrive)); n != 2 {
			t.Errorf("%d wait", n)
		}
		d, err := s.Wait(t.Context(), arn)
		if err != nil || d.Status != asl.Succeeded || d.Output.String() != "[1,2,3]" {
			t.Errorf("%s with %s, %v", d.Status, d.Output, err)
		}
		for _, e := range itemsOf(t, s, runs[0].ARN, asl.Succeeded) {
			checkItem(t, s, e, true)
		}
		if _, _, err := s.List(t.Context(), durable.Filter{MapRun: runs[0].ARN + "x"}); !errors.Is(err, durable.ErrResourceNotFound) {
			t.Errorf("of no Map Run: %v", err)
		}
		for _, none := range []string{itemsOf(t, s, runs[0].ARN, "")[0].ARN + "x", "none", arnOf + "m/O:12345678"} {
			if _, err := s.Describe(t.Context(), none); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
				t.Errorf("%s: %v", none, err)
			}
		}
		if n, err := s.Delete(t.Context(), durable.Filter{MapRun: runs[0].ARN}, 10); n != 0 || err != nil {
			t.Errorf("%d are deleted, %v", n, err)
		}
	})
}

// TestWait: who waits for an execution is told its end, also by another process.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		s := serve(t, store, map[string]*asl.Machine{"m": machine(t, waitThenTask, asl.WithTask("T", echo))})
		other, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		arn := s.begin("m", "one", `1`)
		began := time.Now()
		short, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := s.Wait(short, arn); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		for _, c := range []durable.Client{s, other} {
			if d, err := c.Wait(t.Context(), arn); err != nil || d.Status != asl.Succeeded || time.Since(began) > time.Hour+time.Second {
				t.Errorf("%s after %v, %v", d.Status, time.Since(began), err)
			}
		}
		if _, err := other.Wait(t.Context(), arn+"x"); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Errorf("of none: %v", err)
		}
	})
}
