package asl

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// pattern is a parsed pattern of a Mux.
type pattern struct {
	names   []string // what each segment captures, "" if it captures nothing
	handler *handler
}

// capture returns the segments of a matching resource that are captured, by name.
func (p *pattern) capture(resource string) map[string]string {
	var captures map[string]string
	for _, name := range p.names {
		segment, rest, _ := strings.Cut(resource, ":")
		if name != "" {
			if captures == nil {
				captures = make(map[string]string)
			}
			captures[name] = segment
		}
		resource = rest
	}
	return captures
}

// parsePattern checks a pattern, and returns the name that each segment captures.
func parsePattern(text string) ([]string, error) {
	if text == "" {
		return nil, errors.New(`the pattern is empty; "*" matches every resource`)
	}
	if base := trimIntegration(text); base != text {
		return nil, fmt.Errorf("resources match without their integration suffix; leave out %q", text[len(base):])
	}
	segments := strings.Split(text, ":")
	names := make([]string, len(segments))
	seen := make(map[string]bool)
	for i, segment := range segments {
		name, err := captureName(segment)
		if err != nil {
			return nil, err
		}
		if name != "" && seen[name] {
			return nil, fmt.Errorf("two segments capture %q; each name must be unique", name)
		}
		names[i], seen[name] = name, true
	}
	if strings.Count(text, "{") != strings.Count(text, "}") {
		return nil, errors.New(`a "{" or "}" has no counterpart; a capture is "{name}"`)
	}
	return names, nil
}

// captureName returns the name that a segment captures, "" for literal text and for "*". The
// "${" of a placeholder is literal text.
func captureName(segment string) (string, error) {
	inner, isCapture := strings.CutPrefix(segment, "{")
	switch {
	case isCapture:
		name, closed := strings.CutSuffix(inner, "}")
		if !closed || name == "" || strings.ContainsFunc(name, notInName) {
			return "", fmt.Errorf(`the segment %q is no capture; `+
				`want "{name}" with letters, digits and "_" as the name`, segment)
		}
		return name, nil
	case segment != "*" && strings.Contains(segment, "*"):
		return "", fmt.Errorf(`the segment %q has a "*" in it; a "*" stands for a whole segment`, segment)
	case strings.Contains(strings.ReplaceAll(segment, "${", ""), "{"):
		return "", fmt.Errorf(`the segment %q has a "{" in it; a "{name}" stands for a whole segment`, segment)
	}
	return "", nil
}

func notInName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// trimIntegration returns a resource without the suffix of its integration pattern.
func trimIntegration(resource string) string {
	if base, ok := strings.CutSuffix(resource, ".sync"); ok {
		return base
	}
	if base, ok := strings.CutSuffix(resource, ".sync:2"); ok {
		return base
	}
	return strings.TrimSuffix(resource, ".waitForTaskToken")
}

// node is a node of the tree of patterns, whose edges are segments. Patterns conflict if
// they end at the same place. A search that tries literal text first finds the most specific
// pattern first, and visits each node at most once. A search in a sorted list would take
// longer the more functions are registered: each has six patterns.
type node struct {
	literals map[string]*node
	any      *node    // for "*" and "{name}"
	end      *pattern // that ends here
	rest     *pattern // that ends with a "*" for all further segments
}

// slot returns the place of a well-formed pattern, which it makes if needed.
func (n *node) slot(text string) **pattern {
	segment, rest, more := strings.Cut(text, ":")
	if segment == "*" && !more {
		return &n.rest
	}
	next := n.next(segment)
	if !more {
		return &next.end
	}
	return next.slot(rest)
}

// next returns the node behind a segment, which it makes if needed.
func (n *node) next(segment string) *node {
	if segment == "*" || strings.HasPrefix(segment, "{") {
		if n.any == nil {
			n.any = new(node)
		}
		return n.any
	}
	if n.literals[segment] == nil {
		if n.literals == nil {
			n.literals = make(map[string]*node)
		}
		n.literals[segment] = new(node)
	}
	return n.literals[segment]
}

// find returns the most specific pattern that matches the resource, or nil.
func (n *node) find(resource string) *pattern {
	segment, rest, more := strings.Cut(resource, ":")
	for _, next := range [...]*node{n.literals[segment], n.any} {
		if next == nil {
			continue
		}
		if !more && next.end != nil {
			return next.end
		}
		if more {
			if p := next.find(rest); p != nil {
				return p
			}
		}
	}
	return n.rest
}
