package state

import "strings"

// Kind is the kind of resource that a Task state calls. It decides which events the
// task has in the history.
type Kind uint8

// The kinds of resources.
const (
	Function Kind = iota + 1 // a Lambda function, or any other name that the driver knows
	Service                  // a service integration: arn:aws:states:::sqs:sendMessage
	Activity                 // arn:aws:states:region:account:activity:name
)

// Pattern is an integration pattern: it says when a Task's work is done.
type Pattern uint8

// The integration patterns.
const (
	RequestResponse  Pattern = iota + 1 // done when the call returns
	Sync                                // .sync: done when the job is done that the call starts
	SyncOutput                          // .sync:2: as Sync, with the job's output as JSON
	WaitForTaskToken                    // .waitForTaskToken: done when an answer comes with the token
)

// resource is a parsed resource ARN.
type resource struct {
	arn     string
	kind    Kind
	pattern Pattern
	service string // "lambda", "aws-sdk:s3"; the resourceType of a Service's events
	action  string // "invoke", "startExecution.sync:2"; the resource of these events
	api     string // the action without the suffix of the pattern
}

// Kind returns the kind of the state's resource.
func (s *Task) Kind() Kind { return s.resource.kind }

// hasToken reports whether the context object has a token for the task.
// Step Functions: a task that waits has one, also with .sync; a task of the pattern
// RequestResponse has none.
func (r *resource) hasToken() bool { return r.kind == Service && r.pattern != RequestResponse }

// parseResource reads a resource. Whatever is neither a service integration nor an
// activity is a Function, so that programs can have names of their own.
func parseResource(arn string) resource {
	r := resource{arn: arn, kind: Function, pattern: RequestResponse}
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || parts[2] != "states" {
		return r
	}
	if strings.HasPrefix(parts[5], "activity:") {
		r.kind = Activity
		return r
	}
	if parts[3] != "" || parts[4] != "" {
		return r
	}
	r.kind = Service
	name, _, _ := strings.Cut(parts[5], ".")
	i := strings.LastIndexByte(name, ':')
	if i < 0 {
		r.action, r.api = parts[5], name
		return r
	}
	r.service, r.api = name[:i], name[i+1:]
	r.action = parts[5][i+1:]
	if p, ok := patternsBySuffix[strings.TrimPrefix(r.action, r.api)]; ok {
		r.pattern = p
	}
	return r
}

// patternsBySuffix has the patterns by the ends of the resources that have them.
var patternsBySuffix = map[string]Pattern{
	"": RequestResponse, ".sync": Sync, ".sync:2": SyncOutput, ".waitForTaskToken": WaitForTaskToken,
}

// Integration returns the kind of the state's resource and its integration pattern.
func (s *Task) Integration() (Kind, Pattern) { return s.resource.kind, s.resource.pattern }
