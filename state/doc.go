// Package state is a pure step machine for the Amazon States Language.
//
// It knows a definition ([Machine], read by [Parse]), what each type of state
// does, and one execution as plain data ([Run]). It does no I/O, starts no
// goroutine, and reads no clock and no random source: the times and seeds that
// it needs are handed in. A driver calls [Run.Step], carries out the effects that
// come back, and tells the Run what became of them and that time has passed: an
// [Input], by [Run.Tell], or by the method for its kind ([Run.Started], [Run.Done],
// [Run.Advance] …). Same definition, input, seed and inputs give the same history,
// byte for byte. [Run.Snapshot] and [Restore] put an execution away; a snapshot and
// the inputs since then, told by [Run.Apply], give the same Run, too.
//
// Most programs use package asl, which is such a driver. This package is for programs
// that run executions inside another engine, a queue worker or a database. Begin with
// the example of [Start], then that of [Run], which is a whole driver; those of
// [Restore] and [Run.Apply] show snapshots and journals. Package statetest is a driver
// for tests.
//
// # Compatibility
//
// Until drivers other than those of this module have tried it, the Go API of this
// package follows the rule for versions below v1, whatever version the module has: a
// minor version may change it, and its release notes say how. What outlives a program
// is bound more closely: a snapshot of any version can be restored by later ones, and
// [Revision] tells which journals can be applied.
//
// # Where to read
//
// The definition: machine.go, then parse.go with object.go, which read it, and one
// file for each type of state (task.go, choice.go, map.go …), where parsing and
// running stand together.
//
// The execution: run.go takes turns of frames (frame.go). dataflow.go takes data
// into a state, output.go takes it out and leaves the state; failure.go and
// recovery.go say what becomes of a failure, fanout.go of the children of a Parallel
// or Map, timer.go of time.
//
// The driver's side: effect.go is what a Run asks for, input.go and answer.go what
// it is told.
//
// The history: record.go notes events in a Log (log.go), eventbuilder.go builds them
// when they are read.
//
// The snapshot: snapshot.go writes one, restore.go reads it, consistency.go refuses
// one that contradicts itself.
//
// # The life of a frame
//
// A frame is one line of control: that of the execution, of a branch, or of an
// iteration. It is in the queue whenever its next turn could be taken.
//
//	        newFrame, exit to the next state
//	                     │
//	                     ▼
//	     ┌──────────►  ready ─────── its turn: enter ──────────────┐
//	     │                                                          │
//	     │   ┌──────────────┬─────────────────┬─────────────────────┤
//	     │   ▼              ▼                 ▼                     │
//	     │ pending        waiting           fanned                  │
//	     │ a task's       the time of       its children            │
//	     │ answer         a Wait state        │                     │
//	     │   │              │                 ▼                     │
//	     │   ▼              │               joined                  │
//	     │ answered         │                 │                     │
//	     │   │              │                 │                     │
//	     │   └──────────────┴────── its turn: resume ───────────────┤
//	     │                                                          │
//	     │                     fail ◄──── an error ◄────────────────┤
//	     │      a retrier:      │ │                                 │
//	delayed ◄───────────────────┘ │ a catcher                       │
//	(its turn enters the state    ▼                                 ▼
//	 again)                      exit ◄──────────── the state is done
//	                              │
//	              the next state, or the end of the flow: of a child, whose
//	              parent takes up the output, or of the execution
//
// A failure that nothing takes goes to the parent, and at last ends the execution;
// frames that were in a state then are stopped. Children that their parent goes on
// without are dead.
package state
