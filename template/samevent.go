package template

import (
	"strings"
)

// The properties of events.
var (
	scheduleProperties = wants{
		"Schedule": "string", "Input": "string", "Enabled": "bool", "State": "string", "Name": "string", "Description": "string",
		"DeadLetterConfig": "map", "RetryPolicy": "map", "Target": "map!", "RoleArn": "string!",
	}
	ruleProperties = wants{
		"EventBusName": "string", "RuleName": "string", "Pattern": "map", "Input": "string", "InputPath": "string", "DeadLetterConfig": "map",
		"RetryPolicy": "map", "State": "string", "Target": "map!", "InputTransformer": "map",
	}
	schedulerProperties = wants{
		"PermissionsBoundary": "string", "ScheduleExpression": "string", "FlexibleTimeWindow": "map", "Name": "string", "State": "string",
		"Description": "string", "StartDate": "string", "EndDate": "string", "ScheduleExpressionTimezone": "string", "GroupName": "string",
		"KmsKeyArn": "string", "Input": "string", "RoleArn": "string", "DeadLetterConfig": "map", "RetryPolicy": "map", "OmitName": "bool!",
	}
	apiProperties = wants{
		"Path": "string", "Method": "string", "RestApiId": "string", "Stage": "string", "Auth": "map", "UnescapeMappingTemplate": "bool!",
	}
)

// samEvent is an event of a machine.
type samEvent struct {
	*samResource
	event      string // its name
	id         string // of the resource that it becomes
	target     string // the id of what it starts
	properties *node
}

// events makes the resources of the events of a machine.
func (t *sam) events(r *samResource, target string) error {
	for _, m := range members(r.properties.get("Events")) {
		if m.kind != object {
			return r.refuse(m.node, "Property 'Events' should be a map of events; %s is %s.", m.name, m.describe())
		}
		e := &samEvent{r, m.name, r.id + m.name, target, orEmpty(m.get("Properties"), m.place)}
		kind, _ := m.get("Type").str()
		var err error
		switch kind {
		case "Schedule":
			err = t.schedule(e)
		case "CloudWatchEvent", "EventBridgeRule":
			err = t.rule(e)
		case "ScheduleV2":
			err = t.scheduler(e)
		case "Api":
			err = t.apiEvent(e)
		default:
			err = e.refuse(m.node, "there is no type %q of events of a state machine", kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refuse is what SAM says of an event. Some messages have its name, and others the id.
func (e *samEvent) refuse(at *node, format string, args ...any) error {
	return e.refuseAs(e.event, at, format, args...)
}

func (e *samEvent) refuseAs(name string, at *node, format string, args ...any) error {
	return at.problem("Event with id [%s] is invalid. "+format, append([]any{name}, args...)...)
}

// refuseProperty is what SAM says of a property of an event.
func (e *samEvent) refuseProperty(at *node, format string, args ...any) error {
	return at.problem("Resource with id [%s] is invalid. "+format, append([]any{e.id}, args...)...)
}

// pick returns those of some properties that are there, under other names if they have one: "RuleName=Name".
func pick(n *node, names ...string) (all []member) {
	for _, name := range names {
		from, to, renames := strings.Cut(name, "=")
		if !renames {
			to = from
		}
		if n.has(from) {
			all = append(all, with(to, n.get(from)))
		}
	}
	return all
}

// schedule is an event of type Schedule.
func (t *sam) schedule(e *samEvent) error {
	if err := scheduleProperties.check(e.refuseProperty, "Schedule", e.properties, "Schedule"); err != nil {
		return err
	}
	made := pick(e.properties, "Schedule=ScheduleExpression", "State", "Name", "Description")
	if enabled := e.properties.get("Enabled"); e.properties.has("Enabled") {
		if e.properties.has("State") {
			return e.refuse(enabled, "State and Enabled Properties cannot both be specified.")
		}
		state := "ENABLED"
		if enabled.kind == boolean && enabled.text == "false" {
			state = "DISABLED"
		}
		made = append(made, with("State", newText(enabled.place, state)))
	}
	return t.addRule(e, made)
}

// rule is an event of type EventBridgeRule, or of its older name CloudWatchEvent.
func (t *sam) rule(e *samEvent) error {
	if err := ruleProperties.check(e.refuseProperty, "EventBridgeRule", e.properties); err != nil {
		return err
	}
	return t.addRule(e, pick(e.properties, "EventBusName", "Pattern=EventPattern", "RuleName=Name", "State"))
}

// addRule adds a rule with its target.
func (t *sam) addRule(e *samEvent, properties []member) error {
	target, err := t.target(e)
	if err != nil {
		return err
	}
	t.add(e.samResource, e.id, "AWS::Events::Rule", append(properties, with("Targets", newList(e.place, target)))...)
	return nil
}

// maxTargetID is how long the id of a target may be.
const maxTargetID = 64

// target is the target of a rule.
func (t *sam) target(e *samEvent) (*node, error) {
	const suffix = "StepFunctionsTarget"
	id := newText(e.place, e.id[:min(len(e.id), maxTargetID-len(suffix))]+suffix)
	if given := e.properties.find("Target", "Id"); given != nil {
		id = given
	}
	made := []member{with("Arn", e.start()), with("Id", id), with("RoleArn", t.eventRole(e))}
	made = append(made, pick(e.properties, "Input", "InputPath", "RetryPolicy", "InputTransformer")...)
	return t.deadLetters(e, made)
}

// start is the ARN of the machine, or of its alias.
func (e *samEvent) start() *node { return call(e.place, "Ref", newText(e.place, e.target)) }

// eventRole is the role of an event, which SAM makes if there is none.
func (t *sam) eventRole(e *samEvent) *node {
	if e.properties.has("RoleArn") {
		return e.properties.get("RoleArn")
	}
	t.add(e.samResource, e.id+"Role", "AWS::IAM::Role")
	return call(e.place, "Fn::GetAtt", newText(e.place, e.id+"Role.Arn"))
}

// deadLetters adds the queue of a target, which SAM makes if it is only said that there is one.
func (t *sam) deadLetters(e *samEvent, made []member) (*node, error) {
	config := e.properties.get("DeadLetterConfig")
	if !e.properties.has("DeadLetterConfig") {
		return newObject(e.place, made...), nil
	}
	arn, kind, queue := config.get("Arn"), config.get("Type"), config.get("QueueLogicalId")
	switch {
	case arn != nil && kind != nil:
		return nil, e.refuseAs(e.id, config, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.")
	case kind != nil && !kind.is("SQS"):
		return nil, e.refuseAs(e.id, kind, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.")
	case arn == nil && kind == nil:
		return nil, e.refuseAs(e.id, config, "No 'Arn' or 'Type' property provided for DeadLetterConfig.")
	case arn == nil && queue != nil && queue.kind != text:
		return nil, e.refuseAs(e.id, queue, "QueueLogicalId must be a string")
	case arn == nil:
		id := e.id + "Queue"
		if queue != nil {
			id = queue.text
		}
		t.add(e.samResource, id, "AWS::SQS::Queue")
		arn = call(config.place, "Fn::GetAtt", newText(config.place, id+".Arn"))
	}
	return newObject(e.place, append(made, with("DeadLetterConfig", newObject(config.place, with("Arn", arn))))...), nil
}

// scheduler is an event of type ScheduleV2.
func (t *sam) scheduler(e *samEvent) error {
	if err := schedulerProperties.check(e.refuseProperty, "ScheduleV2", e.properties, "ScheduleExpression"); err != nil {
		return err
	}
	made := pick(e.properties, "ScheduleExpression", "State", "Description", "FlexibleTimeWindow", "StartDate", "EndDate",
		"ScheduleExpressionTimezone", "GroupName", "Name")
	switch omit := e.properties.get("OmitName"); {
	case omit.is("true") && e.properties.has("Name"):
		return e.refuseAs(e.id, omit, "Name cannot be set when OmitName is True")
	case !omit.is("true") && !e.properties.has("Name"):
		made = append(made, with("Name", newText(e.place, e.id)))
	}
	target := append(pick(e.properties, "Input", "RetryPolicy"), with("Arn", e.start()), with("RoleArn", t.eventRole(e)))
	n, err := t.deadLetters(e, target)
	if err != nil {
		return err
	}
	t.add(e.samResource, e.id, "AWS::Scheduler::Schedule", append(made, with("Target", n))...)
	return nil
}
