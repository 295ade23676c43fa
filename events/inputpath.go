package events

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// inputPath leads to a part of an event, as $.detail.items[0].name or $.resources[*].
type inputPath []pathStep

// pathStep is a step to a member, to an element, or to all of either.
type pathStep struct {
	name  string
	index int // of an element, if name is ""; allParts for all members or elements
}

const allParts = -1

// maxInputPath is the most characters of a path. EventBridge: the limit of its model.
const maxInputPath = 256

// parseInputPath reads a path in dot notation. EventBridge: there are no filters, and no names in
// brackets.
func parseInputPath(text string) (inputPath, error) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok || len(text) > maxInputPath {
		return nil, fmt.Errorf("%.40q is no path: want $, and at most %d characters", text, maxInputPath)
	}
	var p inputPath
	for rest != "" {
		var s pathStep
		var err error
		if s, rest, err = nextStep(rest); err != nil {
			return nil, fmt.Errorf("%.40q is no path: %w", text, err)
		}
		p = append(p, s)
	}
	return p, nil
}

// nextStep reads the first step of a path.
func nextStep(text string) (s pathStep, rest string, err error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		index, rest, closed := strings.Cut(inner, "]")
		if index == "*" && closed {
			return pathStep{index: allParts}, rest, nil
		}
		n, err := strconv.ParseUint(index, 10, 31)
		if err != nil || !closed {
			return s, "", fmt.Errorf("brackets hold an index or *, not %.20q", index)
		}
		return pathStep{index: int(n)}, rest, nil
	}
	name, ok := strings.CutPrefix(text, ".")
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name, rest = name[:i], name[i:]
	}
	switch {
	case !ok || name == "":
		return s, "", fmt.Errorf("a name is missing before %.20q", text)
	case name == "*":
		return pathStep{index: allParts}, rest, nil
	}
	return pathStep{name: name}, rest, nil
}

// find returns the part of an event that the path leads to, none if there is none. A path with
// an asterisk leads to an array.
func (p inputPath) find(event jsonvalue.Value) jsonvalue.Value {
	found, many := []jsonvalue.Value{event}, false
	for _, s := range p {
		var next []jsonvalue.Value
		for _, v := range found {
			next = s.take(next, v)
		}
		found, many = next, many || s.index == allParts
	}
	switch {
	case len(found) == 0:
		return jsonvalue.Value{}
	case many:
		return jsonvalue.OfArray(found)
	}
	return found[0]
}

// take adds to found where the step leads from v.
func (s pathStep) take(found []jsonvalue.Value, v jsonvalue.Value) []jsonvalue.Value {
	switch {
	case s.name != "":
		v = v.Get(s.name)
	case s.index != allParts:
		v = v.Index(s.index)
	default:
		for _, e := range v.Elements() {
			found = append(found, e)
		}
		for _, e := range v.Members() {
			found = append(found, e)
		}
		return found
	}
	if v.Exists() {
		found = append(found, v)
	}
	return found
}
