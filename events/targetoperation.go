package events

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// failedTarget is a target that was not put or removed.
type failedTarget struct{ TargetId, ErrorCode, ErrorMessage string }

// failedTargets is the output of PutTargets and of RemoveTargets.
type failedTargets struct {
	FailedEntryCount int
	FailedEntries    []failedTarget
}

// ruleTargets is a request about targets of a rule.
type ruleTargets struct{ Rule, EventBusName string }

// check wants the rule's name, and a number of what the member list has.
func (in ruleTargets) check(list string, n int) error {
	var c constraints
	c.name("rule", in.Rule)
	c.count(list, "length", n, 100)
	return c.err()
}

type putTargetsInput struct {
	ruleTargets
	Targets []Target
}

func putTargets(ctx context.Context, b *Bus, in putTargetsInput) (any, error) {
	if err := in.check("targets", len(in.Targets)); err != nil {
		return nil, err
	}
	if _, err := b.Rule(ctx, in.EventBusName, in.Rule); err != nil {
		return nil, err
	}
	for _, t := range in.Targets {
		// EventBridge needs a role to start executions. A program that puts targets does not.
		if t.RoleARN == "" && strings.Contains(t.ARN, ":states:") {
			return nil, invalid("RoleArn is required for target " + t.ARN + ".")
		}
	}
	return failedTargets{FailedEntries: []failedTarget{}}, b.PutTargets(ctx, in.EventBusName, in.Rule, in.Targets...)
}

type removeTargetsInput struct {
	ruleTargets
	Ids []string
}

func removeTargets(ctx context.Context, b *Bus, in removeTargetsInput) (any, error) {
	if err := in.check("ids", len(in.Ids)); err != nil {
		return nil, err
	}
	unknown, err := b.RemoveTargets(ctx, in.EventBusName, in.Rule, in.Ids...)
	out := failedTargets{len(unknown), []failedTarget{}}
	for _, id := range unknown {
		out.FailedEntries = append(out.FailedEntries, failedTarget{id, "ResourceNotFoundException", "Rule " + in.Rule + " does not have a target with the Id " + id + "."})
	}
	return out, err
}

type listTargetsInput struct {
	ruleTargets
	page
}

func listTargetsByRule(ctx context.Context, b *Bus, in listTargetsInput) (any, error) {
	targets, err := b.Targets(ctx, in.EventBusName, in.Rule)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(targets, func(x, y Target) int { return cmp.Compare(x.ID, y.ID) })
	targets, next, err := paged(in.page, targets, func(t Target) string { return t.ID })
	return struct {
		Targets   []Target
		NextToken string `json:",omitempty"`
	}{targets, next}, err
}
