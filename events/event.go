package events

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/jsonvalue"
)

// An Event is what happened, in the envelope of EventBridge.
type Event struct {
	ID         string // "" for a random UUID
	DetailType string
	Source     string
	Account    string    // "" for that of the Bus
	Time       time.Time // in seconds; the zero time for the time at which it is put
	Region     string    // "" for that of the Bus
	Resources  []string  // ARNs
	Detail     json.RawMessage
}

// ParseEvent reads an event. Its Detail must be an object; members that are missing stay empty.
func ParseEvent(text []byte) (Event, error) {
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return Event{}, fmt.Errorf("events: the event is not JSON: %w", err)
	}
	e := Event{
		ID: v.Get("id").Text(), DetailType: v.Get("detail-type").Text(), Source: v.Get("source").Text(),
		Account: v.Get("account").Text(), Region: v.Get("region").Text(), Detail: v.Get("detail").JSON(),
	}
	for _, r := range v.Get("resources").Elements() {
		e.Resources = append(e.Resources, r.Text())
	}
	if at := v.Get("time"); at.Exists() {
		if e.Time, err = time.Parse(time.RFC3339, at.Text()); err != nil {
			return Event{}, fmt.Errorf("events: the event's time: %w", err)
		}
	}
	return e, e.check()
}

// maxDepth is how deep arrays and objects of a detail may be. EventBridge: a limit of PutEvents.
const maxDepth = 1000

// check returns an error if the Detail is no object.
func (e Event) check() error {
	detail, err := jsonvalue.ParseWithin(e.Detail, jsonvalue.Limits{Depth: maxDepth})
	if err != nil {
		return fmt.Errorf("events: the event's detail is not JSON: %w", err)
	}
	if detail.Kind() != jsonvalue.Object {
		return fmt.Errorf("events: the event's detail is of the JSON type %v, want an object", detail.Kind())
	}
	return nil
}

// JSON returns the event as targets get it. The caller owns the slice.
func (e Event) JSON() []byte { return e.value().JSON() }

// value returns the event with its members in EventBridge's order.
func (e Event) value() jsonvalue.Value {
	return jsonvalue.OfObject(append(e.envelope("detail-type"), jsonvalue.Member{Name: "detail", Value: e.detail()}))
}

func (e Event) detail() jsonvalue.Value {
	v, err := jsonvalue.Parse(e.Detail)
	if err != nil {
		return jsonvalue.EmptyObject
	}
	return v
}

// envelope returns the members but the detail. typeName is the name of that for the type.
func (e Event) envelope(typeName string) []jsonvalue.Member {
	resources := make([]jsonvalue.Value, 0, len(e.Resources))
	for _, r := range e.Resources {
		resources = append(resources, jsonvalue.OfString(r))
	}
	return []jsonvalue.Member{
		text("version", "0"), text("id", e.ID), text(typeName, e.DetailType), text("source", e.Source),
		text("account", e.Account), text("time", e.Time.UTC().Format(time.RFC3339)), text("region", e.Region),
		{Name: "resources", Value: jsonvalue.OfArray(resources)},
	}
}

// text returns a member with a string.
func text(name, value string) jsonvalue.Member {
	return jsonvalue.Member{Name: name, Value: jsonvalue.OfString(value)}
}

// idOf returns the UUID that stands for texts.
func idOf(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return uuid.Format([16]byte(sum[:16]), 8)
}

// newID returns a random UUID.
func newID() string {
	var random [16]byte
	rand.Read(random[:]) // never fails
	return uuid.Format(random, 4)
}
