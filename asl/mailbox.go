package asl

import (
	"sync"
	"sync/atomic"

	"github.com/goasl/goasl/state"
)

// message says what has happened, to the goroutine that drives an execution.
type message struct {
	kind  messageKind
	input *state.Input // of msgTell, msgSkipWait and msgCarriedOut; its time is that of being read
	call  *call        // of msgReturned, msgGranted and msgChildEnded
	work  *mapWork     // of msgItemSaved, msgItemEnded and msgCarriedOut
	step  *itemStep    // of msgItemSaved
	err   error        // of msgHalt
	taken chan<- bool  // of msgSkipWait: receives whether the Run takes the input
}

type messageKind uint8

const (
	msgLook       messageKind = iota // a time may have come, or the caller's context ended
	msgTell                          // the Run is to be told the input
	msgAbort                         // the Run is to be told the mailbox's abort
	msgReturned                      // the call's function has returned, and the call has its answer
	msgGranted                       // the call has got a task slot
	msgChildEnded                    // the child that the call waits for has ended, or was halted
	msgItemSaved                     // a step of an execution of a Map Run is to be saved
	msgItemEnded                     // the execution of a Map Run has ended, or was halted
	msgCarriedOut                    // items were read or results written, and the input says so
	msgHalt                          // the driving must halt
	msgSkipWait                      // the Run is to be told the input, and the caller whether it takes it
)

// isUrgent reports whether the message cuts the step under way.
func (m *message) isUrgent() bool {
	return m.kind == msgLook || m.kind == msgAbort || m.kind == msgHalt
}

// driverPhase says which goroutine drives an execution; driving.go has a diagram.
type driverPhase uint8

const (
	driving  driverPhase = iota // a goroutine drives, and will read the messages
	waiting                     // it waits: a message wakes it
	detached                    // it runs a task: a message starts another goroutine, which drives on
	over                        // the driving has ended, and messages are refused
)

// mailbox has the messages to the goroutine that drives an execution, and its phase, so that
// a message wakes it or starts another one. A message holds the clock until it has been
// handled. A mailbox is safe for concurrent use; only the goroutine that drives may call
// other methods than post.
type mailbox struct {
	clock heldClock
	drive func() // runs in a new goroutine; not needed before detach

	mu    sync.Mutex
	mail  []message
	spare []message     // empty, with room for messages
	wake  chan struct{} // receives when a message comes while the phase is waiting

	abort  *state.Input // that was accepted: the execution will end by it; nil if there is none
	urgent atomic.Bool  // there is an urgent message
	phase  driverPhase
	ended  bool // the execution has ended, or its last turn ends it: no abort is accepted
}

// post leaves a message. It reports false if the driving has ended.
func (b *mailbox) post(m message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.add(m)
}

// add is post; b.mu must be held.
func (b *mailbox) add(m message) bool {
	if b.phase == over {
		return false
	}
	b.clock.hold()
	b.mail = append(b.mail, m)
	if m.isUrgent() {
		b.urgent.Store(true)
	}
	switch b.phase {
	case waiting:
		select {
		case b.wake <- struct{}{}:
		default: // it was woken before
		}
	case detached:
		go b.drive()
	}
	b.phase = driving
	return true
}

// take returns the messages. The caller must release the clock once for each of them, and
// then pass them to recycle.
func (b *mailbox) take() []message {
	b.mu.Lock()
	defer b.mu.Unlock()
	mail := b.mail
	if len(mail) > 0 { // else it keeps its memory
		b.mail, b.spare = b.spare, nil
	}
	if b.urgent.Load() {
		b.urgent.Store(false)
	}
	return mail
}

// recycle reuses the memory of messages that were handled.
func (b *mailbox) recycle(mail []message) {
	clear(mail)
	b.spare = mail[:0] // only the goroutine that drives touches it
}

// arm returns a channel that receives when a message comes. It returns nil if there is a
// message. A caller that stops waiting before the channel has received must call disarm.
func (b *mailbox) arm() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.mail) > 0 {
		return nil
	}
	if b.wake == nil {
		b.wake = make(chan struct{}, 1)
	}
	select {
	case <-b.wake: // of a caller that has panicked before it received
	default:
	}
	b.phase = waiting
	return b.wake
}

// hasMessages reports whether there are messages.
func (b *mailbox) hasMessages() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.mail) > 0
}

// disarm ends what arm began.
func (b *mailbox) disarm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == driving { // a message came at the same time
		<-b.wake
	}
	b.phase = driving
}

// detach lets the goroutine that drives run a task: the next message starts another
// goroutine, which drives on. If there is a message already, it reports false and changes
// nothing.
func (b *mailbox) detach() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.mail) > 0 {
		return false
	}
	b.phase = detached
	return true
}

// attach lets a goroutine that has run a task drive on. It reports false if another one
// drives. If another one has driven meanwhile, and now runs a task itself, its own attach
// will report false.
func (b *mailbox) attach() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase != detached {
		return false
	}
	b.phase = driving
	return true
}

// close ends the driving. It returns the messages that were not read; the caller must release
// the clock once for each of them.
func (b *mailbox) close() []message {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.phase = over
	mail := b.mail
	b.mail = nil
	return mail
}
