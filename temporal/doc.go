// Package temporal runs executions on a Temporal cluster: the same definition, functions and
// tests as in one process.
//
// [Register] makes a worker one that drives executions and calls their tasks. An execution is
// a workflow, which drives the step machine of package state. Its tasks are activities, its
// waits and timeouts are timers, an answer with a task token comes as a signal, and an
// execution that states:startExecution asks for is a child workflow. Retriers and catchers
// stay those of the step machine: the engine repeats only tasks whose worker was lost.
//
// docs/temporal.md says how to begin, what is the same, what differs, what it costs, and what is
// not there yet.
package temporal
