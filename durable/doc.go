// Package durable keeps executions in a [Store], so that they outlive the process.
//
//	store := durable.Memory() // or that of package sqlitestore
//	x, err := durable.New(store)
//	err = x.Register("arn:aws:states:us-east-1:123456789012:stateMachine:order", machine)
//	go x.Run(ctx) // until ctx ends; then it drains
//	...
//	d, err := x.Start(ctx, durable.Start{Machine: arn, Name: "order-17", Input: input})
//
// [Executor.Start] returns when the execution is in the store. Any process that runs an
// Executor on that store, and has registered the machine, drives it: one at a time has its
// lease. What an execution does is committed before a task starts that follows from it, so
// that a process may be killed at any time. Then another one, or the same when it is back,
// claims the execution when its lease has run out, and goes on where it was.
//
// An execution that waits, for a time or an answer, leaves memory: it is a row of the store.
// It comes back when it is due, or when something is posted for it: an answer by its task
// token ([Executor.SendTaskSuccess]), a stop, a redrive, or the end of a child. Posts are
// durable when their call returns, and may come from any process.
//
// # What is promised
//
//   - No commit of an owner of before is taken: two processes never commit for one execution.
//     One that stood still, and was given up, finds its commits refused; the contexts of its
//     tasks are cancelled.
//   - Tasks run at least once. One whose answer was committed never runs again; one that ran
//     when its process was killed runs again, with the same [asl.TaskInfo].Key.
//   - An answer is durable before its call returns.
//   - What cannot go on is never dropped or guessed. If an execution cannot be restored, as its
//     records are of another revision of the step machine or are damaged, or if the program
//     panics while it moves, it is stalled: [Executor.List] shows it with the reason. It is
//     tried again every minute, by each process, and when a machine is registered.
//
// # Deploys
//
// An execution keeps the definition that it began with, which is in the store, and has the
// tasks and options of the machine that is registered under its ARN now. Machines that a
// process does not know it leaves to others, so that services may share a store.
//
// When the context of [Executor.Run] ends it drains: what moves is stored as a snapshot, and the
// next process goes on at once. Before a deploy with another revision of the step machine,
// [Executor.RequestSnapshots] does the same for what waits.
//
// Executions of machines of type EXPRESS run in the memory of the process that starts them, and
// are not stored. Those that a distributed Map starts are part of its execution; if they run
// when the process is killed, they start again.
//
// The repository's docs/durable.md goes from the first line to the operation of a service; its
// examples/onboarding survives kill -9.
package durable
