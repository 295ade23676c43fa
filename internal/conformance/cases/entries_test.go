package cases

import "testing"

// TestEntries: a task is found by its state, its iterations and the order of the entries.
func TestEntries(t *testing.T) {
	first := []Iteration{{Map: "M", Index: 0}}
	e := EntriesOf([]Task{{State: "A"}, {State: "B"}, {State: "A", Iterations: first}, {State: "A"}})
	for _, test := range []struct {
		state         string
		in            []Iteration
		attempt       int
		task, entryOf int // task is -1 for none
	}{
		{"A", nil, 0, 0, 1},
		{"A", nil, 1, 0, 1},
		{"A", first, 0, 2, 1},
		{"A", nil, 0, 3, 2},
		{"A", nil, 0, -1, 3},
		{"C", nil, 0, -1, 1},
	} {
		task, entry := e.Task(test.state, test.in, test.attempt)
		found := -1
		for i := range e.tasks {
			if task == &e.tasks[i] {
				found = i
			}
		}
		if found != test.task || entry != test.entryOf {
			t.Errorf("%s %v, attempt %d: task %d of entry %d, want %d of %d", test.state, test.in, test.attempt, found, entry, test.task, test.entryOf)
		}
	}
}
