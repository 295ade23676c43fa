package asltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// sample is an execution with an input and outcomes of tasks that follow from a
// seed: the same sample always goes the same way.
type sample struct {
	input jsonvalue.Value
	seed  uint64
}

// finding is what came of a sample.
type finding struct {
	problem string // what went wrong, "" if nothing did
	key     string // the same for what is probably the same problem
	path    []string
	reached map[string]bool
	given   []string // what the tasks answered
	refused bool     // nothing was run, because of the input
}

// maxEvents is the length of a history at which a sample is given up: loops that
// wait for an outcome may go on forever.
const maxEvents = 2_000

// try runs a sample. If the context ends the finding has no problem.
func (x *explorer) try(ctx context.Context, s sample) finding {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	trail := newTrail()
	given := newSession()
	opts := []asl.Option{
		asl.WithClock(asl.NewVirtualClock(Start)), asl.WithName("test"), asl.WithSeed(1), asl.WithHistory(asl.DropHistory()),
		asl.WithObserver(func(of *asl.Execution, e history.Event) {
			if trail.observe(of, e) >= maxEvents {
				cancel()
			}
		}),
	}
	if x.coverage != nil {
		opts = append(opts, x.coverage.Option())
	}
	for _, st := range x.def.All() {
		if task, isTask := st.(*state.Task); isTask {
			opts = append(opts, asl.WithTask(task.Name(), x.task(task, s.seed, given)))
		}
	}
	result, err := x.machine.Execute(ctx, s.input.JSON(), opts...)
	timeline := trail.timeline()
	f := finding{reached: map[string]bool{}}
	for v := range timeline.Main.All() {
		f.reached[v.Name] = true
		f.path = append(f.path, v.String())
	}
	_, f.given = given.notes()
	slices.Sort(f.given) // tasks of parallel branches answer in any order
	f.judge(ctx, timeline.End, result, err)
	for _, item := range trail.items() {
		if f.problem == "" {
			result, err := item.Wait(context.Background())
			f.judge(ctx, endOf(timeline, item), result, err)
		}
	}
	return f
}

// judge says what is wrong with how the sample ended, in which state if in any.
func (f *finding) judge(ctx context.Context, end *history.Visit, r *asl.Result, err error) {
	switch {
	case err == nil || r != nil && r.Error == nil && ctx.Err() != nil:
		return
	case r == nil && !errors.As(err, new(*asl.PanicError)):
		f.refused = true
	case r == nil || r.Error == nil:
		f.problem, f.key = "the engine crashed: "+err.Error(), "crash"
	case isMistake(r.Error.Name):
		where := "the machine"
		if end != nil {
			where = "state " + end.Name
		}
		f.problem = where + " fails with " + cut(r.Error.Error())
		f.key = where + " " + r.Error.Name + " " + essence(r.Error.Cause)
	}
}

// isMistake reports whether an error is one that the engine raises for a mistake
// in a definition or an input.
func isMistake(name string) bool {
	switch name {
	case asl.ErrRuntime.Name, asl.ErrQueryEvaluationError.Name, asl.ErrParameterPathFailure.Name,
		asl.ErrReferencePathConflict.Name, asl.ErrIntrinsicFailure.Name:
		return true
	}
	return false
}

// task is the function that stands for a state in a sample. What it answers
// depends on the seed, the state, the iterations and the number of the call, and
// not on the input, so that a smaller input meets the same outcomes.
func (x *explorer) task(t *state.Task, seed uint64, given *session) asl.TaskFunc {
	names := x.errors[t]
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		where := ""
		for _, item := range info.Items {
			where += fmt.Sprintf("[%d]", item.Index)
		}
		where = strings.TrimPrefix(where+" "+t.Name(), " ")
		always := source(seed, where)
		n := given.next(where)
		own := source(seed, fmt.Sprint(where, n))
		result := x.result(t, own).String()
		chosen := reaction{Return(result), cut(result)}
		if len(names) > 0 {
			switch always.IntN(4) {
			case 0: // each call fails in the same way
				chosen = x.fail(t, names[always.IntN(len(names))], own)
			case 1: // each call goes its own way
				if own.IntN(2) == 0 {
					chosen = x.fail(t, names[own.IntN(len(names))], own)
				}
			}
		}
		given.report(fmt.Sprintf("%s, call %d: %s", where, n, chosen.text))
		return chosen.response.give(ctx, in, func(string) {})
	}
}

// reaction is what a task does in a sample, and how a report tells it.
type reaction struct {
	response Response
	text     string
}

// source is a source of random values for one purpose.
func source(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// result makes the answer of a task that succeeds.
func (x *explorer) result(t *state.Task, r *rand.Rand) jsonvalue.Value {
	if answers := x.answers[t.Name()]; len(answers) > 0 {
		return answers[r.IntN(len(answers))]
	}
	return x.flow.results[t].generate(r)
}
