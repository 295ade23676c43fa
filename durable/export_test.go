package durable

// Idle reports whether no execution moves, and none is to be claimed.
func (x *Executor) Idle() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	m := x.store.(*memory)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, q := range m.machines {
		if q.Len() > 0 && q.waiting[0].wake <= x.clock.Now().UnixMicro() {
			return false
		}
	}
	return len(x.awake) == 0
}

// Restores returns how often an execution was restored to check an answer.
func (x *Executor) Restores() int64 { return x.restores.Load() }
