package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// brokenAfter is a machine whose task fails after a time.
func brokenAfter(t *testing.T, d time.Duration) *asl.Machine {
	return machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}}`,
		asl.WithTask("T", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			select {
			case <-time.After(d):
			case <-ctx.Done():
			}
			return nil, asl.NewError("Broken", "")
		}))
}

// TestRedriveAtOnce: who has redriven an execution finds it so, also with the same token once more;
// another one is refused meanwhile.
func TestRedriveAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": brokenAfter(t, time.Minute)})
		arn := s.begin("m", "one", `1`)
		for _, token := range []string{"token", ""} {
			s.after(2*time.Minute, arn)
			date, err := s.Redrive(t.Context(), arn, token)
			if err != nil {
				t.Fatal(err)
			}
			if d := s.after(0, arn); d.Status != asl.Running || !d.RedriveDate.Equal(date) {
				t.Errorf("it is %s, redriven at %v, not %v", d.Status, d.RedriveDate, date)
			}
			again, err := s.Redrive(t.Context(), arn, token)
			if token != "" && (err != nil || !again.Equal(date)) || token == "" && !errors.Is(err, durable.ErrExecutionNotRedrivable) {
				t.Errorf("%q once more: %v, %v", token, again, err)
			}
			if _, err := s.Redrive(t.Context(), arn, "other"); !errors.Is(err, durable.ErrExecutionNotRedrivable) {
				t.Errorf("another token: %v", err)
			}
		}
	})
}

// TestRedrivesAtTheSameTime: of several tokens one redrives the execution, and all with it are told
// so; the others are refused.
func TestRedrivesAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": brokenAfter(t, time.Minute)})
		arn := s.begin("m", "one", `1`)
		for round := range 20 {
			s.after(2*time.Minute, arn)
			var dates [12]time.Time
			var all sync.WaitGroup
			for i := range dates {
				all.Go(func() {
					date, err := s.Redrive(t.Context(), arn, fmt.Sprint(round, i%3))
					if err != nil && !errors.Is(err, durable.ErrExecutionNotRedrivable) {
						t.Error(err)
					}
					dates[i] = date
				})
			}
			all.Wait()
			d, told := s.after(0, arn), 0
			for i, date := range dates {
				if !date.Equal(dates[i%3]) {
					t.Errorf("one token is told %v and %v", dates[i%3], date)
				}
				if date.Equal(d.RedriveDate) {
					told++
				}
			}
			if d.RedriveCount != round+1 || told != len(dates)/3 {
				t.Fatalf("it was redriven %d times, and %d are told so: %v", d.RedriveCount, told, dates)
			}
		}
	})
}

// TestRedriveIsNotDeleted: an execution whose redrive was accepted, while nobody drives it, stays
// until that has ended.
func TestRedriveIsNotDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": brokenAfter(t, time.Minute)}
		first := serve(t, store, machines)
		arn := first.begin("m", "one", `1`)
		first.after(2*time.Minute, arn)
		first.stop()
		if _, err := first.Redrive(t.Context(), arn, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		second := serve(t, store, machines, durable.WithRetention(time.Minute))
		if n, err := second.Delete(t.Context(), durable.Filter{}, 10); n != 0 || err != nil {
			t.Errorf("%d executions were deleted, %v", n, err)
		}
		if d := second.ends(90*time.Second, arn, asl.Failed, ""); d.RedriveCount != 1 {
			t.Errorf("it was redriven %d times", d.RedriveCount)
		}
		if _, err := second.Describe(t.Context(), arn); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Minute)
		if _, err := second.Describe(t.Context(), arn); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Errorf("long after its end: %v", err)
		}
	})
}
