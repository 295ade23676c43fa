package asltest

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// trial is an execution with an input and outcomes of tasks that follow from a
// seed: the same trial always goes the same way.
type trial struct {
	input jsonvalue.Value
	seed  uint64
}

// verdict is what came of a trial.
type verdict struct {
	problem string // what went wrong, "" if nothing did
	key     string // the same for what is probably the same problem
	path    []string
	reached map[string]bool
	given   []string // what the tasks answered
}

// maxEvents is the length of a history at which a trial is given up: loops that
// wait for an outcome may go on forever.
const maxEvents = 2_000

// try runs a trial.
func (x *explorer) try(tr trial) verdict {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var events []history.Event
	given := newSession()
	opts := []asl.Option{
		asl.WithClock(asl.NewVirtualClock(Start)), asl.WithName("test"), asl.WithSeed(1), asl.WithHistory(asl.None),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if events = append(events, e); len(events) == maxEvents {
				cancel()
			}
		}),
	}
	for _, p := range x.outline.states {
		if p.kind == "Task" {
			opts = append(opts, asl.WithTask(p.name, x.task(p, tr.seed, given)))
		}
	}
	result, err := x.machine.Execute(ctx, tr.input.JSON(), opts...)
	t := trailOf(x.outline, events)
	v := verdict{reached: map[string]bool{}}
	for _, e := range t.entries {
		v.reached[e.place.name] = true
	}
	_, v.given = given.notes()
	slices.Sort(v.given) // tasks of parallel branches answer in any order
	for _, s := range t.steps() {
		v.path = append(v.path, s.text)
	}
	v.judge(ctx, t, result, err)
	return v
}

// judge says what is wrong with how the trial ended.
func (v *verdict) judge(ctx context.Context, t *trail, r *asl.Result, err error) {
	switch {
	case err == nil || r != nil && r.Error == nil && ctx.Err() != nil:
		return
	case r == nil || r.Error == nil:
		v.problem, v.key = "the engine crashed: "+err.Error(), "crash"
	case isMistake(r.Error.Name):
		state := "the machine"
		if t.end != nil {
			state = "state " + t.end.place.name
		}
		v.problem = state + " fails with " + cut(r.Error.Error())
		v.key = state + " " + essence(r.Error.Cause)
	}
}

// isMistake reports whether an error is one that the engine raises for a mistake
// in a definition or an input.
func isMistake(name string) bool {
	switch name {
	case asl.ErrRuntime.Name, asl.ErrQueryEvaluationError.Name, asl.ErrParameterPathFailure.Name,
		asl.ErrResultPathMatchFailure.Name, asl.ErrIntrinsicFailure.Name:
		return true
	}
	return false
}

var eventID = regexp.MustCompile(`#\d+`)

// essence is a cause without what depends on the input.
func essence(cause string) string {
	text, _, _ := strings.Cut(eventID.ReplaceAllString(cause, "#"), "{")
	return text
}

// task is the function that stands for a state in a trial. What it answers
// depends on the seed, the state, the iterations and the number of the call, and
// not on the input, so that a smaller input meets the same outcomes.
func (x *explorer) task(p *place, seed uint64, given *session) asl.TaskFunc {
	errors := x.errors[p]
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		where := ""
		for _, item := range info.Items {
			where += fmt.Sprintf("[%d]", item.Index)
		}
		where = strings.TrimPrefix(where+" "+p.name, " ")
		state := source(seed, where)
		n := given.next(where)
		own := source(seed, fmt.Sprint(where, n))
		result := x.result(p, own).String()
		chosen := reaction{Return(result), cut(result)}
		if len(errors) > 0 {
			switch state.IntN(4) {
			case 0: // each call fails in the same way
				chosen = errors[state.IntN(len(errors))]
			case 1: // each call goes its own way
				if own.IntN(2) == 0 {
					chosen = errors[own.IntN(len(errors))]
				}
			}
		}
		given.report(fmt.Sprintf("%s, call %d: %s", where, n, chosen.text))
		return chosen.response.give(ctx, in, func(string) {})
	}
}

// reaction is what a task does in a trial, and how a report tells it.
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
func (x *explorer) result(p *place, r *rand.Rand) jsonvalue.Value {
	if answers := x.answers[p.name]; len(answers) > 0 {
		return answers[r.IntN(len(answers))]
	}
	if s := x.shapes.results[p]; s != nil {
		return s.generate(r)
	}
	flow := x.shapes.of(p.container)
	path := member(p.text, "ResultPath")
	if steps, ok := plainPath(path.Str); ok && len(steps) > 0 {
		return flow.find(steps).generate(r)
	}
	v := flow.generate(r)
	if output, ok := plainPath(member(p.text, "OutputPath").Str); ok && !path.Exists() {
		for _, step := range slices.Backward(output) { // what OutputPath takes out again
			v = jsonvalue.OfObject([]jsonvalue.Member{{Name: step.Name, Value: v}})
		}
	}
	return v
}

// errorsOf are the ways in which a task can fail that somebody expects: the
// names of its retriers and catchers, and of those of the states around it.
func errorsOf(p *place) []reaction {
	var names []string
	timed := member(p.text, "TimeoutSeconds").Exists() || member(p.text, "HeartbeatSeconds").Exists()
	for at := p; at != nil; at = at.container {
		for _, w := range slices.Concat(at.retriers, at.catchers) {
			each(member(w.text, "ErrorEquals"), func(name string) {
				if name == "States.ALL" {
					name = asl.ErrTaskFailed.Name
				}
				if !slices.Contains(names, name) && !isMistake(name) {
					names = append(names, name)
				}
			})
		}
	}
	var all []reaction
	for _, name := range names {
		switch {
		case name != asl.ErrTimeout.Name && name != asl.ErrHeartbeatTimeout.Name:
			all = append(all, reaction{Fail(name, "made up by the test"), name})
		case timed:
			all = append(all, reaction{Hang(), "no answer in time"})
		default:
			all = append(all, reaction{Fail(name, ""), name})
		}
	}
	return all
}
