package events

import (
	"context"
	"maps"
	"slices"
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

func createEventBus(_ context.Context, b *Bus, in createEventBusInput) (any, error) {
	if err := b.CreateBus(in.Name); err != nil {
		return nil, err
	}
	arn := b.arn("event-bus/" + in.Name)
	return struct{ EventBusArn string }{arn}, b.tag(arn, tagMap(in.Tags))
}

type busName struct{ Name string }

func describeEventBus(_ context.Context, b *Bus, in busName) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	of, err := b.bus(in.Name)
	if err != nil {
		return nil, err
	}
	return of.describe(), nil
}

func deleteEventBus(_ context.Context, b *Bus, in busName) (any, error) {
	return nil, b.DeleteBus(in.Name)
}

type listEventBusesInput struct {
	NamePrefix string
	page
}

func listEventBuses(_ context.Context, b *Bus, in listEventBusesInput) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []described
	for _, name := range slices.Sorted(maps.Keys(b.buses)) {
		if strings.HasPrefix(name, in.NamePrefix) {
			all = append(all, b.buses[name].describe())
		}
	}
	all, next, err := paged(in.page, all, func(d described) string { return d.Name })
	return struct {
		EventBuses []described
		NextToken  string `json:",omitempty"`
	}{all, next}, err
}

// tags returns the tags of a rule or an event bus, which may be changed. b.mu is held.
func (b *Bus) tags(arn string) (map[string]string, error) {
	for _, of := range b.buses {
		if of.arn == arn {
			return of.tags, nil
		}
		for _, r := range of.rules {
			if r.ARN == arn {
				return r.tags, nil
			}
		}
	}
	return nil, &Exception{"ResourceNotFoundException", "Resource " + arn + " does not exist."}
}

// tag adds tags.
func (b *Bus) tag(arn string, more map[string]string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	tags, err := b.tags(arn)
	if err != nil {
		return err
	}
	all := maps.Clone(tags)
	maps.Copy(all, more)
	if len(all) > maxTags {
		return limitExceeded()
	}
	maps.Copy(tags, more)
	return nil
}

type tagResourceInput struct {
	ResourceARN string
	Tags        []tag
}

func tagResource(_ context.Context, b *Bus, in tagResourceInput) (any, error) {
	return none{}, b.tag(in.ResourceARN, tagMap(in.Tags))
}

type untagResourceInput struct {
	ResourceARN string
	TagKeys     []string
}

func untagResource(_ context.Context, b *Bus, in untagResourceInput) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tags, err := b.tags(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(tags, key)
	}
	return none{}, nil
}

type resource struct{ ResourceARN string }

func listTagsForResource(_ context.Context, b *Bus, in resource) (any, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tags, err := b.tags(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	all := []tag{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		all = append(all, tag{key, tags[key]})
	}
	return struct{ Tags []tag }{all}, nil
}
