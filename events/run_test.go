package events_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// times returns the times of the events that were inputs.
func times(s *starter) string {
	var all []string
	for _, input := range s.inputs() {
		all = append(all, jsonvalue.MustParse(input).Get("time").Text())
	}
	return strings.Join(all, " ")
}

func TestRunSchedules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which begins on 2000-01-01
		s := new(starter)
		b, _ := newBus(t, s)
		defer run(t, b)()
		putRule(t, b, events.Rule{Name: "noon", ScheduleExpression: "cron(0 12 * * ? *)"}, events.Target{ID: "1", ARN: machineARN})
		time.Sleep(36*time.Hour + time.Second)
		synctest.Wait()
		if got, want := times(s), "2000-01-01T12:00:00Z 2000-01-02T12:00:00Z"; got != want {
			t.Errorf("it is started at %s, want %s", got, want)
		}
		first := jsonvalue.MustParse(s.inputs()[0])
		id := first.Get("id").Text()
		want := `{"version":"0","id":"` + id + `","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2000-01-01T12:00:00Z","region":"us-east-1",` +
			`"resources":["arn:aws:events:us-east-1:123456789012:rule/noon"],"detail":{}}`
		if diff := cmp.Diff(want, first.String()); diff != "" {
			t.Errorf("the event (-want +got):\n%s", diff)
		}
	})
}

// A schedule may have a time zone.
func TestRunInTimezone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(starter)
		b, _ := newBus(t, s)
		defer run(t, b)()
		noon := events.Rule{Name: "noon", ScheduleExpression: "cron(0 12 * * ? *)", ScheduleExpressionTimezone: "Asia/Tokyo"}
		putRule(t, b, noon, events.Target{ID: "1", ARN: machineARN})
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		if got, want := times(s), "2000-01-01T03:00:00Z"; got != want {
			t.Errorf("it is started at %s, want %s", got, want)
		}
		if is, err := b.Rule(t.Context(), "", "noon"); err != nil || is.ScheduleExpressionTimezone != "Asia/Tokyo" {
			t.Errorf("the rule is %v, %v", is, err)
		}
		noon.ScheduleExpressionTimezone = "Edo"
		if _, err := b.PutRule(t.Context(), noon); err == nil || !strings.Contains(err.Error(), "ScheduleExpressionTimezone is not valid") {
			t.Errorf("error %v", err)
		}
	})
}

// A rate counts from the time at which its rule is put or enabled.
func TestRunRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(starter)
		b, _ := newBus(t, s)
		defer run(t, b)()
		time.Sleep(7 * time.Second)
		putRule(t, b, events.Rule{Name: "rate", ScheduleExpression: "rate(5 minutes)"}, events.Target{ID: "1", ARN: machineARN})
		time.Sleep(11 * time.Minute)
		if err := b.DisableRule(t.Context(), "", "rate"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if err := b.EnableRule(t.Context(), "", "rate"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(6 * time.Minute)
		synctest.Wait()
		if got, want := times(s), "2000-01-01T00:05:07Z 2000-01-01T00:10:07Z 2000-01-01T01:16:07Z"; got != want {
			t.Errorf("it is started at %s, want %s", got, want)
		}
	})
}

// jumpingClock is the system's clock, ahead by a time.
type jumpingClock struct {
	asl.Clock
	ahead *atomic.Int64
}

func (c jumpingClock) by() time.Duration { return time.Duration(c.ahead.Load()) }

func (c jumpingClock) Now() time.Time { return c.Clock.Now().Add(c.by()) }

func (c jumpingClock) At(t time.Time) (<-chan time.Time, func()) { return c.Clock.At(t.Add(-c.by())) }

// Of times that have passed while nothing looked, the first one is started, and the others are
// logged. Those before Run are not started.
func TestRunMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, ahead, log := new(starter), new(atomic.Int64), new(bytes.Buffer)
		b, _ := newBus(t, s, events.WithClock(jumpingClock{asl.SystemClock(), ahead}), events.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
		putRule(t, b, events.Rule{Name: "rate", ScheduleExpression: "rate(1 hour)"}, events.Target{ID: "1", ARN: machineARN})
		time.Sleep(3*time.Hour + time.Minute)
		defer run(t, b)()
		time.Sleep(58 * time.Minute)
		synctest.Wait()
		ahead.Store(int64(5 * time.Hour))
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got, want := times(s), "2000-01-01T04:00:00Z"; got != want {
			t.Errorf("it is started at %s, want %s", got, want)
		}
		if !strings.Contains(log.String(), "times of a schedule are missed") || !strings.Contains(log.String(), "first=2000-01-01T05:00:00") {
			t.Errorf("the log is %s", log)
		}
	})
}

// Two processes with the same rule start the same execution.
func TestRunNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := new(starter), &starter{err: durable.ErrExecutionAlreadyExists, fails: -1}
		for _, s := range []*starter{one, other} {
			b, told := newBus(t, s)
			defer run(t, b)()
			putRule(t, b, events.Rule{Name: "noon", ScheduleExpression: "cron(0 12 * * ? *)"}, events.Target{ID: "1", ARN: machineARN}, events.Target{ID: "2", ARN: machineARN})
			defer func() {
				for _, d := range told.all {
					if d.Err != nil {
						t.Error(d.Err)
					}
				}
			}()
		}
		time.Sleep(13 * time.Hour)
		synctest.Wait()
		if diff := cmp.Diff(one.starts, other.starts); diff != "" || len(one.starts) != 2 || one.starts[0].Name == one.starts[1].Name {
			t.Errorf("%d executions are started (-one +other):\n%s", len(one.starts), diff)
		}
	})
}
