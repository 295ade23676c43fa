package main

import (
	"fmt"
	"slices"
	"time"
)

// attack is one way to do harm. The letter that its name begins with says which: C ends
// the process, H hangs, L loses something, W has a wrong outcome, S is slow or large.
type attack struct {
	name   string
	long   bool          // it takes long even if all is well
	within time.Duration // it must end in this time; 0 for two seconds
	memory int           // the MiB that it may need; 0 for 512
	run    func(*trial)
}

// The limits of an attack without limits of its own.
const (
	defaultWithin = 2 * time.Second
	defaultMemory = 512 // MiB
)

// attacks has all of them.
var attacks = slices.Concat(definitions, accounts, interrupts, stops, children, histories, clocks, hooks, explorations, eventual, waits)

// tries is how often an attack is tried that is late, and has no other problem.
const tries = 3

// outcome is how an attack ended.
type outcome struct {
	result
	peak     int64   // bytes
	cpu      float64 // seconds
	problems []string
}

// result is what the process of an attack reports.
type result struct {
	Ended    string   // in a few words
	Wrong    []string // what is not as documented
	Late     []string // what took too long, which may be due to other processes
	Seconds  float64
	Complete bool // the process came to its end
}

// try runs the attack, again if it is late.
func (a attack) try() outcome {
	a.setDefaults()
	var o outcome
	for range tries {
		o = a.start()
		o.problems = append(o.problems, o.Wrong...)
		if limit := int64(a.memory) << 20; o.peak > limit {
			o.problems = append(o.problems, fmt.Sprintf("the peak of memory is above %d MiB", a.memory))
		}
		late := o.Late
		if min(o.Seconds, o.cpu) > a.within.Seconds() {
			late = append(late, fmt.Sprintf("it took longer than %v", a.within))
		}
		if len(o.problems) > 0 || len(late) == 0 {
			return o
		}
		o.problems = late
	}
	return o
}

func (a *attack) setDefaults() {
	if a.within == 0 {
		a.within = defaultWithin
	}
	if a.memory == 0 {
		a.memory = defaultMemory
	}
}
