package state

import (
	"strconv"
	"time"
)

// MapRunUpdate is what changes of a Map Run while it goes on. What is nil stays as it is.
type MapRunUpdate struct {
	ARN                        string   `json:"arn"` // of the Map Run
	MaxConcurrency             *int64   `json:"maxConcurrency,omitempty"`
	ToleratedFailureCount      *int64   `json:"toleratedFailureCount,omitempty"`
	ToleratedFailurePercentage *float64 `json:"toleratedFailurePercentage,omitempty"`
}

// UpdateMapRun changes a Map Run as the service's UpdateMapRun does: executions that go on
// are not affected, and failures so far count for the new limits. It reports false, and
// changes nothing, if the execution has no such Map Run that goes on, or if a value is out
// of its bounds: no number may be negative, nor the percentage above 100.
func (r *Run) UpdateMapRun(now time.Time, update MapRunUpdate) bool {
	return r.Tell(Input{Kind: InputUpdateMapRun, Now: now, MapRun: &update})
}

// updateMapRun does what an InputUpdateMapRun says.
func (r *Run) updateMapRun(in *Input) (taken bool) {
	if in.MapRun == nil || !in.MapRun.isValid() {
		return false
	}
	f := r.root.mapping(in.MapRun.ARN)
	if f == nil {
		return false
	}
	r.moveTime(in.Now)
	m := f.mapRun
	if n := in.MapRun.MaxConcurrency; n != nil {
		m.setConcurrency(*n, &r.cfg.Bounds)
	}
	if n := in.MapRun.ToleratedFailureCount; n != nil {
		count := *n // a copy: n is the driver's
		m.tolerated.count, m.record.ToleratedFailureCount = &count, count
	}
	if p := in.MapRun.ToleratedFailurePercentage; p != nil {
		percent := *p
		m.tolerated.percent, m.record.ToleratedFailurePercentage = &percent, percent
	}
	r.enqueueMapRun(f)
	return true
}

func (u *MapRunUpdate) isValid() bool {
	notNegative := func(n *int64) bool { return n == nil || *n >= 0 }
	p := u.ToleratedFailurePercentage
	return notNegative(u.MaxConcurrency) && notNegative(u.ToleratedFailureCount) && (p == nil || *p >= 0 && *p <= 100)
}

// mapping returns the frame of a Map Run that goes on, f or one below it, or nil.
func (f *frame) mapping(arn string) *frame {
	if f.hasMapRun() && f.mapRun.record.ARN == arn {
		return f
	}
	if f.fan == nil {
		return nil
	}
	for child := f.fan.first; child != nil; child = child.after {
		if found := child.mapping(arn); found != nil {
			return found
		}
	}
	return nil
}

// setConcurrency sets how many executions may run at a time, 0 for as many as possible.
func (m *mapRun) setConcurrency(n int64, bounds *MapBounds) {
	most := bounds.executions()
	m.record.MaxConcurrency, m.atOnce = n, n
	if n <= 0 || n > most {
		m.atOnce = most
	}
}

func (u *MapRunUpdate) appendJSON(dst []byte) []byte {
	dst = appendText(append(dst, '{'), "arn", u.ARN)
	if n := u.MaxConcurrency; n != nil {
		dst = strconv.AppendInt(append(dst, `,"maxConcurrency":`...), *n, 10)
	}
	if n := u.ToleratedFailureCount; n != nil {
		dst = strconv.AppendInt(append(dst, `,"toleratedFailureCount":`...), *n, 10)
	}
	if p := u.ToleratedFailurePercentage; p != nil {
		dst = strconv.AppendFloat(append(dst, `,"toleratedFailurePercentage":`...), *p, 'g', -1, 64)
	}
	return append(dst, '}')
}
