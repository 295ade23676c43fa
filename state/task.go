package state

import (
	"strconv"
	"time"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// Task calls a resource: a function, a service integration or an activity.
type Task struct {
	stateBase
	bare     bool // it has neither times nor credentials; asking for each takes 5 % of a task
	Resource string
	resource resource
	refused  []string // headers: see refusedHeaders
	payload
	Recovery
	Parameters jsonvalue.Value // the field Parameters, or Arguments, as it is written; none if absent

	Timeout   Quantity // TimeoutSeconds
	Heartbeat Quantity // HeartbeatSeconds

	credentials template
}

func parseTask(o *object, base stateBase) State {
	s := &Task{stateBase: base}
	o.require("Resource")
	o.dataFields(&s.stateBase)
	s.payload = o.payload()
	s.Resource = o.text("Resource")
	s.resource = parseResource(s.Resource)
	s.refused = refusedHeaders[s.resource.service+":"+s.resource.api]
	if n, ok := o.peek("Resource"); ok {
		o.checkResource(n, &s.resource)
	}
	s.Parameters = o.written(s.parameters)
	o.exclusive("TimeoutSeconds", "TimeoutSecondsPath")
	o.exclusive("HeartbeatSeconds", "HeartbeatSecondsPath")
	s.Timeout = o.quantity("TimeoutSeconds", bounds{1, maxSeconds})
	s.Heartbeat = o.quantity("HeartbeatSeconds", bounds{1, maxSeconds})
	s.credentials = o.credentials()
	s.bare = !s.Timeout.IsSet() && !s.Heartbeat.IsSet() && s.credentials == nil
	o.nextOrEnd(&s.stateBase)
	s.Recovery = o.recovery()
	return s
}

// ResourcePos returns where the value of Resource begins in the definition.
func (s *Task) ResourcePos() diag.Pos { return Node{s.machine, s.node}.Get("Resource").Pos() }

func (s *Task) recovery() *Recovery { return &s.Recovery }

// written returns the text that a template was compiled from, as a value.
func (o *object) written(t template) jsonvalue.Value {
	if t, ok := t.(*pathTemplate); ok {
		return t.written
	}
	return o.literal(o.language.parameters())
}

// credentials reads Credentials. Its RoleArn may be a path or an expression.
func (o *object) credentials() template {
	n, ok := o.take("Credentials")
	if !ok || !o.p.isObject(n, o.at("Credentials")) {
		return nil
	}
	if resource, ok := o.peek("Resource"); ok && parseResource(resource.Text()).kind == Activity {
		o.p.report(n.Pos, codeSchema, o.at("Credentials"), "The field 'Credentials' is not supported for activities")
		return nil
	}
	inner := newObject(o.p, n, o.at("Credentials"))
	if !inner.has("RoleArn") && (o.language == JSONata || !inner.has("RoleArn.$")) {
		o.p.report(n.Pos, codeSchema, o.at("Credentials"), "The field 'RoleArn' is required but was missing")
	}
	return o.compileTemplate(n, "Credentials")
}

// taskRequest is what a task is called with.
type taskRequest struct {
	input              jsonvalue.Value
	credentials        jsonvalue.Value
	timeout, heartbeat int64 // seconds, 0 for none
}

func (s *Task) enter(r *Run, f *frame) error {
	r.lastEffect++
	f.effect = r.lastEffect
	o, err := s.request(r, f)
	if err == nil {
		err = s.refusal(f, o.input)
	}
	if err != nil {
		f.effect = 0
		return err
	}
	called := s.resource.completed(o.input)
	if err := r.room(f, f.made(called)+o.credentials.Size()); err != nil {
		f.effect = 0
		return err
	}
	r.setWork(f, called)
	r.setMore(f, o.credentials, jsonvalue.Value{})
	f.timeout, f.heartbeat = seconds(o.timeout), seconds(o.heartbeat)
	f.unscheduled = s.resource.kind == Activity || s.resource.kind == Service && r.cfg.ChecksCalls
	if !f.unscheduled {
		r.taskScheduled(f)
	}
	if r.full { // the execution ends with this turn
		f.effect = 0
		return nil
	}
	f.phase, f.begun, f.submitted = pending, false, false
	r.tasks.Add(f.effect, f)
	r.effects = append(r.effects, s.effect(r, f))
	return nil
}

// effect returns the effect that asks for the frame's pending task.
func (s *Task) effect(r *Run, f *frame) Effect {
	task := f.newTask()
	task.ID, task.Key, task.Kind = f.effect, r.idempotencyKey(f.effect), s.resource.kind
	task.Resource, task.Pattern, task.State, task.Attempt = s.Resource, s.resource.pattern, s.name, int(f.attempt)
	task.Input, task.Credentials, task.Timeout, task.Heartbeat = f.work, f.credentials(), f.timeout, f.heartbeat
	if s.resource.hasToken() || s.resource.kind == Activity {
		task.Token = r.Token(f.effect)
	}
	e := s.resource.effect(task)
	if child, ok := e.(*StartChild); ok {
		child.Asked = r.outcome.Started
	}
	return e
}

// idempotencyKey returns the key of an effect. No other effect of any execution has it.
func (r *Run) idempotencyKey(id int64) string {
	var buffer [160]byte // as long as most keys
	return string(strconv.AppendInt(append(append(buffer[:0], r.cfg.ARN...), '#'), id, 10))
}

// newTask returns a task of the frame with the Map iterations around it. One of them is
// allocated together with the task.
//
// Measured: to allocate it by itself takes 3 % of a Map of tasks.
func (f *frame) newTask() *RunTask {
	it := f.iteration()
	if it == nil {
		return new(RunTask)
	}
	var task struct {
		RunTask
		items [1]MapIndex
	}
	task.Items = it.iterations(task.items[:0])
	return &task.RunTask
}

// request evaluates what the task is called with. The timeouts come first: if one of
// their paths fails, the history does not show the task.
func (s *Task) request(r *Run, f *frame) (o taskRequest, err error) {
	if s.bare && r.inputAsIs(&s.stateBase, f.input) {
		return taskRequest{input: f.input}, nil
	}
	scope := r.scope(f, f.input)
	if o.timeout, err = scope.whole(&s.Timeout, "TimeoutSecondsPath"); err != nil {
		return o, err
	}
	if o.heartbeat, err = scope.whole(&s.Heartbeat, "HeartbeatSecondsPath"); err != nil {
		return o, err
	}
	if s.credentials != nil {
		if o.credentials, err = scope.apply(s.credentials); err != nil {
			return o, err
		}
	}
	o.input, err = scope.effectiveInput(&s.stateBase, s.parameters)
	return o, err
}

// armTimeout sets the timer for TimeoutSeconds.
func (r *Run) armTimeout(f *frame) {
	if f.timeout > 0 {
		r.setTimer(f, r.now.Add(f.timeout), timeout)
	}
}

// armHeartbeat sets the timer for HeartbeatSeconds, anew if it is set.
func (r *Run) armHeartbeat(f *frame) {
	if f.heartbeat > 0 {
		r.setTimer(f, r.now.Add(f.heartbeat), heartbeat)
	}
}

// resume goes on with the answer of the task.
func (s *Task) resume(r *Run, f *frame) error {
	if f.failed != nil {
		r.guard()
		why := f.failed
		f.failed = nil
		return why
	}
	r.note(f, Result, f.work)
	return r.finish(f, &s.payload, f.work)
}

// backoff makes the frame enter its state again after a delay.
func (r *Run) backoff(f *frame, delay time.Duration) {
	if r.inspection != nil {
		r.inspection.retriable(r, delay)
		return
	}
	f.phase = delayed
	r.setWork(f, jsonvalue.Value{})
	f.failed = nil
	r.dropFan(f)
	r.setTimer(f, r.scaled(r.now.Add(delay)), wakeUp)
}
