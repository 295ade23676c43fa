package events

import (
	"cmp"
	"slices"
	"time"
)

// A Rule says for which events, or when, its targets are started.
type Rule struct {
	Name               string
	ARN                string `json:"Arn"`        // [Bus.PutRule] sets it
	EventPattern       string `json:",omitempty"` // see [ParsePattern]
	ScheduleExpression string `json:",omitempty"` // see [ParseSchedule]; only on the default bus
	State              string // StateEnabled, which is the default, or another one
	Description        string `json:",omitempty"`
	RoleARN            string `json:"RoleArn,omitempty"`
	EventBusName       string // "" for the default bus; also its ARN
}

// The states of a rule.
const (
	StateEnabled  = "ENABLED"
	StateDisabled = "DISABLED"
	// StateEnabledWithAll is as StateEnabled here. EventBridge: the rule gets events about calls
	// that only read, too.
	StateEnabledWithAll = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
)

// rule is a rule of a Bus. Its targets are never changed in place.
type rule struct {
	Rule
	pattern  *Pattern
	schedule *Schedule
	targets  []*target
	tags     map[string]string

	start, next time.Time // of the schedule
}

// PutRule makes a rule, or replaces one of the same name, which keeps its targets. It returns the
// rule's ARN. The errors are InvalidEventPatternException, ValidationException,
// ResourceNotFoundException for an event bus that does not exist, and LimitExceededException, as
// an [*Exception]. A rate counts from now.
func (b *Bus) PutRule(r Rule) (arn string, err error) { return b.putRule(r, map[string]string{}) }

// putRule is PutRule with tags. EventBridge: those of a rule that exists stay as they are.
func (b *Bus) putRule(r Rule, tags map[string]string) (arn string, err error) {
	made := &rule{Rule: r, tags: tags}
	if err := made.check(); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	bus, err := b.bus(r.EventBusName)
	known := (*rule)(nil)
	if err == nil {
		known = bus.rules[r.Name]
	}
	switch {
	case err != nil:
		return "", err
	case made.schedule != nil && bus.name != defaultBus:
		return "", invalid("ScheduleExpression is supported only on the default event bus.")
	case known != nil:
		made.targets, made.tags = known.targets, known.tags
	case len(bus.rules) >= maxRules || len(tags) > maxTags:
		return "", limitExceeded()
	}
	made.EventBusName = bus.name
	made.ARN = b.ruleARN(bus.name, r.Name)
	made.begin(b.clock.Now())
	bus.rules[r.Name] = made
	b.wake()
	return made.ARN, nil
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
	}
	return nil
}

func (r *rule) enabled() bool { return r.State != StateDisabled }

// begin lets the schedule count from now.
func (r *rule) begin(now time.Time) {
	r.start, r.next = now, time.Time{}
	if r.schedule != nil && r.enabled() {
		r.next = r.schedule.Next(now, now)
	}
}

// Rule returns a rule of an event bus. The error is ResourceNotFoundException.
func (b *Bus) Rule(bus, name string) (Rule, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.rule(bus, name)
	if err != nil {
		return Rule{}, err
	}
	return r.Rule, nil
}

// rule returns a rule. b.mu is held.
func (b *Bus) rule(busName, name string) (*rule, error) {
	bus, err := b.bus(busName)
	if err != nil {
		return nil, err
	}
	if r := bus.rules[name]; r != nil {
		return r, nil
	}
	return nil, &Exception{"ResourceNotFoundException", "Rule " + name + " does not exist on EventBus " + bus.name + "."}
}

// Rules returns the rules of an event bus, by their names. The error is
// ResourceNotFoundException.
func (b *Bus) Rules(bus string) ([]Rule, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, err := b.bus(bus)
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
func (b *Bus) DeleteRule(bus, name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, err := b.bus(bus)
	if err != nil {
		return err
	}
	if r := of.rules[name]; r != nil && len(r.targets) > 0 {
		return invalid("Rule can't be deleted since it has targets.")
	}
	delete(of.rules, name)
	return nil
}

// EnableRule enables a rule, whose rate counts from now. The error is ResourceNotFoundException.
func (b *Bus) EnableRule(bus, name string) error { return b.setState(bus, name, StateEnabled) }

// DisableRule disables a rule. The error is ResourceNotFoundException.
func (b *Bus) DisableRule(bus, name string) error { return b.setState(bus, name, StateDisabled) }

func (b *Bus) setState(bus, name, state string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.rule(bus, name)
	if err != nil {
		return err
	}
	r.State = state
	r.begin(b.clock.Now())
	b.wake()
	return nil
}

// PutTargets adds targets to a rule, or replaces those of the same ID. If there is an error, the
// rule has the targets that it had; it is ResourceNotFoundException, ValidationException, or
// LimitExceededException for more than five targets.
func (b *Bus) PutTargets(bus, name string, targets ...Target) error {
	var checked []*target
	for _, t := range targets {
		c, err := t.check()
		if err != nil {
			return err
		}
		checked = append(checked, c)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.rule(bus, name)
	if err != nil {
		return err
	}
	all := slices.Clone(r.targets)
	for _, t := range checked {
		if i := slices.IndexFunc(all, func(known *target) bool { return known.ID == t.ID }); i >= 0 {
			all[i] = t
		} else {
			all = append(all, t)
		}
	}
	if len(all) > maxTargets {
		return limitExceeded()
	}
	r.targets = all
	return nil
}

// RemoveTargets removes targets from a rule by their IDs, and returns the IDs that it does not
// have. The error is ResourceNotFoundException.
func (b *Bus) RemoveTargets(bus, name string, ids ...string) (unknown []string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.rule(bus, name)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(r.targets)
	for _, id := range ids {
		before := len(all)
		if all = slices.DeleteFunc(all, func(t *target) bool { return t.ID == id }); len(all) == before {
			unknown = append(unknown, id)
		}
	}
	r.targets = all
	return unknown, nil
}

// Targets returns the targets of a rule, in the order in which they were put. The error is
// ResourceNotFoundException.
func (b *Bus) Targets(bus, name string) ([]Target, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.rule(bus, name)
	if err != nil {
		return nil, err
	}
	var all []Target
	for _, t := range r.targets {
		all = append(all, t.Target)
	}
	return all, nil
}
