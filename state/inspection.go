package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// inspection is what a Run notes while it runs a state by itself. In an execution it is
// nil, and its methods do nothing.
type inspection struct {
	Inspection
	given     *InspectionInput
	threshold threshold // of a Map
}

// note notes the frame's data after a stage.
func (r *Run) note(f *frame, at Stage, v jsonvalue.Value) {
	if r.inspection == nil {
		return
	}
	if at, shows := at.shown(f.state); shows {
		r.inspection.data[at] = v
	}
}

func (s *scope) note(at Stage, v jsonvalue.Value) { s.r.note(s.f, at, v) }

// shown reports whether a state shows a stage, and as which one.
// Step Functions: in JSONata, stages that are named after a field of JSONPath do not
// show, and Arguments show only in a Task. In a Parallel state nothing shows before the
// result.
func (at Stage) shown(s State) (Stage, bool) {
	if _, isParallel := s.(*Parallel); isParallel && at < Result {
		return at, false
	}
	if s.Language() == JSONPath {
		return at, true
	}
	switch at {
	case AfterParameters:
		_, isTask := s.(*Task)
		return AfterArguments, isTask
	case AfterInputPath, AfterItemsPath, AfterResultSelector, AfterResultPath:
		return at, false
	}
	return at, true
}

// exited ends the Run when its state is left with an output for the state next.
func (in *inspection) exited(r *Run, output jsonvalue.Value, next string) {
	in.Output, in.Next = output, next
	in.Status = InspectionSucceeded
	if in.Failure != nil {
		in.Status = InspectionCaught
	}
	r.outcome.Status, r.outcome.Output, r.outcome.Ended = Succeeded, output, r.now
	r.stop(r.root)
}

// retriable ends the Run where a retry would begin after a delay.
func (in *inspection) retriable(r *Run, delay time.Duration) {
	in.Backoff, in.Status = &delay, InspectionRetriable
	r.end(Failed, 0, in.Failure)
}

// failed notes why the state failed, before retriers and catchers.
func (in *inspection) failed(why *Failure) {
	if in != nil {
		in.Failure = why
	}
}

// set sets a field of an inspection. It copies the value, so that in an execution
// nothing is allocated.
func set[T any](field **T, v T) { *field = &v }

// givenContext returns the context object of the test, none if it has none.
func (in *inspection) givenContext(item jsonvalue.Value) jsonvalue.Value {
	if in == nil {
		return jsonvalue.Value{}
	}
	given := in.given.Context
	if !given.Exists() || !item.Exists() {
		return given
	}
	members := make([]jsonvalue.Member, 0, given.Len()+1)
	for name, v := range given.Members() {
		if name != "Map" {
			members = append(members, member(name, v))
		}
	}
	return jsonvalue.OfObject(append(members, member("Map", item)))
}

// read returns what an ItemReader reads in the test, none if that is not known.
func (in *inspection) read(s *scope, reader *ItemReader) (jsonvalue.Value, error) {
	source, err := reader.source(s)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	items := in.given.Items
	if !items.Exists() {
		return items, nil
	}
	if reader.Pointer != "" {
		items = reader.at(items)
	}
	if items.Kind() != jsonvalue.Array && items.Kind() != jsonvalue.Object {
		return items, s.f.fault(errItemReader, "Attempting to map over non-iterable node.")
	}
	if reader.Pointer != "" {
		s.note(AfterItemsPointer, items)
	}
	return source.first(items), nil
}

// inspect evaluates what a Map does with its items before the iterations start. The
// iterations themselves are mocked.
func (s *Map) inspect(scope *scope, fan *fanout) (err error) {
	in := scope.r.inspection
	if in.threshold, err = scope.threshold(&s.Tolerated); err != nil {
		return err
	}
	in.ToleratedFailureCount, in.ToleratedFailurePercentage = in.threshold.count, in.threshold.percent
	if fan.items.Exists() {
		if err := s.inspectItems(scope, fan); err != nil {
			return err
		}
	}
	scope.f.phase = fanned
	return nil
}

// inspectItems makes the inputs of all iterations.
func (s *Map) inspectItems(scope *scope, fan *fanout) error {
	inputs, err := s.itemInputs(scope, fan)
	if err != nil {
		return err
	}
	if s.itemSelector != nil && shows(inputs) {
		scope.note(AfterItemSelector, jsonvalue.OfArray(inputs))
	}
	iterations := len(inputs)
	if s.batcher != nil {
		batches, err := s.batcher.batches(scope, inputs)
		if err != nil {
			return err
		}
		iterations = len(batches)
		if shows(batches) {
			scope.note(AfterItemBatcher, asShown(batches))
		}
	}
	set(&scope.r.inspection.Iterations, iterations)
	return nil
}

// maxShown is the most bytes of the inputs of iterations that an inspection shows. A small
// input and an ItemSelector can make any amount of them.
const maxShown = 256 << 10

// shows reports whether an inspection shows the inputs of iterations.
func shows(inputs []jsonvalue.Value) bool {
	size := 0
	for _, v := range inputs {
		if size += v.Size(); size > maxShown {
			return false
		}
	}
	return true
}

// asShown returns the batches as an inspection shows them.
// Step Functions: each item is a text in JSON there.
func asShown(batches []jsonvalue.Value) jsonvalue.Value {
	shown := make([]jsonvalue.Value, 0, len(batches))
	for _, batch := range batches {
		var members []jsonvalue.Member
		for name, v := range batch.Members() {
			if name == batchItems {
				v = texts(v)
			}
			members = append(members, member(name, v))
		}
		shown = append(shown, jsonvalue.OfObject(members))
	}
	return jsonvalue.OfArray(shown)
}

// texts returns the elements of an array as texts in JSON.
func texts(array jsonvalue.Value) jsonvalue.Value {
	all := make([]jsonvalue.Value, 0, array.Len())
	for _, v := range array.Elements() {
		all = append(all, text(v.String()))
	}
	return jsonvalue.OfArray(all)
}

// exceeded reports whether too many iterations have failed in the test for a Map with
// that result.
func (in *inspection) exceeded(result jsonvalue.Value) bool {
	of := result.Len()
	if in.Iterations != nil {
		of = *in.Iterations
	}
	return in.threshold.exceeded(in.given.FailedIterations, of)
}

// mock gives the frame what it waits for, if there is a mock.
func (in *inspection) mock(r *Run, f *frame) error {
	mock := in.given.Mock
	switch {
	case mock == nil || r.ended():
		return nil
	case f.phase == pending:
		r.effects = r.effects[:len(r.effects)-1] // the driver is not to do the task
		r.startTask(f, "")
		r.endTask(f, mock.Result, mock.Failure)
		return nil
	case f.phase == fanned:
		err := in.join(r, f)
		if err != nil {
			err = r.fail(f, err)
		}
		return err
	}
	return nil
}

// shaping is a state that has a payload.
type shaping interface{ shape() *payload }

// join ends a Parallel or Map state with its mock.
func (in *inspection) join(r *Run, f *frame) error {
	mock := in.given.Mock
	switch {
	case mock.Failure != nil:
		return &fault{Failure: *mock.Failure}
	case in.exceeded(mock.Result):
		return &fault{Failure: *NewFailure(errThreshold, "The specified tolerated failure threshold was exceeded")}
	}
	return r.finish(f, f.state.(shaping).shape(), mock.Result)
}
