package state

import "github.com/goasl/goasl/jsonvalue"

// The frames of branches and iterations wait, if for nothing else for their turn. What they
// wait with is bounded in sum.

// Held returns how many bytes of values the execution keeps: its input, its variables, the results
// of branches and iterations that are over, and what all states wait with.
func (r *Run) Held() int {
	bytes := r.input.Size() + r.variableBytes + r.resultBytes + r.heldBytes + r.root.makes()
	if r.root.input != r.input {
		bytes += r.root.input.Size()
	}
	return bytes
}

// weight returns how many bytes the frame of a branch or an iteration waits with: its input, and
// what its state has made of that. What it shares with the frame around it, or passes on as it
// is, takes no memory.
func (f *frame) weight() int {
	if f.parent == nil {
		return 0
	}
	return f.brought(f.input) + f.makes()
}

// makes returns how many bytes a frame waits with besides the input of its state.
func (f *frame) makes() int {
	bytes := f.made(f.work) + f.credentials().Size() + f.submission().Size()
	if fan := f.fan; fan != nil {
		bytes += f.fanned(fan)
	}
	if m := f.mapRun; m != nil {
		bytes += f.made(m.input) + f.made(m.window.data)
	}
	return bytes
}

// brought returns the size of a value as the input of a state in the frame.
func (f *frame) brought(input jsonvalue.Value) int {
	if f.parent == nil || input == f.parent.fan.input {
		return 0
	}
	return input.Size()
}

// made returns the size of a value that the frame's state has made of its input.
func (f *frame) made(v jsonvalue.Value) int {
	if v == f.input {
		return 0
	}
	return v.Size()
}

// fanned returns the size of what a Parallel or Map state gives its children.
func (f *frame) fanned(fan *fanout) int {
	bytes := f.made(fan.input)
	if fan.items != fan.input {
		bytes += f.made(fan.items)
	}
	return bytes
}

// room returns the failure of a frame's state if that many bytes more are too many to wait with.
func (r *Run) room(f *frame, more int) error {
	if f.parent != nil && more > 0 && r.heldBytes+more > r.cfg.Limits.StateBytes {
		return r.tooLarge(f.state.Name())
	}
	return nil
}

// weigh counts what a frame waits with, after unweigh and a change of that.
func (r *Run) weigh(f *frame) { r.heldBytes += f.weight() }

// unweigh counts what a frame waits with no more.
func (r *Run) unweigh(f *frame) { r.heldBytes -= f.weight() }

// setWork changes the work of a frame.
func (r *Run) setWork(f *frame, work jsonvalue.Value) {
	if work == f.work { // mostly there is none before and after
		return
	}
	if f.parent != nil {
		r.heldBytes += f.made(work) - f.made(f.work)
	}
	f.work = work
}

// setMore changes what few pending tasks have.
func (r *Run) setMore(f *frame, credentials, submission jsonvalue.Value) {
	if f.more == nil && !credentials.Exists() && !submission.Exists() {
		return
	}
	r.unweigh(f)
	f.setMore(credentials, submission)
	r.weigh(f)
}

// setMapRun changes the Map Run of a frame.
func (r *Run) setMapRun(f *frame, m *mapRun) {
	if m == f.mapRun {
		return
	}
	r.unweigh(f)
	f.mapRun = m
	r.weigh(f)
}

// release forgets what a branch or an iteration that is over has had.
func (r *Run) release(f *frame) {
	r.unweigh(f)
	r.dropVariables(f)
}
