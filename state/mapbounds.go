package state

// MapBounds bound what a Map Run holds, so that its snapshot stays small. They are for drivers
// whose messages are bounded, and no quotas of AWS. A field that is not above 0 stands for the
// default.
type MapBounds struct {
	Executions int `json:"executions,omitempty"` // at a time; 10,000, and fewer in executions of Map Runs

	// Bytes is about how much a Map Run holds of each of these: the items that were read and not
	// started, the inputs of the executions that go on, the results that were not written, and
	// what is kept for a redrive. But at least one execution goes on, and a batch gets the items
	// that it needs. Results that are larger go into several files. By default it is 64 MiB for
	// items and for inputs, 4 MiB for results, and Limits.StateBytes for what is kept.
	Bytes int `json:"bytes,omitempty"`
}

// executions returns how many executions a Map Run may have at a time.
func (b *MapBounds) executions() int64 {
	if b.Executions <= 0 {
		return maxMapRunConcurrency
	}
	return int64(b.Executions)
}

// nested returns the bounds of Map Runs in an execution of a Map Run. So many of these go on at a
// time that each may ask for few of its own.
func (b MapBounds) nested() MapBounds {
	b.Executions = max(1, int(b.executions())/32)
	return b
}

// full reports whether a Map Run has so many bytes of items or of inputs that it takes no more.
func (b *MapBounds) full(bytes int) bool {
	if b.Bytes <= 0 {
		return bytes >= 64<<20
	}
	return bytes >= b.Bytes
}

// partBytes returns the size at which results are written. Step Functions writes files of up to
// 5 GB; these stay small, as they are held until they are written.
func (b *MapBounds) partBytes() int {
	if b.Bytes <= 0 {
		return 4 << 20
	}
	return b.Bytes
}

// keptBytes returns how many bytes a Map Run keeps for a redrive, at most limit.
func (b *MapBounds) keptBytes(limit int) int {
	if b.Bytes <= 0 {
		return limit
	}
	return min(limit, b.Bytes)
}
