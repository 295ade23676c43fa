package state

import "github.com/goasl/goasl/history"

// form is what the events of one type at one state have in common.
type form struct {
	kind    history.Type
	details history.Details // nil if there are none, or if fill makes them
	fill    func(*maker, *form, *entry) history.Details

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

// outline holds the forms of the events that every state has.
type outline struct{ entered, exited formID }

func (m *Machine) outline(kind, name string) outline {
	return outline{
		entered: m.form(form{kind: history.Type(kind + "StateEntered"), name: name, fill: (*maker).stateEntered}),
		exited:  m.form(form{kind: history.Type(kind + "StateExited"), name: name, fill: (*maker).stateExited}),
	}
}

// taskOutline holds the forms of the events of a task that does its work.
type taskOutline struct{ scheduled, started, succeeded formID }

// taskOutline returns the forms for a resource, which has to stay where it is. The
// times are those of all tasks of the state, 0 where an expression says.
func (m *Machine) taskOutline(r *resource, timeout, heartbeat int64) taskOutline {
	scheduled := form{task: r, timeout: timeout, heartbeat: heartbeat}
	started, succeeded := form{task: r}, form{task: r}
	switch r.kind {
	case Service:
		scheduled.kind, scheduled.fill = history.TypeTaskScheduled, (*maker).taskScheduled
		started.kind, started.details = history.TypeTaskStarted, &history.TaskStarted{ResourceType: r.service, Resource: r.action}
		succeeded.kind, succeeded.fill = history.TypeTaskSucceeded, (*maker).taskSucceeded
	case Activity: // its start tells the worker, too
		scheduled.kind, scheduled.fill = history.TypeActivityScheduled, (*maker).activityScheduled
		succeeded.kind, succeeded.fill = history.TypeActivitySucceeded, (*maker).activitySucceeded
	default:
		scheduled.kind, scheduled.fill = history.TypeLambdaFunctionScheduled, (*maker).functionScheduled
		started.kind = history.TypeLambdaFunctionStarted
		succeeded.kind, succeeded.fill = history.TypeLambdaFunctionSucceeded, (*maker).functionSucceeded
	}
	return taskOutline{scheduled: m.form(scheduled), started: m.form(started), succeeded: m.form(succeeded)}
}

// mapOutline holds the forms of the events of a Map's iterations.
type mapOutline struct{ started, succeeded formID }

func (m *Machine) mapOutline(name string) mapOutline {
	return mapOutline{
		started:   m.form(form{kind: history.TypeMapIterationStarted, name: name, fill: (*maker).iterationStarted}),
		succeeded: m.form(form{kind: history.TypeMapIterationSucceeded, name: name, fill: (*maker).iterationSucceeded}),
	}
}
