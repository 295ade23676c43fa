package events

import (
	"context"
	"maps"
	"strings"
	"time"
)

// described is an event bus as the API tells of it. Times are in seconds since 1970.
type described struct {
	Name, Arn                      string
	CreationTime, LastModifiedTime float64
}

func (of *eventBus) describe() described {
	created := float64(of.created.UnixMilli()) / float64(time.Second/time.Millisecond)
	return described{of.name, of.arn, created, created}
}

type createEventBusInput struct {
	Name string
	Tags []tag
}

func createEventBus(ctx context.Context, b *Bus, in createEventBusInput) (any, error) {
	err := b.createBus(ctx, in.Name, tagMap(in.Tags))
	return struct{ EventBusArn string }{b.busARN(in.Name)}, err
}

type busName struct{ Name string }

func describeEventBus(ctx context.Context, b *Bus, in busName) (any, error) {
	of, err := b.bus(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	return of.describe(), nil
}

func deleteEventBus(ctx context.Context, b *Bus, in busName) (any, error) {
	return nil, b.DeleteBus(ctx, in.Name)
}

type listEventBusesInput struct {
	NamePrefix string
	page
}

func listEventBuses(ctx context.Context, b *Bus, in listEventBusesInput) (any, error) {
	buses, err := b.buses(ctx)
	if err != nil {
		return nil, err
	}
	var all []described
	for _, of := range buses {
		if strings.HasPrefix(of.name, in.NamePrefix) {
			all = append(all, of.describe())
		}
	}
	all, next, err := paged(in.page, all, func(d described) string { return d.Name })
	return struct {
		EventBuses []described
		NextToken  string `json:",omitempty"`
	}{all, next}, err
}

// tagged returns the event bus and the rule that an ARN is of; the rule is "" if it is of the event
// bus itself.
func (b *Bus) tagged(arn string) (bus, rule string) {
	if resource, ok := strings.CutPrefix(arn, b.arn("rule/")); ok {
		i := strings.LastIndexByte(resource, '/')
		return resource[:max(i, 0)], resource[i+1:]
	}
	return arn, ""
}

// changeTags lets f change the tags of a rule or an event bus.
func (b *Bus) changeTags(ctx context.Context, arn string, f func(tags map[string]string)) error {
	bus, name := b.tagged(arn)
	err := b.change(ctx, bus, func(of *eventBus) error {
		tags := of.tags
		switch r := of.rules[name]; {
		case r == nil && of.arn != arn:
			return noResource(arn)
		case r != nil:
			changed := *r
			changed.tags = copied(r.tags)
			of.rules[name], tags = &changed, changed.tags
		}
		if f(tags); len(tags) > maxTags {
			return limitExceeded()
		}
		return nil
	})
	return resourceError(arn, err)
}

func noResource(arn string) error {
	return notFound("Resource " + arn + " does not exist.")
}

// resourceError returns the error of a request about a resource for one of its event bus.
func resourceError(arn string, err error) error {
	if isNotFound(err) {
		return noResource(arn)
	}
	return err
}

type tagResourceInput struct {
	ResourceARN string
	Tags        []tag
}

func tagResource(ctx context.Context, b *Bus, in tagResourceInput) (any, error) {
	return none{}, b.changeTags(ctx, in.ResourceARN, func(tags map[string]string) { maps.Copy(tags, tagMap(in.Tags)) })
}

type untagResourceInput struct {
	ResourceARN string
	TagKeys     []string
}

func untagResource(ctx context.Context, b *Bus, in untagResourceInput) (any, error) {
	return none{}, b.changeTags(ctx, in.ResourceARN, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

type resource struct{ ResourceARN string }

func listTagsForResource(ctx context.Context, b *Bus, in resource) (any, error) {
	bus, name := b.tagged(in.ResourceARN)
	of, err := b.bus(ctx, bus)
	if err != nil {
		return nil, resourceError(in.ResourceARN, err)
	}
	tags := of.tags
	switch r := of.rules[name]; {
	case r == nil && of.arn != in.ResourceARN:
		return nil, noResource(in.ResourceARN)
	case r != nil:
		tags = r.tags
	}
	all := []tag{}
	for _, key := range sortedNames(tags) {
		all = append(all, tag{key, tags[key]})
	}
	return struct{ Tags []tag }{all}, nil
}
