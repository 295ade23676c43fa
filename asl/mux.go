package asl

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A Mux is a [TaskResolver] and a [MachineResolver] that finds tasks and machines by
// patterns of resources.
//
// A pattern has segments that are separated by colons, like an ARN. A segment is literal
// text; "*", which matches any segment; or "{name}", which matches any segment, too, and
// gives its text to the task in the Captures of its [TaskInfo]. A "*" at the end matches one
// or more segments. Apart from that, pattern and resource have the same number of segments.
// Segments may be empty, as in "arn:aws:states:::lambda:invoke".
//
// Patterns match a resource without its suffix ".sync", ".sync:2" or ".waitForTaskToken".
// The task finds the suffix as the Pattern of its TaskInfo.
//
// If several patterns match a resource, the most specific one is used, whatever the order
// of registration. The first segment from the left in which two patterns differ decides:
// literal text is more specific than "*" and "{name}", which are more specific than a "*" at
// the end. Two patterns that do not differ in this way conflict.
//
// The methods that register panic if a pattern is malformed or conflicts with another one,
// or if a function is nil; the text says where they were called.
//
// The zero Mux is ready to use and has no patterns. A Mux is safe for concurrent use and
// must not be copied after first use.
type Mux struct {
	mu        sync.RWMutex
	root      node
	resolvers []TaskResolver // of the handlers
}

// Handle registers f for the resources that pattern matches.
func (m *Mux) Handle(pattern string, f TaskFunc) {
	h := newHandler("Handle", pattern)
	if f == nil {
		h.fail("the TaskFunc is nil")
	}
	h.task = f
	m.register(h, pattern)
}

// HandleResolver registers r for the resources that pattern matches. r is called with the
// resource as it is written. If it returns an error, no other pattern is tried. If r is a
// *Mux, its captures are added to those of pattern.
func (m *Mux) HandleResolver(pattern string, r TaskResolver) {
	h := newHandler("HandleResolver", pattern)
	if r == nil {
		h.fail("the TaskResolver is nil")
	}
	if inner, ok := r.(*Mux); ok && inner == m {
		h.fail("a Mux cannot be its own resolver")
	}
	h.resolver = r
	m.register(h, pattern)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resolvers = append(m.resolvers, r)
}

// checksCalls reports whether a resolver checks parameters, or one of those of a Mux.
func checksCalls(r TaskResolver) bool {
	m, isMux := r.(*Mux)
	if !isMux {
		_, checks := r.(ParameterChecker)
		return checks
	}
	m.mu.RLock()
	all := m.resolvers
	m.mu.RUnlock()
	return slices.ContainsFunc(all, checksCalls)
}

// Lambda registers f for the Lambda function with that name, in each form that a resource may
// have: an ARN with any partition, region and account, a partial ARN
// ("123456789012:function:orders"), or the bare name. Each may end with an alias or a
// version, which the task finds as the capture "qualifier".
func (m *Mux) Lambda(name string, f TaskFunc) {
	h := newHandler("Lambda", name)
	if f == nil {
		h.fail("the TaskFunc is nil")
	}
	if name == "" || strings.ContainsAny(name, ":*{}") {
		h.fail(`want the bare name of a function, such as "orders", without ARN, alias or wildcard; Handle takes patterns`)
	}
	h.task = f
	m.register(h,
		name, name+":{qualifier}",
		"*:function:"+name, "*:function:"+name+":{qualifier}",
		"arn:*:lambda:*:*:function:"+name, "arn:*:lambda:*:*:function:"+name+":{qualifier}")
}

// HandleMachine registers the machine that states:startExecution tasks start if pattern
// matches the StateMachineArn. A pattern without a colon is the name of the machine: it
// matches any partition, region and account, with or without an alias or a version.
func (m *Mux) HandleMachine(pattern string, machine *Machine) {
	h := newHandler("HandleMachine", pattern)
	if machine == nil {
		h.fail("the Machine is nil")
	}
	h.machine = machine
	m.register(h, machinePatterns(pattern)...)
}

func machinePatterns(pattern string) []string {
	if pattern == "" || strings.Contains(pattern, ":") {
		return []string{pattern}
	}
	arn := "arn:*:states:*:*:stateMachine:" + pattern
	return []string{arn, arn + ":{qualifier}"}
}

// ResolveMachine returns the machine of the most specific pattern that matches the ARN. If
// there is none, the error wraps [ErrNoTask].
func (m *Mux) ResolveMachine(arn string) (*Machine, error) {
	p := m.find(arn)
	if p == nil {
		return nil, noMachine(arn)
	}
	if p.handler.machine != nil {
		return p.handler.machine, nil
	}
	if r, ok := p.handler.resolver.(MachineResolver); ok {
		return r.ResolveMachine(arn)
	}
	return nil, noMachine(arn)
}

// ResolveTask returns the task of the most specific pattern that matches the resource, with
// or without its suffix. If there is none, the error wraps [ErrNoTask]; the error of a
// resolver is returned as it is.
func (m *Mux) ResolveTask(resource string) (TaskFunc, error) {
	r, err := m.resolve(resource)
	return r.task, err
}

// resolved is the task for a resource.
type resolved struct {
	task     TaskFunc
	captures map[string]string // nil if there are none
	checker  ParameterChecker  // nil if parameters are not checked
}

// resolve is ResolveTask, and also returns the captures.
func (m *Mux) resolve(resource string) (resolved, error) {
	base := trimIntegration(resource)
	p := m.find(base)
	if p == nil {
		return resolved{}, noTask(resource)
	}
	r, err := p.handler.resolve(resource)
	if err != nil {
		return resolved{}, err
	}
	r.captures = merged(p.capture(base), r.captures)
	return r, nil
}

// merged returns the captures of both. If both have a name, that of inner is used.
func merged(outer, inner map[string]string) map[string]string {
	if outer == nil {
		return inner
	}
	if inner == nil {
		return outer
	}
	both := maps.Clone(outer)
	maps.Copy(both, inner)
	return both
}

// find returns the most specific pattern that matches, or nil if there is none.
func (m *Mux) find(resource string) *pattern {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.root.find(resource)
}

// register adds all patterns. If it panics, it has added none.
func (m *Mux) register(h *handler, texts ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	slots := make([]**pattern, len(texts))
	patterns := make([]*pattern, len(texts))
	for i, text := range texts {
		names, err := parsePattern(text)
		if err != nil {
			h.fail(err.Error())
		}
		patterns[i] = &pattern{names, h}
		slots[i] = m.root.slot(text)
		if other := *slots[i]; other != nil {
			h.fail(fmt.Sprintf("conflicts with %s: both match %q and neither is more specific; "+
				"remove one or make it literal in one segment more", other.handler, text))
		}
	}
	for i, slot := range slots {
		*slot = patterns[i]
	}
}

// handler is what one call of a method registers: a task, a resolver or a machine.
type handler struct {
	call, place string // such as `Handle("a:b")` and "main.go:12"
	task        TaskFunc
	resolver    TaskResolver
	machine     *Machine
}

// newHandler must be called by the method that the user calls, for the place.
func newHandler(method, arg string) *handler {
	h := &handler{call: fmt.Sprintf("Mux.%s(%q)", method, arg), place: "unknown place"}
	if _, file, line, ok := runtime.Caller(2); ok {
		h.place = fmt.Sprintf("%s:%d", file, line)
	}
	return h
}

// resolve returns the task that is registered, or that the resolver finds.
func (h *handler) resolve(resource string) (r resolved, err error) {
	switch {
	case h.task != nil:
		return resolved{task: h.task}, nil
	case h.machine != nil:
		return r, noTask(resource)
	}
	if inner, ok := h.resolver.(*Mux); ok {
		return inner.resolve(resource)
	}
	return resolvedBy(h.resolver, resource)
}

// resolvedBy returns the task of a resolver that is no Mux.
func resolvedBy(r TaskResolver, resource string) (found resolved, err error) {
	found.task, err = r.ResolveTask(resource)
	if err == nil && found.task == nil {
		err = noTask(resource)
	}
	found.checker, _ = r.(ParameterChecker)
	return found, err
}

func (h *handler) String() string { return h.call + " at " + h.place }

func (h *handler) fail(problem string) { panic("asl: " + h.String() + ": " + problem) }
