// Package state is a pure step machine for the Amazon States Language.
//
// [Parse] reads a definition into a [Machine]. [Start] begins an execution of it, a
// [Run], which is plain data. The package does no I/O, starts no goroutine, and reads
// neither a clock nor a random source: a driver passes in times and a seed.
//
// The driver calls [Run.Step], which appends to a [Batch] what is to be done: effects,
// such as [RunTask]. It carries them out, and tells the Run their results and the time,
// each as an [Input]: by the method for the kind of input ([Run.Started], [Run.Done],
// [Run.Advance] …), or by [Run.Tell]. Then it steps again, until [Run.Status] is no
// longer [Running]. The same definition, input, Config and Inputs give the same
// history, byte for byte.
//
// [Run.Snapshot] writes a Run as JSON, and [Restore] reads it. A snapshot and the
// Inputs since then, applied by [Run.Apply], give the same Run, too.
//
// Most programs use package asl, which is such a driver. This package is for programs
// that run executions in another engine, in a queue worker, or over a database. Begin
// with the example of [Start], then that of [Run], which is a complete driver. The
// examples of [Restore] and [Run.Apply] show snapshots and journals. Package statetest
// is a driver for tests.
//
// # Compatibility
//
// Until drivers outside this module have tried it, the Go API of this package follows
// the rule for versions below v1, whatever version the module has: a minor version may
// change it, and its release notes say how. The data that outlives a program is more
// stable: later versions can restore a snapshot of any version, and [Revision] says
// which journals can be applied.
//
// # Where to read
//
// The definition: machine.go and state.go, then parse.go and object.go, which read it.
// Each type of state has a file, which both parses it and runs it: task.go, choice.go,
// map.go and so on.
//
// The execution: run.go takes the turns of frames (frame.go), undo.go undoes one that was
// cut, and outcome.go ends the execution. dataflow.go makes a state's effective input,
// output.go its output. failure.go and recovery.go retry and catch failures. fanout.go
// keeps the children of a Parallel or Map state, timer.go the timers. account.go counts
// what the expressions of a state take.
//
// A distributed Map: distributed.go reads its fields, and mapplan.go evaluates them and
// begins a Map Run. dispatch.go takes the turns of the Map Run: it starts executions and
// reads items (itemwindow.go, itembatcher.go). maprequest.go takes the answers to its
// effects, and mapend.go ends it. resultwriter.go makes the files with its results,
// maprun.go the record that the driver sees, processor.go the machine of its executions.
// mapupdate.go changes a Map Run while it goes on.
//
// A redrive: redrive.go lets the states go on that had stopped, mapredrive.go a Map Run.
//
// The driver's side: effect.go has what a Run asks for, input.go and answer.go what it
// is told, journal.go how a driver keeps that.
//
// The history: record.go writes events into a Log (log.go); eventbuilder.go builds them
// when they are read.
//
// The snapshot: snapshot.go writes one, restore.go reads it, and consistency.go refuses
// one that contradicts itself. mapsnapshot.go and mapconsistency.go do that for Map Runs,
// failuresnapshot.go for their executions.
//
// # The life of a frame
//
// A frame is one line of control: of the execution, of a branch, or of an iteration. It
// is in the queue whenever it can take its next turn.
//
//	        newFrame, exit to the next state
//	                     │
//	                     ▼
//	     ┌──────────►  ready ─────── its turn: enter ───────────────────────────────┐
//	     │                                                                          │
//	     │   ┌──────────────┬─────────────────┬──────────────────┬──────────────────┤
//	     │   ▼              ▼                 ▼                  ▼                  │
//	     │ pending        waiting           fanned             mapping ◄──┐         │
//	     │ for a task's   for the time of   for its children   for its    │ more    │
//	     │ answer         a Wait state        │                Map Run    │ to do   │
//	     │   │              │                 ▼                  │        │         │
//	     │   ▼              │               joined               ├────────┘         │
//	     │ answered         │                 │                  │                  │
//	     │   │              │                 │                  │                  │
//	     │   └──────────────┴──────── its turn: resume ──────────┴──────────────────┤
//	     │                                                                          │
//	     │                     fail ◄──── an error ◄────────────────────────────────┤
//	     │      a retrier:      │ │                                                 │
//	delayed ◄───────────────────┘ │ a catcher                                       │
//	(its turn enters the state    ▼                                                 ▼
//	 again)                      exit ◄──────────────────────────── the state is done
//	                              │
//	              the next state, or the end of the flow: the end of the
//	              execution, or of a child, whose output its parent takes
//
// A Map Run takes a turn whenever it can start an execution or an answer has come.
//
// A failure that no retrier and no catcher takes fails the parent's state, and, at the
// root, the execution; frames that are in a state then are stopped. A redrive makes the
// outermost one redriven: in its turn its state is entered again, or, if it has children,
// each of those that are left is redriven in its place. Children are dead once their parent
// goes on without them.
package state
