package events

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/durable"
)

// eventBus is an event bus, as it was read from the store. It is never changed; a copy is.
type eventBus struct {
	name    string
	arn     string
	created time.Time
	tags    map[string]string
	rules   map[string]*rule

	stored  durable.Object
	deleted bool // in a copy that is to be stored
}

// defaultBus is the name of the event bus that each account has.
const defaultBus = "default"

// busKind is the kind of the objects that event buses are. Their names are the ARNs.
const busKind = "event-bus"

// maxStored is the most bytes of an event bus with its rules.
const maxStored = 32 << 20

// storedBus is the value of an object.
type storedBus struct {
	Created time.Time
	Tags    map[string]string
	Rules   []storedRule
}

type storedRule struct {
	Rule
	Targets []Target
	Tags    map[string]string
	Began   time.Time
}

// nameOf returns the name of an event bus of its name or ARN, "" for the default one. The ARN of
// another account or region is no name of any.
func (b *Bus) nameOf(bus string) string {
	return cmp.Or(strings.TrimPrefix(bus, b.busARN("")), defaultBus)
}

func (b *Bus) busARN(name string) string { return b.arn("event-bus/" + name) }

// bus returns an event bus by its name or ARN, "" for the default one.
func (b *Bus) bus(ctx context.Context, name string) (*eventBus, error) {
	name = b.nameOf(name)
	arn := b.busARN(name)
	o, err := b.objects.Object(ctx, busKind, arn)
	switch {
	case err == nil:
		return b.read(o)
	case !errors.Is(err, durable.ErrNotFound):
		return nil, fmt.Errorf("events: event bus %s: %w", name, err)
	}
	b.mu.Lock()
	delete(b.known, arn)
	b.mu.Unlock()
	if name != defaultBus {
		return nil, notFound("Event bus " + name + " does not exist.")
	}
	return b.emptyBus(defaultBus, nil), nil
}

// emptyBus returns an event bus that is not stored yet.
func (b *Bus) emptyBus(name string, tags map[string]string) *eventBus {
	return &eventBus{name: name, arn: b.busARN(name), created: b.began, tags: tags}
}

// read returns the event bus that an object is. What was read before is not read again.
func (b *Bus) read(o durable.Object) (*eventBus, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if of := b.known[o.Name]; of != nil && of.stored.Version == o.Version && bytes.Equal(of.stored.Value, o.Value) {
		return of, nil
	}
	of, err := b.parse(o)
	if err != nil {
		return nil, fmt.Errorf("events: event bus %s cannot be read: %w", o.Name, err)
	}
	b.known[o.Name] = of
	return of, nil
}

func (b *Bus) parse(o durable.Object) (*eventBus, error) {
	var s storedBus
	if err := json.Unmarshal(o.Value, &s); err != nil {
		return nil, err
	}
	of := &eventBus{name: b.nameOf(o.Name), arn: o.Name, created: s.Created, tags: s.Tags, rules: map[string]*rule{}, stored: o}
	for _, one := range s.Rules {
		r := &rule{Rule: one.Rule, tags: one.Tags, began: one.Began}
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.Name, err)
		}
		for _, t := range one.Targets {
			checked, err := t.check()
			if err != nil {
				return nil, fmt.Errorf("rule %s: %w", r.Name, err)
			}
			r.targets = append(r.targets, checked)
		}
		of.rules[r.Name] = r
	}
	return of, nil
}

// value returns the value of the object that the event bus is, nil if that is to be deleted.
func (of *eventBus) value() ([]byte, error) {
	if of.deleted {
		return nil, nil
	}
	s := storedBus{Created: of.created.UTC(), Tags: of.tags}
	for _, name := range sortedNames(of.rules) {
		r := of.rules[name]
		s.Rules = append(s.Rules, storedRule{r.Rule, r.plainTargets(), r.tags, r.began.UTC()})
	}
	text, err := json.Marshal(s)
	if err == nil && len(text) > maxStored {
		err = limitExceeded()
	}
	return text, err
}

// maxConflicts is how often a change is tried while others change the same event bus.
const maxConflicts = 100

// change lets f change a copy of an event bus, and stores that. f may be called several times,
// and what it has put into the rules must be new.
func (b *Bus) change(ctx context.Context, name string, f func(*eventBus) error) error {
	for range maxConflicts {
		of, err := b.bus(ctx, name)
		if err != nil {
			return err
		}
		changed := *of
		changed.tags, changed.rules = copied(of.tags), copied(of.rules)
		if err := f(&changed); err != nil {
			return err
		}
		if err := b.store(ctx, &changed); !errors.Is(err, durable.ErrConflict) {
			return err
		}
	}
	return &Exception{"ConcurrentModificationException", "There is concurrent modification on event bus " + name + "."}
}

// copied is maps.Clone, but never nil.
func copied[V any](m map[string]V) map[string]V {
	all := make(map[string]V, len(m))
	maps.Copy(all, m)
	return all
}

// sortedNames returns the names of a map in order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// store stores an event bus in place of what it was read from. The error may wrap
// [durable.ErrConflict].
func (b *Bus) store(ctx context.Context, of *eventBus) error {
	value, err := of.value()
	if err != nil {
		return err
	}
	if err := b.objects.PutObject(ctx, durable.Object{Kind: busKind, Name: of.arn, Value: value}, of.stored.Version); err != nil {
		return fmt.Errorf("events: event bus %s: %w", of.name, err)
	}
	b.wake()
	return nil
}

// CreateBus makes an event bus. The errors are ValidationException and
// ResourceAlreadyExistsException, as an [*Exception].
func (b *Bus) CreateBus(ctx context.Context, name string) error { return b.createBus(ctx, name, nil) }

// createBus is CreateBus with tags.
func (b *Bus) createBus(ctx context.Context, name string, tags map[string]string) error {
	if name == "" || len(name) > 256 || !isName(strings.ReplaceAll(name, "/", "")) {
		return invalid(fmt.Sprintf("Parameter Name is not valid. Reason: %.300q is no name of 1 to 256 letters, digits and /.-_", name))
	}
	all, err := b.buses(ctx)
	switch {
	case err != nil:
		return err
	case slices.ContainsFunc(all, func(of *eventBus) bool { return of.name == name }):
		return busExists(name)
	case len(all) > maxBuses || len(tags) > maxTags:
		return limitExceeded()
	}
	made := b.emptyBus(name, tags)
	made.created = b.clock.Now()
	if err := b.store(ctx, made); !errors.Is(err, durable.ErrConflict) {
		return err
	}
	return busExists(name)
}

func busExists(name string) error {
	return &Exception{"ResourceAlreadyExistsException", "Event bus " + name + " already exists."}
}

// DeleteBus deletes an event bus, if it exists. The error is ValidationException if it has
// rules, or is the default one.
func (b *Bus) DeleteBus(ctx context.Context, name string) error {
	err := b.change(ctx, name, func(of *eventBus) error {
		switch {
		case of.name == defaultBus:
			return invalid("Cannot delete event bus default.")
		case len(of.rules) > 0:
			return invalid("Event bus can't be deleted since it has rules.")
		}
		of.deleted = true
		return nil
	})
	if isNotFound(err) {
		return nil
	}
	return err
}

// buses returns all event buses, by their names.
func (b *Bus) buses(ctx context.Context) (all []*eventBus, err error) {
	prefix := b.busARN("")
	stored, err := b.objects.Objects(ctx, busKind, prefix, maxBuses+1)
	if err != nil {
		return nil, fmt.Errorf("events: event buses: %w", err)
	}
	for _, o := range stored {
		if !strings.HasPrefix(o.Name, prefix) {
			break // of another region or account
		}
		of, err := b.read(o)
		if err != nil {
			return nil, err
		}
		all = append(all, of)
	}
	if !slices.ContainsFunc(all, func(of *eventBus) bool { return of.name == defaultBus }) {
		all = append(all, b.emptyBus(defaultBus, nil))
	}
	slices.SortFunc(all, func(x, y *eventBus) int { return strings.Compare(x.name, y.name) })
	return all, nil
}
