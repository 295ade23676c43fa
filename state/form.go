package state

import "github.com/goasl/goasl/history"

// form is what the events of one type at one state have in common.
type form struct {
	kind history.Type
	fill func(*maker, *form, *entry) history.Details // makes the details; nil if there are none

	name               string    // of the state
	task               *resource // of a Task state
	timeout, heartbeat int64     // of a Task state, in seconds
}

// formID is the number of a form of the machine, or, negative, of a rarity of a
// Log, counted from -1 down.
type formID int32

// form adds a form to the machine.
func (m *Machine) form(f form) formID {
	m.forms = append(m.forms, f)
	return formID(len(m.forms) - 1)
}

// stateForms holds the forms of the events that every state has.
type stateForms struct{ entered, exited formID }

func (m *Machine) stateForms(kind, name string) stateForms {
	return stateForms{
		entered: m.form(form{kind: history.Type(kind + "StateEntered"), name: name, fill: (*maker).stateEntered}),
		exited:  m.form(form{kind: history.Type(kind + "StateExited"), name: name, fill: (*maker).stateExited}),
	}
}

// taskForms holds the forms of the events of a task that does its work.
type taskForms struct{ scheduled, started, succeeded formID }

// taskForms returns the forms for a resource, which has to stay where it is. The
// times are those of all tasks of the state, 0 where an expression says.
func (m *Machine) taskForms(r *resource, timeout, heartbeat int64) taskForms {
	scheduled := form{task: r, timeout: timeout, heartbeat: heartbeat}
	started, succeeded := form{task: r}, form{task: r}
	switch r.kind {
	case Service:
		scheduled.kind, scheduled.fill = history.TypeTaskScheduled, (*maker).taskScheduled
		started.kind, started.fill = history.TypeTaskStarted, (*maker).taskStarted
		succeeded.kind, succeeded.fill = history.TypeTaskSucceeded, (*maker).taskSucceeded
	case Activity: // its start tells the worker, too
		scheduled.kind, scheduled.fill = history.TypeActivityScheduled, (*maker).activityScheduled
		succeeded.kind, succeeded.fill = history.TypeActivitySucceeded, (*maker).activitySucceeded
	default:
		scheduled.kind, scheduled.fill = history.TypeLambdaFunctionScheduled, (*maker).functionScheduled
		started.kind = history.TypeLambdaFunctionStarted
		succeeded.kind, succeeded.fill = history.TypeLambdaFunctionSucceeded, (*maker).functionSucceeded
	}
	return taskForms{scheduled: m.form(scheduled), started: m.form(started), succeeded: m.form(succeeded)}
}

// mapForms holds the forms of the events of a Map's iterations.
type mapForms struct{ started, succeeded formID }

func (m *Machine) mapForms(name string) mapForms {
	return mapForms{
		started:   m.form(form{kind: history.TypeMapIterationStarted, name: name, fill: (*maker).iterationStarted}),
		succeeded: m.form(form{kind: history.TypeMapIterationSucceeded, name: name, fill: (*maker).iterationSucceeded}),
	}
}
