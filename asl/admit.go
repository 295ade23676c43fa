package asl

// A call that is to run waits in the queue until there is room in its execution
// (Limits.Tasks), and then until it has a task slot, if there are any.

// slotUse is what a call has to do with a task slot.
type slotUse uint8

const (
	slotNone     slotUse = iota
	slotAsked            // it waits for one
	slotReserved         // it has one, and its function does not run yet
	slotInUse            // its function has one until it returns, even if it was given up
)

// admit starts calls while there is room. It reports whether it started any. It
// is called when all effects are carried out: none of these calls is cancelled.
func (d *driver) admit() (progress bool) {
	limit := d.cfg.limits.Tasks
	if limit == 0 {
		limit = defaultTasks
	}
	for d.queue.len() > 0 && (limit < 0 || d.active < limit) {
		c := d.queue.pop()
		if c.over { // given up while it waited
			continue
		}
		d.count(c)
		d.reserve(c)
	}
	return d.launch()
}

// reserve gets the call a task slot. A child execution needs none, its tasks do.
func (d *driver) reserve(c *call) {
	if d.cfg.slots != nil && c.f != nil {
		free, giveUp := d.cfg.slots.acquire(func() { d.mail.post(message{kind: granted, call: c}) })
		if !free {
			c.slot, c.giveUp = slotAsked, giveUp
			return
		}
		c.slot = slotReserved
	}
	d.ready = append(d.ready, c)
}

// granted takes up that a call has got the task slot that it waited for.
func (d *driver) granted(c *call) {
	if c.slot == slotAsked {
		c.slot, c.giveUp = slotReserved, nil
		d.ready = append(d.ready, c)
	}
}

// yieldSlot gives the task slot back of a call that needs none any more.
func (d *driver) yieldSlot(c *call) {
	switch c.slot {
	case slotNone, slotInUse: // or not before the function returns
		return
	case slotAsked:
		if !c.giveUp() {
			d.cfg.slots.release() // it was granted at this moment
		}
	case slotReserved:
		d.cfg.slots.release()
	}
	c.slot, c.giveUp = slotNone, nil
}

// launch starts the calls that are ready, each in a goroutine of its own. It
// reports whether there were any.
func (d *driver) launch() (progress bool) {
	for _, c := range d.ready {
		if c.over || d.run.Status() != Running {
			continue
		}
		progress = true
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
		c.runs, d.fresh = true, true
		go c.work()
	}
	d.current = false
	clear(d.ready)
	d.ready = d.ready[:0]
	return progress
}

// count gives the call room.
func (d *driver) count(c *call) {
	c.counted = true
	d.active++
}

// uncount gives the call's room back.
func (d *driver) uncount(c *call) {
	if c.counted {
		c.counted = false
		d.active--
	}
}
