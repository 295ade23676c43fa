package asl

import "testing"

// TestMailbox checks that a mailbox rings once for who listens, and not for who
// does not, and hands out what was posted in that order.
func TestMailbox(t *testing.T) {
	b := mailbox{driver: &driver{clock: freeSystemClock}}
	var got []int
	post := func(n int) {
		t.Helper()
		if !b.post(func() { got = append(got, n) }) {
			t.Error("the mail was refused")
		}
	}
	read := func() {
		letters := b.take()
		for _, l := range letters {
			l.f()
		}
		b.recycle(letters)
	}
	silent := func(when string) {
		t.Helper()
		if len(b.bell) > 0 {
			t.Errorf("the bell rings %s", when)
		}
	}
	post(1)
	if b.listen() != nil {
		t.Error("somebody can listen although there is mail")
	}
	read()
	bell := b.listen()
	silent("without mail")
	post(2)
	post(3)
	<-bell
	silent("twice")
	post(4)
	silent("for nobody")
	read()
	b.listen()
	post(5)
	b.deafen()
	silent("for who has stopped to listen when it had rung")
	read()
	b.listen()
	b.deafen()
	post(6)
	silent("for who has stopped to listen")
	read()
	for i, n := range got {
		if n != i+1 {
			t.Errorf("the mail was read in the order %v", got)
			break
		}
	}
	b.close()
	if b.post(func() {}) || len(got) != 6 {
		t.Errorf("mail was taken after the end, or is lost: %v", got)
	}
}
