package servertest

import (
	"fmt"
	"slices"
	"testing"

	"go.temporal.io/sdk/worker"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// ends is a machine whose executions end as their input says.
const ends = `{"StartAt":"C","TimeoutSeconds":2,"States":{"C":{"Type":"Choice","Choices":[
	{"Variable":"$","StringEquals":"FAILED","Next":"F"},{"Variable":"$","StringEquals":"SUCCEEDED","Next":"S"}],"Default":"W"},
	"F":{"Type":"Fail","Error":"No"},"S":{"Type":"Succeed"},"W":{"Type":"Wait","Seconds":100000,"End":true}}}`

// Executions are found by the machine and the status, with the search attributes and without.
func TestList(t *testing.T) {
	for i, opts := range [][]temporal.Option{nil, {temporal.WithSearchAttributes()}} {
		t.Run(fmt.Sprint(len(opts), " options"), func(t *testing.T) {
			t.Parallel()
			arn := fmt.Sprintf("arn:aws:states:us-east-1:123456789012:stateMachine:listed-%d", i)
			q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{arn: machine(t, ends, functions())}, opts...)
			q.machine = arn
			q.run(q.name, worker.Options{})
			want := map[asl.Status][]string{}
			for _, s := range []asl.Status{state.Failed, state.Succeeded, state.TimedOut, state.Aborted, state.Succeeded} {
				arn := q.start(fmt.Sprintf("%q", s))
				if s == state.Aborted {
					if err := q.Stop(t.Context(), arn, nil); err != nil {
						t.Fatal(err)
					}
				}
				want[s] = append(want[s], arn)
				if is := q.end(arn); is.Status != s {
					t.Errorf("%+v", is)
				}
				want[""] = append(want[""], arn)
			}
			for s, arns := range want {
				slices.Sort(arns)
				var got []string
				q.until(fmt.Sprintf("the executions %q are listed", s), func() bool {
					got = q.list(durable.Filter{Machine: arn, Status: s, Max: 2})
					return cmp.Equal(got, arns)
				})
			}
		})
	}
}

// list returns the ARNs of all pages of a list, sorted.
func (q *queue) list(f durable.Filter) (arns []string) {
	q.t.Helper()
	for {
		page, next, err := q.List(q.t.Context(), f)
		if err != nil {
			q.t.Fatal(err)
		}
		for _, e := range page {
			arns = append(arns, e.ARN)
		}
		if next == "" {
			slices.Sort(arns)
			return arns
		}
		f.After = next
	}
}

// A Map Run tells its counts, and its executions are listed.
func TestMapRuns(t *testing.T) {
	t.Parallel()
	q := newServed(t, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","ToleratedFailureCount":9,"End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
		"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"F"}],"Default":"T"},
		"F":{"Type":"Fail","Error":"No"},"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}}}}`, functions(), temporal.WithSearchAttributes())
	arn := q.start(`[1,2,3]`)
	q.end(arn)
	runs, err := q.MapRuns(t.Context(), arn)
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	run := runs[0]
	if c := run.Executions; c.Succeeded != 2 || c.Failed != 1 || run.Status != state.Succeeded {
		t.Errorf("%+v", run)
	}
	q.until("the executions of the Map Run are listed", func() bool { return len(q.list(durable.Filter{MapRun: run.ARN})) == 3 })
	q.until("the Map Run is found", func() bool {
		found, err := q.MapRun(t.Context(), run.ARN)
		return err == nil && found.ARN == run.ARN
	})
	if all := q.list(durable.Filter{MapRun: run.ARN, Status: state.Failed}); len(all) != 1 {
		t.Errorf("%d have failed", len(all))
	}
}
