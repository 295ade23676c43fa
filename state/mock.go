package state

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Mock stands for the branches of a Parallel state, or for the iterations of a Map state,
// which do not run then. It returns their outcome. See [Config].Mocks.
type Mock func(MockedWork) InspectionMock

// MockedWork is what a [Mock] stands for.
type MockedWork struct {
	State   string
	Attempt int             // 0, or the number of the retry
	Items   []MapIndex      // the Map iterations around the state, outermost first
	Input   jsonvalue.Value // of all branches, or an array of those of the iterations; none if an ItemReader reads the items
}

// SetMocks changes Config.Mocks.
func (r *Run) SetMocks(mocks map[string]Mock) { r.cfg.Mocks = mocks }

// mockOf returns the mock of a state, nil if it has none.
func (r *Run) mockOf(s State) Mock {
	if r.inspection != nil {
		return nil
	}
	return r.cfg.Mocks[s.Name()]
}

// mock ends a Parallel or Map state with what its mock returns.
func (r *Run) mock(f *frame, mock Mock, input jsonvalue.Value) error {
	work := MockedWork{State: f.state.Name(), Attempt: int(f.attempt), Input: input}
	if it := f.iteration(); it != nil {
		work.Items = it.iterations(nil)
	}
	r.guard() // the mock may panic
	outcome := mock(work)
	if outcome.Failure != nil {
		return &fault{Failure: *outcome.Failure}
	}
	if !outcome.Result.Exists() {
		outcome.Result = jsonvalue.NullValue
	}
	succeeded := history.TypeParallelStateSucceeded
	if _, isMap := f.state.(*Map); isMap {
		succeeded = history.TypeMapStateSucceeded
	}
	r.record(f.state, f.prev, succeeded, nil)
	return r.finish(f, f.state.(shaping).shape(), outcome.Result)
}

// enterMocked evaluates what a Map does before its iterations, which its mock stands for.
func (s *Map) enterMocked(r *Run, f *frame, mock Mock) error {
	scope := r.scope(f, f.input)
	input, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	if _, err = s.concurrency(scope); err != nil {
		return err
	}
	var inputs jsonvalue.Value
	length := 0
	if s.Reader == nil {
		items, err := s.array(scope)
		if err != nil {
			return err
		}
		fan := newFanout(input, items)
		length = fan.items.Len()
		if inputs, err = s.inputs(scope, fan); err != nil {
			return err
		}
	}
	r.emit(f, history.TypeMapStateStarted, &history.MapStateStarted{Length: length})
	return r.mock(f, mock, inputs)
}

// inputs returns the inputs of all iterations as an array, or their batches.
func (s *Map) inputs(scope *scope, fan *fanout) (jsonvalue.Value, error) {
	inputs, err := s.itemInputs(scope, fan)
	if err == nil && s.batcher != nil {
		inputs, err = s.batcher.batches(scope, inputs)
	}
	return jsonvalue.OfArray(inputs), err
}

// itemInputs returns what the iterations get if no ItemBatcher puts them together.
func (s *Map) itemInputs(scope *scope, fan *fanout) ([]jsonvalue.Value, error) {
	inputs := make([]jsonvalue.Value, 0, fan.items.Len())
	for i := range fan.items.Len() {
		input, err := s.itemInput(scope.r, scope.f, fan, i)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, input)
	}
	return inputs, nil
}
