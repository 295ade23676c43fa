package asl

// A call waits in the queue until fewer than Limits.Tasks calls of its execution are active,
// and then until it has a task slot, if its machine was given task slots.

// slotUse says whether a call has a task slot.
type slotUse uint8

const (
	slotNone     slotUse = iota
	slotWaiting          // it waits for a slot
	slotReserved         // it has a slot, and its function does not run yet
	slotInUse            // its function has a slot until it returns, even if the call is dropped
)

// admit starts calls of the queue, up to the limit of active calls. It reports whether it
// has started any. It is called after all effects are carried out, so that none of them
// cancels a call that it starts.
func (d *driver) admit() (progress bool) {
	for d.queue.len() > 0 && !reached(d.active, d.cfg.limits.Tasks, defaultTasks) {
		c := d.queue.pop()
		if c.dropped { // while it waited
			continue
		}
		d.count(c)
		d.reserve(c)
	}
	return d.launch()
}

// reserve gets the call a task slot, or lets it wait for one. A child execution needs no
// slot, as its tasks do.
func (d *driver) reserve(c *call) {
	if d.cfg.slots != nil && c.f != nil {
		free, giveUp := d.cfg.slots.acquire(func() { d.mail.post(message{kind: msgGranted, call: c}) })
		if !free {
			c.slot, c.giveUp = slotWaiting, giveUp
			return
		}
		c.slot = slotReserved
	}
	d.ready = append(d.ready, c)
}

// granted makes a call ready that has got the task slot that it waited for.
func (d *driver) granted(c *call) {
	if c.slot == slotWaiting {
		c.slot, c.giveUp = slotReserved, nil
		d.ready = append(d.ready, c)
	}
}

// yieldSlot gives back the task slot of a call that is dropped.
func (d *driver) yieldSlot(c *call) {
	switch c.slot {
	case slotNone, slotInUse: // the function gives it back when it returns
		return
	case slotWaiting:
		if !c.giveUp() {
			d.cfg.slots.release() // it was granted at the same moment
		}
	case slotReserved:
		d.cfg.slots.release()
	}
	c.slot, c.giveUp = slotNone, nil
}

// launch starts the calls that are ready, each in a goroutine of its own. It reports whether
// it has started any.
func (d *driver) launch() (progress bool) {
	for _, c := range d.ready {
		if c.dropped || d.run.Status() != Running {
			continue
		}
		progress = true
		if c.f == nil && d.cfg.children != nil {
			d.startElsewhere(c)
			continue
		}
		if c.f == nil {
			d.launchChild(c)
			continue
		}
		d.begin(c)
		if d.run.Status() != Running { // the history had no room for it
			continue
		}
		if c.slot == slotReserved {
			c.slot = slotInUse
		}
		d.launched, c.runs = true, true
		go c.work()
	}
	clear(d.ready)
	d.ready = d.ready[:0]
	return progress
}

// count makes the call active.
func (d *driver) count(c *call) {
	c.counted = true
	d.active++
}

// uncount ends what count began.
func (d *driver) uncount(c *call) {
	if c.counted {
		c.counted = false
		d.active--
	}
}

// callQueue is a first-in-first-out queue of calls. It reuses its memory, which is at most a
// small multiple of what the longest queue so far needed. The zero callQueue is empty.
type callQueue struct {
	row  []*call
	next int // index of the first call
}

func (q *callQueue) len() int { return len(q.row) - q.next }

func (q *callQueue) push(calls ...*call) {
	if q.next > len(q.row)/2 {
		n := copy(q.row, q.row[q.next:])
		clear(q.row[n:])
		q.row, q.next = q.row[:n], 0
	}
	q.row = append(q.row, calls...)
}

// pop removes and returns the first call. The queue must not be empty.
func (q *callQueue) pop() *call {
	c := q.row[q.next]
	q.row[q.next] = nil
	if q.next++; q.next == len(q.row) {
		q.row, q.next = q.row[:0], 0
	}
	return c
}
