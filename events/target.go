package events

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/jsonvalue"
)

// A Target is what a rule starts. Its input is the event, unless one of Input, InputPath and
// InputTransformer is there.
type Target struct {
	ID               string            `json:"Id"`  // of the target among those of its rule
	ARN              string            `json:"Arn"` // of a state machine, or of an event bus
	RoleARN          string            `json:"RoleArn,omitempty"`
	Input            string            `json:",omitempty"` // JSON
	InputPath        string            `json:",omitempty"` // as $.detail
	InputTransformer *InputTransformer `json:",omitempty"`
	RetryPolicy      *RetryPolicy      `json:",omitempty"`
	DeadLetterConfig *DeadLetterConfig `json:",omitempty"`
}

// An InputTransformer makes an input of parts of the event.
type InputTransformer struct {
	// InputPathsMap has a path for each name of a variable.
	InputPathsMap map[string]string `json:",omitempty"`
	// InputTemplate is a JSON text with variables in angle brackets, as {"name": <name>}. A
	// variable that stands inside of a string is replaced by its text, and a path that leads
	// nowhere by an empty string. The variables aws.events.rule-arn, aws.events.rule-name,
	// aws.events.event.ingestion-time, aws.events.event, which has no detail, and
	// aws.events.event.json are there without a path.
	InputTemplate string
}

// A RetryPolicy says how long a delivery is tried.
type RetryPolicy struct {
	MaximumRetryAttempts     *int `json:",omitempty"` // 0 to 185, which is the default
	MaximumEventAgeInSeconds *int `json:",omitempty"` // 60 to 86,400, which is the default
}

// A DeadLetterConfig names a queue. It is kept, and told with a [Delivery]; nothing is sent.
type DeadLetterConfig struct {
	ARN string `json:"Arn,omitempty"`
}

// The limits of a target. EventBridge: those of its model, and of StartExecution for the input.
const (
	maxConstant   = 8192
	maxTemplate   = 8192
	maxVariables  = 100
	maxInput      = 256 << 10
	maxAttempts   = 185
	maxAge        = 24 * time.Hour
	minAgeSeconds = 60
)

// target is a Target that was checked.
type target struct {
	Target
	path     inputPath
	paths    map[string]inputPath
	template template
}

// InputFor returns the input with which the target is started for an event that the rule has
// matched. ingested is the time at which the event was put. The error says what is wrong with
// the target, that a path leads nowhere, or that the result is not JSON or is too long.
func (t Target) InputFor(r Rule, e Event, ingested time.Time) ([]byte, error) {
	checked, err := t.check()
	if err != nil {
		return nil, err
	}
	return checked.input(occasion{e, r, ingested})
}

// check reads the parts of a target. The error is an Exception.
func (t Target) check() (*target, error) {
	c := &target{Target: t}
	given := 0
	for _, is := range []bool{t.Input != "", t.InputPath != "", t.InputTransformer != nil} {
		if is {
			given++
		}
	}
	switch {
	case t.ID == "" || len(t.ID) > 64 || !isName(t.ID):
		return nil, invalid(fmt.Sprintf("Parameter Id is not valid. Reason: %.70q is no name of 1 to 64 letters, digits and .-_", t.ID))
	case !isARN(t.ARN):
		return nil, invalid(fmt.Sprintf("Parameter %s is not valid. Reason: Provided Arn is not in correct format.", t.ARN))
	case given > 1:
		return nil, invalid("Only one of Input, InputPath, or InputTransformer must be provided for target " + t.ID + ".")
	case len(t.Input) > maxConstant:
		return nil, invalid(fmt.Sprintf("Parameter Input is not valid for target %s. Reason: it has more than %d bytes.", t.ID, maxConstant))
	case t.Input != "" && !json.Valid([]byte(t.Input)):
		return nil, invalid("JSON syntax error in input for target " + t.ID + ".")
	}
	var err error
	if t.InputPath != "" {
		if c.path, err = parseInputPath(t.InputPath); err != nil {
			return nil, invalid("Parameter InputPath is not valid for target " + t.ID + ". Reason: " + err.Error())
		}
	}
	return c, cmp.Or(c.checkTransformer(), t.checkRetries())
}

// isARN reports whether a text has the parts of an ARN.
func isARN(text string) bool {
	a, ok := awsarn.Parse(text)
	return ok && len(text) <= 1600 && a.Partition != "" && a.Service != "" && strings.Join(a.Resource, ":") != ""
}

// isName reports whether a text has only letters, digits and ".-_".
func isName(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !isNameRune(r) && r != '.' })
}

func (t *target) checkTransformer() error {
	it := t.InputTransformer
	switch {
	case it == nil:
		return nil
	case it.InputTemplate == "" || len(it.InputTemplate) > maxTemplate:
		return invalid(fmt.Sprintf("Parameter InputTemplate is not valid for target %s. Reason: it has %d bytes, want 1 to %d.", t.ID, len(it.InputTemplate), maxTemplate))
	case len(it.InputPathsMap) > maxVariables:
		return invalid(fmt.Sprintf("Parameter InputPathsMap is not valid for target %s. Reason: it has %d names, at most %d are allowed.", t.ID, len(it.InputPathsMap), maxVariables))
	}
	t.paths = map[string]inputPath{}
	for _, name := range sortedNames(it.InputPathsMap) {
		p, err := parseInputPath(it.InputPathsMap[name])
		if err == nil && (name == "" || strings.ContainsFunc(name, func(r rune) bool { return !isNameRune(r) })) {
			err = fmt.Errorf("%.70q is no name", name)
		}
		if err != nil {
			return invalid("Parameter InputPathsMap is not valid for target " + t.ID + ". Reason: " + err.Error())
		}
		t.paths[name] = p
	}
	t.template = parseTemplate(it.InputTemplate)
	for _, p := range t.template {
		if _, known := t.paths[p.text]; p.isName && !known && reservedVariables[p.text] == nil {
			return invalid("InputTemplate for target " + t.ID + " contains invalid placeholder " + p.text + ".")
		}
	}
	return nil
}

func (t Target) checkRetries() error {
	if t.RetryPolicy == nil {
		return nil
	}
	if n := t.RetryPolicy.MaximumRetryAttempts; n != nil && (*n < 0 || *n > maxAttempts) {
		return invalid(fmt.Sprintf("Parameter MaximumRetryAttempts is not valid for target %s. Reason: it is %d, want 0 to %d.", t.ID, *n, maxAttempts))
	}
	if n := t.RetryPolicy.MaximumEventAgeInSeconds; n != nil && (*n < minAgeSeconds || *n > int(maxAge/time.Second)) {
		return invalid(fmt.Sprintf("Parameter MaximumEventAgeInSeconds is not valid for target %s. Reason: it is %d, want 60 to 86400.", t.ID, *n))
	}
	return nil
}

// input returns the input of a target, which is JSON.
func (t *target) input(o occasion) ([]byte, error) {
	var input []byte
	switch {
	case t.Input != "":
		input = []byte(t.Input)
	case t.InputPath != "":
		part := t.path.find(o.event.value())
		if !part.Exists() {
			return nil, fmt.Errorf("the event has nothing at the InputPath %s", t.InputPath)
		}
		input = part.JSON()
	case t.InputTransformer != nil:
		out, err := t.template.render(t.variables(o))
		if err != nil {
			return nil, err
		}
		if input = out; !json.Valid(input) {
			return nil, fmt.Errorf("the InputTemplate makes a text that is not JSON: %.200s", input)
		}
	default:
		input = o.event.JSON()
	}
	if len(input) > maxInput {
		return nil, fmt.Errorf("the input has %d bytes, at most %d are allowed", len(input), maxInput)
	}
	return input, nil
}

// variables returns the values of those that the template has.
func (t *target) variables(o occasion) map[string]jsonvalue.Value {
	event, values := o.event.value(), map[string]jsonvalue.Value{}
	for _, p := range t.template {
		if _, known := values[p.text]; known || !p.isName {
			continue
		}
		if reserved := reservedVariables[p.text]; reserved != nil {
			values[p.text] = reserved(o)
		} else {
			values[p.text] = t.paths[p.text].find(event)
		}
	}
	return values
}
