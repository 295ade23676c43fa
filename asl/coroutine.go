package asl

import "iter"

// coroutine runs calls for the goroutine that drives an execution, one at a time,
// while that goroutine waits for it. A call that ends its goroutine ends the
// coroutine, and the next call gets another one. The zero coroutine is ready for
// use; it is made when the first call comes.
//
// Measured: to switch there and back takes 100 ns, and to make one 700 ns, since
// neither goes through the scheduler. A goroutine that is handed a call and hands
// its answer back takes several µs, most of them to wake threads.
type coroutine struct {
	call *call // that runs, or ran last
	next func() (answer, bool)
	stop func()
}

// run runs a call.
func (co *coroutine) run(c *call) (a answer) {
	if co.next == nil {
		co.next, co.stop = iter.Pull(co.serve)
	}
	defer func() {
		if recover() != nil { // what serve panics with
			*co = coroutine{}
			a = exited
		}
	}()
	co.call = c
	a, _ = co.next()
	return a
}

// serve runs the calls, in the coroutine. Of the ways to leave it, iter.Pull
// would take the end of the goroutine over to who waits, where nothing could stop
// it. It takes a panic over in its place, which can be recovered there.
func (co *coroutine) serve(yield func(answer) bool) {
	growStack()
	left := true
	defer func() {
		if left {
			panic(exited)
		}
	}()
	for yield(co.call.run()) {
	}
	left = false
}

// close ends the coroutine, which runs no call.
func (co *coroutine) close() {
	if co.stop != nil {
		co.stop()
		*co = coroutine{}
	}
}
