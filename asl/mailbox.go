package asl

import (
	"sync"
	"sync/atomic"
)

// mailbox holds what is to be done by the goroutine that drives an execution,
// until that goroutine does it. What is in it holds the clock. It is safe for
// concurrent use, but only one goroutine may read it.
type mailbox struct {
	driver *driver
	full   atomic.Bool // there are letters
	unread atomic.Bool // nobody reads, as the goroutine that drives runs a task

	mu        sync.Mutex
	letters   []letter
	spare     []letter      // room for letters, empty
	bell      chan struct{} // rings when mail comes; nil until somebody listens
	listening bool          // somebody does, and it has not rung
	closed    bool
}

// letter is something to be done, or what a call's function came to.
type letter struct {
	f      func() // nil if it is an answer
	call   *call
	answer answer
}

// post has f done. It reports false if the execution's goroutine is over, and f
// is not done.
func (b *mailbox) post(f func()) bool { return b.put(letter{f: f}) }

// reply tells what a call's function came to. It reports what post does.
func (b *mailbox) reply(c *call, a answer) bool { return b.put(letter{call: c, answer: a}) }

func (b *mailbox) put(l letter) bool {
	b.mu.Lock()
	open := !b.closed
	if open {
		b.deliver(l)
	}
	b.mu.Unlock()
	return open
}

// deliver puts a letter in and has somebody read it. b.mu is held.
func (b *mailbox) deliver(l letter) {
	b.driver.clock.hold()
	b.letters = append(b.letters, l)
	b.full.Store(true)
	if b.unread.CompareAndSwap(true, false) {
		go b.driver.driveOn()
	}
	if b.listening {
		b.listening = false
		b.bell <- struct{}{}
	}
}

// listen returns what rings when mail comes, or nil if there is mail. Whoever
// listens and stops before it rings says so, by deafen.
func (b *mailbox) listen() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.letters) > 0 {
		return nil
	}
	if b.bell == nil {
		b.bell = make(chan struct{}, 1)
	}
	b.listening = true
	return b.bell
}

// deafen ends what listen began.
func (b *mailbox) deafen() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.listening { // it rang after all
		<-b.bell
	}
	b.listening = false
}

// take returns what was posted. The reader releases the clock for each letter,
// and gives them all back.
func (b *mailbox) take() []letter {
	if !b.full.Load() {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	letters := b.letters
	b.letters, b.spare = b.spare, nil
	b.full.Store(false)
	return letters
}

// leave tells that the reader reads nothing until it is back: if mail comes,
// another goroutine drives and reads it. It reports false if there is mail that
// nobody else reads.
func (b *mailbox) leave() bool {
	b.unread.Store(true)
	return !b.full.Load() || !b.unread.CompareAndSwap(true, false)
}

// back tells that one who has left reads again. It reports false if another one
// does.
func (b *mailbox) back() bool { return b.unread.CompareAndSwap(true, false) }

// recycle takes letters back that were read, to have their room for others.
func (b *mailbox) recycle(letters []letter) {
	clear(letters)
	b.spare = letters[:0] // only the reader touches it
}

// close throws away what was posted.
func (b *mailbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for range b.letters {
		b.driver.clock.release()
	}
	b.letters = nil
}
