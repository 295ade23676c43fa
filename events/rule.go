package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A Rule says for which events, or when, its targets are started.
type Rule struct {
	Name               string
	ARN                string `json:"Arn"`        // [Bus.PutRule] sets it
	EventPattern       string `json:",omitempty"` // see [ParsePattern]
	ScheduleExpression string `json:",omitempty"` // see [ParseSchedule]; only on the default bus
	// ScheduleExpressionTimezone is that of a schedule by the calendar; see [Schedule.In].
	// EventBridge: only schedules of EventBridge Scheduler have one.
	ScheduleExpressionTimezone string `json:",omitempty"`
	State                      string // StateEnabled, which is the default, or another one
	Description                string `json:",omitempty"`
	RoleARN                    string `json:"RoleArn,omitempty"`
	EventBusName               string // "" for the default bus; also its ARN
}

// The states of a rule.
const (
	StateEnabled  = "ENABLED"
	StateDisabled = "DISABLED"
	// StateEnabledWithAll is as StateEnabled here. EventBridge: the rule gets events about calls
	// that only read, too.
	StateEnabledWithAll = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
)

// rule is a rule of a Bus. It, its targets and its tags are never changed in place.
type rule struct {
	Rule
	pattern  *Pattern
	schedule *Schedule
	targets  []*target
	tags     map[string]string
	began    time.Time // when it was put or enabled, from which a rate counts
}

// PutRule makes a rule, or replaces one of the same name, which keeps its targets. It returns the
// rule's ARN. The errors are InvalidEventPatternException, ValidationException,
// ResourceNotFoundException for an event bus that does not exist, and LimitExceededException. A
// rate counts from now.
func (b *Bus) PutRule(ctx context.Context, r Rule) (arn string, err error) {
	return b.putRule(ctx, r, nil)
}

// putRule is PutRule with tags. EventBridge: those of a rule that exists stay as they are.
func (b *Bus) putRule(ctx context.Context, r Rule, tags map[string]string) (arn string, err error) {
	made := rule{Rule: r, tags: tags, began: b.clock.Now()}
	if err := made.check(); err != nil {
		return "", err
	}
	made.EventBusName = b.nameOf(r.EventBusName)
	made.ARN = b.ruleARN(made.EventBusName, r.Name)
	return made.ARN, b.change(ctx, r.EventBusName, func(of *eventBus) error {
		put, known := made, of.rules[r.Name]
		switch {
		case made.schedule != nil && of.name != defaultBus:
			return invalid("ScheduleExpression is supported only on the default event bus.")
		case known != nil:
			put.targets, put.tags = known.targets, known.tags
		case len(of.rules) >= maxRules || len(tags) > maxTags:
			return limitExceeded()
		}
		of.rules[r.Name] = &put
		return nil
	})
}

func (b *Bus) ruleARN(bus, name string) string {
	if bus == defaultBus {
		return b.arn("rule/" + name)
	}
	return b.arn("rule/" + bus + "/" + name)
}

// check reads the parts of a rule.
func (r *rule) check() (err error) {
	r.State = cmp.Or(r.State, StateEnabled)
	var c constraints
	c.name("name", r.Name)
	c.length("scheduleExpression", r.ScheduleExpression, maxSchedule)
	c.length("description", r.Description, 512)
	c.word("state", r.State, StateEnabled, StateDisabled, StateEnabledWithAll)
	c.length("eventPattern", r.EventPattern, maxPattern)
	if err := c.err(); err != nil {
		return err
	}
	if r.EventPattern == "" && r.ScheduleExpression == "" {
		return invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	}
	if r.EventPattern != "" {
		if r.pattern, err = ParsePattern(r.EventPattern); err != nil {
			return err
		}
	}
	if r.ScheduleExpression != "" {
		if r.schedule, err = ParseSchedule(r.ScheduleExpression); err != nil {
			return invalid("Parameter ScheduleExpression is not valid.")
		}
		if r.schedule, err = r.schedule.In(r.ScheduleExpressionTimezone); err != nil {
			return invalid("Parameter ScheduleExpressionTimezone is not valid.")
		}
	}
	return nil
}

func (r *rule) enabled() bool { return r.State != StateDisabled }

// Rule returns a rule of an event bus. The error is ResourceNotFoundException.
func (b *Bus) Rule(ctx context.Context, bus, name string) (Rule, error) {
	r, err := b.rule(ctx, bus, name)
	if err != nil {
		return Rule{}, err
	}
	return r.Rule, nil
}

// rule returns a rule of an event bus.
func (b *Bus) rule(ctx context.Context, bus, name string) (*rule, error) {
	of, err := b.bus(ctx, bus)
	if err != nil {
		return nil, err
	}
	return of.rule(name)
}

func (of *eventBus) rule(name string) (*rule, error) {
	if r := of.rules[name]; r != nil {
		return r, nil
	}
	return nil, notFound("Rule " + name + " does not exist on EventBus " + of.name + ".")
}

// changeRule lets f change a copy of a rule, and stores that.
func (b *Bus) changeRule(ctx context.Context, bus, name string, f func(*rule) error) error {
	return b.change(ctx, bus, func(of *eventBus) error {
		r, err := of.rule(name)
		if err != nil {
			return err
		}
		changed := *r
		of.rules[name] = &changed
		return f(&changed)
	})
}

// Rules returns the rules of an event bus, by their names. The error is
// ResourceNotFoundException.
func (b *Bus) Rules(ctx context.Context, bus string) ([]Rule, error) {
	of, err := b.bus(ctx, bus)
	if err != nil {
		return nil, err
	}
	var all []Rule
	for _, name := range sortedNames(of.rules) {
		all = append(all, of.rules[name].Rule)
	}
	return all, nil
}

// DeleteRule deletes a rule, if it exists. The errors are ValidationException if it has targets,
// and ResourceNotFoundException if there is no such event bus.
func (b *Bus) DeleteRule(ctx context.Context, bus, name string) error {
	return b.change(ctx, bus, func(of *eventBus) error {
		if r := of.rules[name]; r != nil && len(r.targets) > 0 {
			return invalid("Rule can't be deleted since it has targets.")
		}
		delete(of.rules, name)
		return nil
	})
}

// EnableRule enables a rule, whose rate counts from now. The error is ResourceNotFoundException.
func (b *Bus) EnableRule(ctx context.Context, bus, name string) error {
	return b.setState(ctx, bus, name, StateEnabled)
}

// DisableRule disables a rule. The error is ResourceNotFoundException.
func (b *Bus) DisableRule(ctx context.Context, bus, name string) error {
	return b.setState(ctx, bus, name, StateDisabled)
}

func (b *Bus) setState(ctx context.Context, bus, name, state string) error {
	return b.changeRule(ctx, bus, name, func(r *rule) error {
		r.State, r.began = state, b.clock.Now()
		return nil
	})
}

// PutTargets adds targets to a rule, or replaces those of the same ID. If there is an error, the
// rule has the targets that it had; it is ResourceNotFoundException, ValidationException, or
// LimitExceededException for more than five targets.
func (b *Bus) PutTargets(ctx context.Context, bus, name string, targets ...Target) error {
	var checked []*target
	for _, t := range targets {
		c, err := t.check()
		if err != nil {
			return err
		}
		checked = append(checked, c)
	}
	return b.changeRule(ctx, bus, name, func(r *rule) error {
		r.targets = slices.Clone(r.targets)
		for _, t := range checked {
			if i := slices.IndexFunc(r.targets, func(known *target) bool { return known.ID == t.ID }); i >= 0 {
				r.targets[i] = t
			} else {
				r.targets = append(r.targets, t)
			}
		}
		if len(r.targets) > maxTargets {
			return limitExceeded()
		}
		return nil
	})
}

// RemoveTargets removes targets from a rule by their IDs, and returns the IDs that it does not
// have. The error is ResourceNotFoundException.
func (b *Bus) RemoveTargets(ctx context.Context, bus, name string, ids ...string) (unknown []string, err error) {
	err = b.changeRule(ctx, bus, name, func(r *rule) error {
		r.targets, unknown = slices.Clone(r.targets), nil
		for _, id := range ids {
			before := len(r.targets)
			if r.targets = slices.DeleteFunc(r.targets, func(t *target) bool { return t.ID == id }); len(r.targets) == before {
				unknown = append(unknown, id)
			}
		}
		return nil
	})
	return unknown, err
}

// Targets returns the targets of a rule, in the order in which they were put. The error is
// ResourceNotFoundException.
func (b *Bus) Targets(ctx context.Context, bus, name string) ([]Target, error) {
	r, err := b.rule(ctx, bus, name)
	if err != nil {
		return nil, err
	}
	return r.plainTargets(), nil
}

func (r *rule) plainTargets() (all []Target) {
	for _, t := range r.targets {
		all = append(all, t.Target)
	}
	return all
}
