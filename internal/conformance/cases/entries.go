package cases

import (
	"fmt"
	"slices"
)

// Entries finds the recorded tasks of entries into states, in the order in which the states
// are entered. It is not safe for concurrent use.
type Entries struct {
	tasks   []Task
	entered map[string]int // so far, by state and iterations
}

// EntriesOf returns the entries of an execution that has these tasks.
func EntriesOf(tasks []Task) *Entries {
	return &Entries{tasks: tasks, entered: map[string]int{}}
}

// Task returns the task of the entry into a state to which an attempt belongs, nil if none was
// recorded, and the number of the entry. The first attempt, 0, begins an entry.
func (e *Entries) Task(state string, in []Iteration, attempt int) (task *Task, entry int) {
	key := fmt.Sprint(state, in)
	if attempt == 0 {
		e.entered[key]++
	}
	entry = e.entered[key]
	left := entry
	for i := range e.tasks {
		t := &e.tasks[i]
		if t.State != state || !slices.Equal(t.Iterations, in) {
			continue
		}
		if left--; left == 0 {
			return t, entry
		}
	}
	return nil, entry
}
