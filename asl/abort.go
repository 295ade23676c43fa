package asl

import "github.com/goasl/goasl/state"

// An abort that was accepted must be what ends the execution. So the mailbox decides, with
// its lock, which comes first: that an abort is accepted, or that the Run ends in another
// way. A turn that would end the Run asks mayEnd, and is undone if an abort was accepted. An
// input that could end it is told while the lock is held.

// postAbort accepts an abort. It reports false if the execution has ended. A second abort is
// accepted, too, and has no effect.
func (b *mailbox) postAbort(in state.Input) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || !b.add(message{kind: msgAbort}) {
		return false
	}
	if b.abort == nil {
		b.abort = &in
	}
	return true
}

// mayEnd reports whether a turn may end the execution. If so, no abort is accepted any more.
func (b *mailbox) mayEnd() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = b.abort == nil
	return b.ended
}

// tell tells the Run an input that could end the execution. An abort that was accepted comes
// before it.
func (b *mailbox) tell(run *state.Run, in state.Input) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.abort != nil {
		b.abort.Now = in.Now
		run.Tell(*b.abort)
	}
	told := run.Tell(in)
	b.ended = run.Status() != Running
	return told
}

// tellAbort tells the Run the abort that was accepted, if there is one.
func (d *driver) tellAbort() {
	if d.mail.abort != nil {
		d.tell(*d.mail.abort)
	}
}
