package asl

import (
	"testing"

	"github.com/goasl/goasl/state"
)

// numbered is a message that a test tells from others.
func numbered(n int64) message { return message{kind: msgTell, input: &state.Input{ID: n}} }

// TestMailbox: a message wakes whoever has armed the mailbox, once, and nobody else;
// messages are read in the order in which they were left.
func TestMailbox(t *testing.T) {
	b := mailbox{clock: freeSystemClock}
	var got []int64
	post := func(n int64) {
		t.Helper()
		if !b.post(numbered(n)) {
			t.Error("the message was refused")
		}
	}
	read := func() {
		mail := b.take()
		for _, m := range mail {
			got = append(got, m.input.ID)
		}
		b.recycle(mail)
	}
	quiet := func(when string) {
		t.Helper()
		if len(b.wake) > 0 {
			t.Errorf("it wakes %s", when)
		}
	}
	post(1)
	if b.arm() != nil {
		t.Error("it can be armed although there is a message")
	}
	read()
	wake := b.arm()
	quiet("without a message")
	post(2)
	post(3)
	<-wake
	quiet("twice")
	post(4)
	quiet("when nobody waits")
	read()
	b.arm()
	post(5)
	b.disarm()
	quiet("after it was disarmed, when a message had come")
	read()
	b.arm()
	b.disarm()
	post(6)
	quiet("after it was disarmed")
	read()
	b.arm() // and panics
	post(7)
	read()
	b.arm()
	quiet("for a message that was read")
	b.disarm()
	for i, n := range got {
		if n != int64(i+1) {
			t.Errorf("the messages were read in the order %v", got)
			break
		}
	}
	b.close()
	if b.post(message{}) || len(got) != 7 {
		t.Errorf("a message was taken after the end, or one is lost: %v", got)
	}
}

// TestDetachedMailbox: the first message starts a goroutine that drives, and the one
// that is back from its task does not drive on then.
func TestDetachedMailbox(t *testing.T) {
	drives := make(chan bool, 10)
	b := mailbox{clock: freeSystemClock, drive: func() { drives <- true }}
	if !b.detach() || !b.attach() {
		t.Error("without a message the goroutine does not drive on")
	}
	b.post(numbered(1))
	if b.detach() {
		t.Error("it can be detached although there is a message")
	}
	b.recycle(b.take())
	b.detach()
	b.post(numbered(2))
	b.post(numbered(3))
	<-drives
	if b.attach() || len(drives) > 0 {
		t.Error("two goroutines drive")
	}
}
