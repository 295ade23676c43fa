package events

import (
	"context"
	"slices"
	"strings"
)

// ruleName is a request about one rule.
type ruleName struct{ Name, EventBusName string }

func (in ruleName) check() error {
	var c constraints
	c.name("name", in.Name)
	return c.err()
}

// tag is a tag of a rule or an event bus.
type tag struct{ Key, Value string }

func tagMap(tags []tag) map[string]string {
	m := map[string]string{}
	for _, t := range tags {
		m[t.Key] = t.Value
	}
	return m
}

type putRuleInput struct {
	Name, EventPattern, ScheduleExpression, State, Description, RoleArn, EventBusName string
	Tags                                                                              []tag
}

func putRule(_ context.Context, b *Bus, in putRuleInput) (any, error) {
	arn, err := b.putRule(Rule{
		Name: in.Name, EventPattern: in.EventPattern, ScheduleExpression: in.ScheduleExpression, State: in.State, Description: in.Description,
		RoleARN: in.RoleArn, EventBusName: in.EventBusName,
	}, tagMap(in.Tags))
	return struct{ RuleArn string }{arn}, err
}

func describeRule(_ context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	r, err := b.Rule(in.EventBusName, in.Name)
	return struct {
		Rule
		CreatedBy string
	}{r, b.identity.Account}, err
}

func deleteRule(_ context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.DeleteRule(in.EventBusName, in.Name)
}

func enableRule(_ context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.EnableRule(in.EventBusName, in.Name)
}

func disableRule(_ context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.DisableRule(in.EventBusName, in.Name)
}

type listRulesInput struct {
	NamePrefix, EventBusName string
	page
}

func listRules(_ context.Context, b *Bus, in listRulesInput) (any, error) {
	rules, err := b.Rules(in.EventBusName)
	if err != nil {
		return nil, err
	}
	rules = slices.DeleteFunc(rules, func(r Rule) bool { return !strings.HasPrefix(r.Name, in.NamePrefix) })
	rules, next, err := paged(in.page, rules, func(r Rule) string { return r.Name })
	return struct {
		Rules     []Rule
		NextToken string `json:",omitempty"`
	}{rules, next}, err
}

type listRuleNamesInput struct {
	TargetArn, EventBusName string
	page
}

func listRuleNamesByTarget(_ context.Context, b *Bus, in listRuleNamesInput) (any, error) {
	names, err := b.rulesOf(in.EventBusName, in.TargetArn)
	if err != nil {
		return nil, err
	}
	names, next, err := paged(in.page, names, func(name string) string { return name })
	return struct {
		RuleNames []string
		NextToken string `json:",omitempty"`
	}{names, next}, err
}

// rulesOf returns the names of the rules that have a target.
func (b *Bus) rulesOf(bus, arn string) (names []string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, err := b.bus(bus)
	if err != nil {
		return nil, err
	}
	for _, name := range sortedNames(of.rules) {
		if slices.ContainsFunc(of.rules[name].targets, func(t *target) bool { return t.ARN == arn }) {
			names = append(names, name)
		}
	}
	return names, nil
}
