package asl

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// TaskSlots bounds how many tasks run at once, over all executions that share it by
// [WithTaskSlots]. Further tasks wait, and get a slot in the order in which they asked for
// one. A TaskSlots comes from [NewTaskSlots] and is safe for concurrent use.
type TaskSlots struct {
	size int

	mu    sync.Mutex
	free  int
	queue []*slotRequest
}

// NewTaskSlots returns n slots. [WithTaskSlots] refuses fewer than one.
func NewTaskSlots(n int) *TaskSlots { return &TaskSlots{size: n, free: n} }

// WithTaskSlots bounds how many tasks run at once, over all executions of all machines that
// are given s.
func WithTaskSlots(s *TaskSlots) Option {
	return func(c *config) error {
		switch {
		case s == nil:
			return errors.New("asl: WithTaskSlots: the TaskSlots is nil")
		case s.size < 1:
			return fmt.Errorf("asl: WithTaskSlots: the TaskSlots has %d slots, want at least one: see NewTaskSlots", s.size)
		}
		c.slots = s
		return nil
	}
}

// slotRequest is a task that waits for a slot.
type slotRequest struct{ granted func() }

// acquire takes a slot if one is free. If none is, granted is called when there is one for
// the request, and giveUp withdraws it. giveUp reports false if granted was called, or is
// being called: then the caller has the slot, and must release it.
func (s *TaskSlots) acquire(granted func()) (now bool, giveUp func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free > 0 {
		s.free--
		return true, nil
	}
	r := &slotRequest{granted: granted}
	s.queue = append(s.queue, r)
	return false, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		i := slices.Index(s.queue, r)
		if i < 0 {
			return false
		}
		s.queue = slices.Delete(s.queue, i, i+1)
		return true
	}
}

// release gives a slot back, or passes it to the first request of the queue.
func (s *TaskSlots) release() {
	s.mu.Lock()
	if len(s.queue) == 0 {
		s.free++
		s.mu.Unlock()
		return
	}
	r := s.queue[0]
	s.queue[0] = nil
	s.queue = s.queue[1:]
	s.mu.Unlock()
	r.granted()
}
