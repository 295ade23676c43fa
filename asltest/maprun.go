package asltest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Objects gives the test an object store, in memory, for distributed Maps: each run begins
// with these objects, by bucket and key, such as "data/orders.csv". A bucket that results are
// written to is named like that, too: "results/", with no text. A distributed Map over its
// input needs no store.
func (x *Test) Objects(objects map[string]string) *Test {
	x.t.Helper()
	for name := range objects {
		if bucket, _, ok := strings.Cut(name, "/"); !ok || bucket == "" {
			x.t.Fatalf("asltest: Objects: %q is no bucket and key: write for instance %q", name, "data/orders.csv")
		}
	}
	x.objects = objects
	return x
}

// store returns the store of a run, nil if it has none.
func (x *Test) store() *items.Memory {
	if x.objects == nil {
		return nil
	}
	store := items.NewMemory(x.buckets()...)
	for name, text := range x.objects {
		if bucket, key, _ := strings.Cut(name, "/"); key != "" {
			store.Set(bucket, key, text)
		}
	}
	return store
}

// ItemCounts are numbers of items of a distributed Map, by what has become of them.
type ItemCounts struct{ Pending, Succeeded, Failed, TimedOut, Aborted int64 }

// MapRun asserts what has become of the items of a distributed Map, over all of its Map
// Runs. What is Pending was read and not started, as when too many others had failed.
func (r *Run) MapRun(state string, want ItemCounts) *Run {
	r.t.Helper()
	runs := r.mapRuns("MapRun", state)
	if runs == nil {
		return r
	}
	var got ItemCounts
	for _, run := range runs {
		got.Pending += run.Items.Pending
		got.Succeeded += run.Items.Succeeded
		got.Failed += run.Items.Failed
		got.TimedOut += run.Items.TimedOut
		got.Aborted += run.Items.Aborted
	}
	if got != want {
		r.fail(r.lastOf(state), "the items of state %s: %+v, want %+v", state, got, want)
	}
	return r
}

// mapRuns returns the Map Runs of a state. If there is none, the test fails.
func (r *Run) mapRuns(what, name string) (runs []state.MapRun) {
	r.t.Helper()
	if m, ok := r.def.State(name).(*state.Map); !ok || !m.Distributed {
		r.t.Errorf("%s(%q): the machine has no distributed Map of that name", what, name)
		return nil
	}
	all := r.result.MapRuns()
	for _, x := range r.items {
		if result, _ := x.Wait(context.Background()); result != nil {
			all = append(all, result.MapRuns()...)
		}
	}
	for _, run := range all {
		if run.State == name {
			runs = append(runs, run)
		}
	}
	if runs == nil {
		r.fail(r.timeline.End, "%s: state %s has run no items", what, name)
	}
	return runs
}

// Written asserts which results a distributed Map has written, with its ResultWriter, for
// items with a status: "SUCCEEDED", "FAILED" or "PENDING". want is a JSON array of the
// records, in the order of the items. Of a record that is an object only the members that
// want names count, and Input and Output, which it holds as text, may be given as JSON.
func (r *Run) Written(state, status, want string) *Run {
	r.t.Helper()
	wanted, ok := r.json("Written", want)
	runs := r.mapRuns("Written", state)
	if !ok || runs == nil {
		return r
	}
	var got []jsonvalue.Value
	for _, run := range runs {
		records, err := r.records(run, status)
		if err != nil {
			r.fail(r.lastOf(state), "Written(%q): %v", state, err)
			return r
		}
		got = append(got, records...)
	}
	matches := wanted.Kind() == jsonvalue.Array && wanted.Len() == len(got)
	for i := 0; matches && i < len(got); i++ {
		matches = has(got[i], wanted.Index(i))
	}
	if !matches {
		r.fail(r.lastOf(state), "state %s has written other results with the status %s (-want +got):\n%s",
			state, status, differText(pretty(wanted), pretty(jsonvalue.OfArray(got))))
	}
	return r
}

// records returns the records that a Map Run has written.
func (r *Run) records(run state.MapRun, status string) (all []jsonvalue.Value, err error) {
	if r.store == nil {
		return nil, errors.New("the test has no store: write .Objects(map[string]string{…})")
	}
	folder := run.ARN[strings.LastIndexByte(run.ARN, ':')+1:] + "/"
	for _, bucket := range r.buckets {
		found, _, err := r.store.List(context.Background(), bucket, "", "", 1_000_000)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			if !strings.Contains("/"+o.Key, "/"+folder+status+"_") {
				continue
			}
			text, _ := r.store.Get(bucket, o.Key)
			if strings.HasSuffix(o.Key, ".jsonl") {
				text = "[" + strings.Join(strings.Split(strings.TrimSpace(text), "\n"), ",") + "]"
			}
			v, err := jsonvalue.ParseString(text)
			if err != nil {
				return nil, err
			}
			for _, e := range v.Elements() {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// buckets returns the buckets of the test's store, sorted.
func (x *Test) buckets() (buckets []string) {
	for name := range x.objects {
		bucket, _, _ := strings.Cut(name, "/")
		buckets = append(buckets, bucket)
	}
	slices.Sort(buckets)
	return slices.Compact(buckets)
}

// unmockedItem returns the execution of a Map Run in which nobody knew how to run a task,
// nil if there is none.
func unmockedItem(executions []*asl.Execution) *asl.Execution {
	for _, x := range executions {
		if _, err := x.Wait(context.Background()); errors.Is(err, asl.ErrNoTask) {
			return x
		}
	}
	return nil
}
