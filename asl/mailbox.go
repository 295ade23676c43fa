package asl

import "sync"

// mailbox holds what is to be done by the goroutine that drives an execution,
// until that goroutine does it. What is in it holds the clock.
type mailbox struct {
	clock heldClock
	bell  chan struct{} // rings when mail comes

	mu      sync.Mutex
	letters []func()
	spare   []func() // room for letters, empty
	closed  bool
}

func newMailbox(clock heldClock) mailbox {
	return mailbox{clock: clock, bell: make(chan struct{}, 1)}
}

// post has f done. It reports false if the execution's goroutine is over, and f
// is not done.
func (b *mailbox) post(f func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	b.clock.hold()
	b.letters = append(b.letters, f)
	select {
	case b.bell <- struct{}{}:
	default:
	}
	return true
}

func (b *mailbox) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.letters) == 0
}

// read does what was posted.
func (b *mailbox) read() {
	b.mu.Lock()
	letters := b.letters
	b.letters, b.spare = b.spare, nil
	b.mu.Unlock()
	for _, f := range letters {
		f()
		b.clock.release()
	}
	clear(letters)
	b.spare = letters[:0] // only the reader touches it
}

// close throws away what was posted.
func (b *mailbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for range b.letters {
		b.clock.release()
	}
	b.letters = nil
}
