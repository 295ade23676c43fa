package events

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/internal/jackson"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// A Pattern says which events a rule is for. It is immutable, and safe for concurrent use.
type Pattern struct {
	text string
	root *object
}

// maxPattern is the most characters of a pattern. EventBridge: the limit of its model.
const maxPattern = 4096

// The most combinations of alternatives of "$or" in an object of a pattern, and that may be made
// of all objects.
const (
	maxWays = 1000
	maxMade = 10 * maxWays
)

// ParsePattern reads an event pattern: a JSON object of at most 4,096 characters, with fields
// like those of events, and arrays of what a value may be. The error is an [*Exception], an
// InvalidEventPatternException with EventBridge's words and the place.
//
// All of EventBridge's operators are known: prefix, suffix, equals-ignore-case, wildcard,
// anything-but, numeric, cidr, exists and $or. A name with dots is the name of one field.
func ParsePattern(text string) (*Pattern, error) {
	if n := utf8.RuneCountInString(text); n > maxPattern {
		return nil, invalidPattern(fmt.Sprintf("it has %d characters, at most %d are allowed", n, maxPattern))
	}
	n, err := jsontree.Parse(text, jsonvalue.Limits{})
	if err != nil {
		reason := err.Error()
		if message, place, ok := jackson.Explain(text); ok {
			reason = message + " at " + place
		}
		return nil, invalidPattern(reason)
	}
	if n.Kind() != jsonvalue.Object {
		return nil, invalidPattern("Filter is not an object at " + jackson.Place(text, seen(n)))
	}
	root, err := new(patternReader).object(n, false)
	if wrong, ok := err.(*patternError); ok {
		return nil, invalidPattern(wrong.reason + " at " + jackson.Place(text, wrong.pos))
	}
	root.finish(0, 0)
	return &Pattern{text: text, root: root}, nil
}

// String returns the text of the pattern.
func (p *Pattern) String() string { return p.text }

// Matches reports whether the pattern matches an event. It takes time in proportion to the
// size of the event, whatever the pattern.
func (p *Pattern) Matches(e Event) bool { return p.matches(e.value()) }

// MatchesJSON is Matches for an event in JSON, which needs none of the fields that EventBridge
// gives its events. The error says that the text is no JSON object.
func (p *Pattern) MatchesJSON(event []byte) (bool, error) {
	v, err := jsonvalue.Parse(event)
	if err != nil {
		return false, fmt.Errorf("events: the event is not JSON: %w", err)
	}
	if v.Kind() != jsonvalue.Object {
		return false, fmt.Errorf("events: the event is of the JSON type %v, want an object", v.Kind())
	}
	return p.matches(v), nil
}

func (p *Pattern) matches(event jsonvalue.Value) bool {
	m := match{absent: map[place]bool{}}
	return m.object(p.root, event)
}

// patternError says what is wrong with a pattern, and where.
type patternError struct {
	reason string
	pos    int
}

func (e *patternError) Error() string { return e.reason }

func invalidPattern(reason string) error {
	return &Exception{Code: "InvalidEventPatternException", Message: "Event pattern is not valid. Reason: " + reason}
}

// wrongAt returns an error at a value of which Jackson has seen the beginning.
func wrongAt(n jsontree.Node, format string, args ...any) error {
	return &patternError{fmt.Sprintf(format, args...), seen(n)}
}

// wrongAfter returns an error after a value.
func wrongAfter(n jsontree.Node, format string, args ...any) error {
	return &patternError{fmt.Sprintf(format, args...), n.End()}
}

// seen returns how far Jackson has read when it knows what a value is: up to the quote or the
// bracket that opens it, or to the end of what has neither.
func seen(n jsontree.Node) int {
	if strings.ContainsRune(`"[{`, rune(n.Raw()[0])) {
		return n.Pos + 1
	}
	return n.End()
}
