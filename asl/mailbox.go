package asl

import (
	"sync"

	"github.com/goasl/goasl/state"
)

// message tells the goroutine that drives an execution what has happened.
type message struct {
	kind  messageKind
	input state.Input // of tell and returned; the driver gives it its time
	call  *call       // of returned, granted and childEnded
	err   error       // of quit
}

type messageKind uint8

const (
	look       messageKind = iota // a time may have come, or the caller's context ended
	tell                          // the Run is to be told the input
	returned                      // the call's function has returned, and that is its answer
	granted                       // the call has got a task slot
	childEnded                    // so has the child that the call waits for
	quit                          // the driving must stop
)

// driverPhase says who drives an execution; driving.go has the drawing.
type driverPhase uint8

const (
	driving  driverPhase = iota // a goroutine drives, and reads messages when it is done with the last ones
	waiting                     // it waits: a message wakes it
	detached                    // it runs a task: a message starts another goroutine, which drives on
	over                        // the driving is over, and messages are refused
)

// mailbox holds the messages to the goroutine that drives an execution, and knows
// what that goroutine does, to wake it or to start another one. A message holds
// the clock until it is dealt with. It is safe for concurrent use; what is marked
// so is for the goroutine that drives.
type mailbox struct {
	clock heldClock
	drive func() // in a new goroutine

	mu    sync.Mutex
	phase driverPhase
	mail  []message
	spare []message     // room for messages, empty
	wake  chan struct{} // receives when a message comes while the phase is waiting
}

// post leaves a message. It reports false if nobody will read it.
func (b *mailbox) post(m message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == over {
		return false
	}
	b.clock.hold()
	b.mail = append(b.mail, m)
	switch b.phase {
	case waiting:
		b.wake <- struct{}{}
	case detached:
		go b.drive()
	}
	b.phase = driving
	return true
}

// take returns the messages, for the goroutine that drives, which releases the
// clock for each one, and gives them back to recycle.
func (b *mailbox) take() []message {
	b.mu.Lock()
	defer b.mu.Unlock()
	mail := b.mail
	b.mail, b.spare = b.spare, nil
	return mail
}

// recycle takes back messages that were read, to have their room for others.
func (b *mailbox) recycle(mail []message) {
	clear(mail)
	b.spare = mail[:0] // only the goroutine that drives touches it
}

// arm returns a channel that receives when a message comes, or nil if there is
// one. A caller that does not receive from it must call disarm.
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

// disarm ends what arm began.
func (b *mailbox) disarm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase == driving { // a message came after all
		<-b.wake
	}
	b.phase = driving
}

// detach lets the goroutine that drives run a task: a message has another one
// drive meanwhile. It reports false, and nothing changes, if there is a message.
func (b *mailbox) detach() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.mail) > 0 {
		return false
	}
	b.phase = detached
	return true
}

// attach lets the goroutine that has run a task drive on. It reports false if
// another one drives, or did.
func (b *mailbox) attach() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase != detached {
		return false
	}
	b.phase = driving
	return true
}

// isOver reports whether the driving is over.
func (b *mailbox) isOver() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.phase == over
}

// close ends the driving, and throws away what nobody has read.
func (b *mailbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.phase = over
	for range b.mail {
		b.clock.release()
	}
	b.mail = nil
}
