package state

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Map runs its item processor once for each element of an array, or, if it is
// distributed, each member of an object. Its result is the array of their outputs.
type Map struct {
	stateBase
	payload
	Recovery
	Processor      *Flow    // ItemProcessor, or the older Iterator
	Distributed    bool     // ProcessorConfig has the mode DISTRIBUTED
	MaxConcurrency Quantity // 0 for no limit but that of the Run
	Tolerated      Tolerance
	Reader         *ItemReader // nil if the items come from the input

	itemsPath    pathField
	items        template // Items, of JSONata; nil if absent
	itemSelector template // ItemSelector, or the older Parameters
	batcher      *itemBatcher
	writer       *resultWriter // nil if absent
	Label        string

	childType      Type            // of the executions of a distributed Map
	machineOfItems func() *Machine // of a distributed Map
}

func parseMap(o *object, base stateBase) State {
	s := &Map{stateBase: base}
	o.dataFields(&s.stateBase)
	o.exclusive("ItemSelector", "Parameters")
	s.itemSelector = o.template("ItemSelector")
	if older := o.template("Parameters"); s.itemSelector == nil {
		s.itemSelector = older
	}
	s.selector = o.template("ResultSelector")
	s.result = o.resultPath()
	if s.itemsPath = o.jsonPath("ItemsPath"); o.p.opts.Strict { // Step Functions: a Reference Path
		s.itemsPath = o.single("ItemsPath", s.itemsPath)
	}
	s.items = o.template("Items")
	s.MaxConcurrency = o.mapQuantity("MaxConcurrency", bounds{0, maxAttempts})
	o.nextOrEnd(&s.stateBase)
	s.Recovery = o.recovery()
	o.distributedFields(s)
	o.itemProcessor(s)
	return s
}

// itemProcessor reads ItemProcessor or Iterator.
func (o *object) itemProcessor(s *Map) {
	o.oneOf("ItemProcessor", "Iterator")
	name := "ItemProcessor"
	n, ok := o.take(name)
	if older, isOlder := o.take("Iterator"); isOlder && !ok {
		name, n, ok = "Iterator", older, true
	}
	if !ok || !o.p.isObject(n, o.at(name)) {
		return
	}
	inner := newObject(o.p, n, o.at(name))
	s.Distributed, s.childType = inner.processorConfig()
	express := o.p.express
	if s.Distributed {
		o.p.express = s.childType == Express
		s.machineOfItems = inner.itemMachine(s.childType)
	}
	s.Processor = &Flow{}
	o.p.flow(inner, s.Processor, inner.path)
	o.p.express = express
	inner.end()
}

// processorConfig reads ProcessorConfig: the mode, and, of a distributed Map, the type
// of its executions.
func (o *object) processorConfig() (distributed bool, child Type) {
	o.inner("ProcessorConfig", func(o *object) {
		distributed = o.enum("Mode", "INLINE", "DISTRIBUTED") == "DISTRIBUTED"
		if mode, _ := o.peek("Mode"); distributed || o.p.holdsPlaceholder(mode) {
			child = Type(o.enum("ExecutionType", string(Standard), string(Express)))
		}
		if distributed {
			o.require("ExecutionType")
		}
		o.expressMode(distributed)
	})
	return distributed, child
}

func (s *Map) recovery() *Recovery { return &s.Recovery }

func (s *Map) flows() []*Flow {
	if s.Processor == nil {
		return nil
	}
	return []*Flow{s.Processor}
}

func (s *Map) enter(r *Run, f *frame) error {
	if mock := r.mockOf(s); mock != nil {
		return s.enterMocked(r, f, mock)
	}
	if s.Distributed && r.inspection == nil {
		return s.enterDistributed(r, f)
	}
	if s.Reader != nil && !s.Distributed {
		return f.runtimeFault("An ItemReader needs a Map in mode DISTRIBUTED.")
	}
	scope := r.scope(f, f.input)
	input, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	limit, err := s.concurrency(scope)
	if err != nil {
		return err
	}
	items, err := s.array(scope)
	if err != nil {
		return err
	}
	fan := newFanout(input, items)
	if r.inspection != nil {
		return s.inspect(scope, fan)
	}
	n := fan.items.Len()
	if err := r.room(f, f.fanned(fan)); err != nil {
		return err
	}
	r.guard()
	started := r.emit(f, history.TypeMapStateStarted, &history.MapStateStarted{Length: n})
	r.fanOut(f, fan, n)
	for range min(limit, n) {
		if err := s.iterate(r, f, started); err != nil {
			return err
		}
	}
	if n == 0 {
		f.phase = joined
		r.enqueue(f)
	}
	return nil
}

// newFanout returns the fanout of a Map over an array, or over the members of an
// object.
func newFanout(input, items jsonvalue.Value) *fanout {
	if items.Kind() == jsonvalue.Object {
		return &fanout{input: input, items: pairs(items), keyed: true}
	}
	return &fanout{input: input, items: items}
}

// pairs returns the members of an object as an array of {"Key": …, "Value": …}.
func pairs(object jsonvalue.Value) jsonvalue.Value {
	items := make([]jsonvalue.Value, 0, object.Len())
	for name, value := range object.Members() {
		items = append(items, jsonvalue.OfObject([]jsonvalue.Member{member("Key", text(name)), member("Value", value)}))
	}
	return jsonvalue.OfArray(items)
}

// array returns what the Map iterates over. In JSONPath, that may be an object for a
// distributed Map.
func (s *Map) array(scope *scope) (jsonvalue.Value, error) {
	if s.Reader != nil {
		return scope.r.inspection.read(scope, s.Reader)
	}
	if s.lang == JSONata {
		return s.queried(scope)
	}
	items := scope.input
	if s.itemsPath.isSet() {
		v, err := scope.read(s.itemsPath.path)
		if err != nil {
			return v, scope.pathError(s.itemsPath.path, err)
		}
		items = v
	}
	if !s.isIterable(items) {
		// Step Functions: this cause has no state in it.
		return items, &fault{Failure: *NewFailure(errRuntime, "Reference path \""+s.itemsPath.shown()+"\" must point to array."), fatal: true}
	}
	scope.note(AfterItemsPath, items)
	return items, nil
}

// isIterable reports whether the elements or the members of a value may be items.
// Step Functions: those of an object only in a distributed Map.
func (s *Map) isIterable(v jsonvalue.Value) bool {
	return v.Kind() == jsonvalue.Array || s.Distributed && v.Kind() == jsonvalue.Object
}

// queried returns what the JSONata field Items gives, or the input.
func (s *Map) queried(scope *scope) (jsonvalue.Value, error) {
	if t, ok := s.items.(*queryTemplate); ok && t.query != nil {
		items, err := scope.eval(t.query)
		if err == nil && !s.isIterable(items) {
			err = scope.wrongKind(t.query, jsonvalue.Array, items)
		}
		return items, err
	}
	items, err := scope.apply(s.items)
	if err == nil && !s.isIterable(items) {
		err = scope.evaluationFault("", "Map state input must be an array but was: "+quoted(items))
	}
	return items, err
}

// concurrency returns the number of iterations that may run at a time.
func (s *Map) concurrency(scope *scope) (int, error) {
	n, err := scope.natural(&s.MaxConcurrency, "MaxConcurrency")
	if err != nil {
		return 0, err
	}
	if in := scope.r.inspection; in != nil {
		set(&in.MaxConcurrency, n)
	}
	limit := scope.r.cfg.Limits.MapConcurrency
	if limit < 0 || (n > 0 && n < int64(limit)) {
		limit = int(n)
	}
	if limit <= 0 {
		return int(^uint(0) >> 1), nil
	}
	return limit, nil
}

// iterate starts the next iteration, if one is left.
// Step Functions: its first event follows from the last event of the iteration whose
// place it takes.
func (s *Map) iterate(r *Run, f *frame, prev int64) error {
	fan := f.fan
	if fan.next == len(fan.results) {
		return nil
	}
	i := fan.next
	input, err := s.itemInput(r, f, fan, i)
	if err != nil {
		return err
	}
	fan.next++
	prev = r.recordIteration(prev, s.eventCode(iterationStarted), i)
	r.trace(f, ByIteration, i, s.Processor.StartAt, prev)
	r.newFrame(f, i, s.Processor, input, prev)
	return nil
}

// fill starts as many iterations as may run at a time, besides those that go on after a
// redrive.
func (s *Map) fill(r *Run, f *frame) error {
	limit, err := s.concurrency(r.scope(f, f.input))
	if err != nil {
		return err
	}
	for n := f.fan.running(); n < limit && f.fan.next < len(f.fan.results); n++ {
		if err := s.iterate(r, f, f.entered); err != nil {
			return err
		}
	}
	return nil
}

// itemInput returns the input of an iteration: the item, or what ItemSelector makes of
// it and of the Map's effective input.
func (s *Map) itemInput(r *Run, f *frame, fan *fanout, i int) (jsonvalue.Value, error) {
	if s.itemSelector == nil {
		return fan.items.Index(i), nil
	}
	scope := &scope{r: r, f: f, input: fan.input, ctx: r.itemContext(f, fan, i)} // the Run's own may be in use
	input, err := scope.apart(s.itemSelector)
	if err == nil && r.cfg.Limits.exceeded(input) {
		err = r.tooLarge(s.name)
	}
	if err == nil {
		err = r.room(f, input.Size())
	}
	return input, err
}

// resume joins the iterations.
// Step Functions: no event follows from MapStateSucceeded.
func (s *Map) resume(r *Run, f *frame) error {
	if f.phase == mapping {
		return s.advance(r, f)
	}
	r.record(s, f.prev, history.TypeMapStateSucceeded, nil)
	return r.finish(f, &s.payload, jsonvalue.OfTexts(f.fan.results))
}

// ResultKind returns the kind of the Map's result: an array of the iterations' outputs,
// or, with a ResultWriter that writes them, an object that says where these are.
func (s *Map) ResultKind() jsonvalue.Kind {
	if s.writer != nil && s.writer.resource != "" {
		return jsonvalue.Object
	}
	return jsonvalue.Array
}
