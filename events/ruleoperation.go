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

func putRule(ctx context.Context, b *Bus, in putRuleInput) (any, error) {
	arn, err := b.putRule(ctx, Rule{
		Name: in.Name, EventPattern: in.EventPattern, ScheduleExpression: in.ScheduleExpression, State: in.State, Description: in.Description,
		RoleARN: in.RoleArn, EventBusName: in.EventBusName,
	}, tagMap(in.Tags))
	return struct{ RuleArn string }{arn}, err
}

func describeRule(ctx context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	r, err := b.Rule(ctx, in.EventBusName, in.Name)
	return struct {
		Rule
		CreatedBy string
	}{r, b.identity.Account}, err
}

func deleteRule(ctx context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.DeleteRule(ctx, in.EventBusName, in.Name)
}

func enableRule(ctx context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.EnableRule(ctx, in.EventBusName, in.Name)
}

func disableRule(ctx context.Context, b *Bus, in ruleName) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return nil, b.DisableRule(ctx, in.EventBusName, in.Name)
}

type listRulesInput struct {
	NamePrefix, EventBusName string
	page
}

func listRules(ctx context.Context, b *Bus, in listRulesInput) (any, error) {
	rules, err := b.Rules(ctx, in.EventBusName)
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

func listRuleNamesByTarget(ctx context.Context, b *Bus, in listRuleNamesInput) (any, error) {
	names, err := b.rulesOf(ctx, in.EventBusName, in.TargetArn)
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
func (b *Bus) rulesOf(ctx context.Context, bus, arn string) (names []string, err error) {
	of, err := b.bus(ctx, bus)
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
