package history

import "strings"

// AsLocal returns the event as Step Functions Local has it, which knows no aliases, and names the
// calls of SDK integrations in another way: by the resource "s3:getObject" of the type "aws-sdk",
// and not by "getObject" of the type "aws-sdk:s3". [Read] takes both.
func (e Event) AsLocal() Event {
	if d, ok := e.Details.(*ExecutionStarted); ok {
		is := *d
		is.StateMachineAliasArn = ""
		e.Details = &is
	}
	return e.named(func(kind, name string) (string, string) {
		if service, ok := strings.CutPrefix(kind, "aws-sdk:"); ok {
			return "aws-sdk", service + ":" + name
		}
		return kind, name
	})
}

// asService returns an event of Step Functions Local as the service has it.
func (e Event) asService() Event {
	return e.named(func(kind, name string) (string, string) {
		if service, action, ok := strings.Cut(name, ":"); ok && kind == "aws-sdk" {
			return "aws-sdk:" + service, action
		}
		return kind, name
	})
}

// named returns the event with other names of what it calls.
func (e Event) named(by func(kind, name string) (string, string)) Event {
	switch d := e.Details.(type) {
	case *TaskScheduled:
		is := *d
		is.ResourceType, is.Resource = by(d.ResourceType, d.Resource)
		e.Details = &is
	case *TaskProgress:
		is := *d
		is.ResourceType, is.Resource = by(d.ResourceType, d.Resource)
		e.Details = &is
	case *TaskFailure:
		is := *d
		is.ResourceType, is.Resource = by(d.ResourceType, d.Resource)
		e.Details = &is
	}
	return e
}
