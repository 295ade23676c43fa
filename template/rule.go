package template

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/goasl/goasl/events"
)

// A Rule starts machines of the project, for events or by a schedule. It comes from a rule of
// EventBridge, an event of SAM, or a schedule of EventBridge Scheduler.
type Rule struct {
	events.Rule
	ID      string // of the resource, with the nested stack that it is in
	Targets []Target
}

// A Target is a machine that a rule starts.
type Target struct {
	events.Target
	Machine *Machine
}

// readRules adds the rules of a stack that start machines.
func (s *stack) readRules(p *Project) error {
	kinds := map[string]func(*Project, *resource) (*Rule, error){"AWS::Events::Rule": s.rule, "AWS::Scheduler::Schedule": s.schedule}
	var wrong problems
	for _, r := range s.order {
		read := kinds[r.kind]
		if read == nil {
			continue
		}
		there, err := r.exists()
		if wrong.add(err) || !there {
			continue
		}
		before := len(s.all)
		rule, err := read(p, r)
		if wrong.add(err) {
			continue
		}
		if rule == nil || len(rule.Targets) == 0 {
			s.forget(before)
			continue
		}
		p.Rules = append(p.Rules, rule)
	}
	return wrong.err()
}

// forget takes back the stand-ins of something that is no concern of machines.
func (a *app) forget(from int) {
	for _, s := range a.all[from:] {
		delete(a.told, s.Name)
	}
	a.all = a.all[:from]
}

// machineOf returns the machine that an ARN, with or without a version or an alias, is of.
func (p *Project) machineOf(arn string) *Machine {
	return p.byARN[unqualified(arn)]
}

// unqualified returns the ARN of a machine without a version or an alias.
func unqualified(arn string) string {
	const parts = 7 // before a qualifier
	all := strings.SplitN(arn, ":", parts+1)
	return strings.Join(all[:min(parts, len(all))], ":")
}

// rule reads a rule of EventBridge; nil is one that starts no machine.
func (s *stack) rule(p *Project, r *resource) (*Rule, error) {
	rule := &Rule{ID: s.id + r.id}
	targets := r.property("Targets")
	if targets == nil {
		return nil, nil
	}
	all, err := s.evalElements(targets, "Targets of "+r.id)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		m := p.machineOf(orText(t.get("Arn"), ""))
		if m == nil {
			continue
		}
		target, err := readTarget(t.node)
		if err != nil {
			return nil, err
		}
		rule.Targets = append(rule.Targets, Target{target, m})
	}
	if len(rule.Targets) == 0 {
		return nil, nil
	}
	return rule, r.readRule(&rule.Rule)
}

// readRule reads what is not the targets.
func (r *resource) readRule(to *events.Rule) error {
	name, err := r.name(r.node)
	if err != nil {
		return err
	}
	to.Name = name.text
	for _, p := range []struct {
		name string
		of   *string
	}{
		{"ScheduleExpression", &to.ScheduleExpression}, {"State", &to.State}, {"Description", &to.Description},
		{"EventBusName", &to.EventBusName}, {"RoleArn", &to.RoleARN},
	} {
		if *p.of, err = r.textOf(p.name); err != nil {
			return err
		}
	}
	pattern, err := r.value("EventPattern")
	if err != nil || pattern == nil {
		return err
	}
	if to.EventPattern, err = r.stack.json(pattern); err != nil {
		return err
	}
	if _, err := events.ParsePattern(to.EventPattern); err != nil {
		return pattern.problem("the pattern of %s: %v", r.id, err)
	}
	return nil
}

// json returns a value as JSON, and a text as it is: a property of type Json may be one.
func (s *stack) json(n *node) (string, error) {
	if n.kind == text {
		return n.text, nil
	}
	w := writer{stack: s}
	err := w.value(n, 0)
	return w.b.String(), err
}

// readTarget reads a target.
func readTarget(n *node) (events.Target, error) {
	word := func(name string) string { return orText(n.get(name), "") }
	t := events.Target{ID: word("Id"), ARN: word("Arn"), RoleARN: word("RoleArn"), Input: word("Input"), InputPath: word("InputPath")}
	if i := n.get("InputTransformer"); i != nil {
		t.InputTransformer = &events.InputTransformer{InputPathsMap: textsOf(i.get("InputPathsMap")), InputTemplate: orText(i.get("InputTemplate"), "")}
	}
	if d := n.get("DeadLetterConfig"); d != nil {
		t.DeadLetterConfig = &events.DeadLetterConfig{ARN: orText(d.get("Arn"), "")}
	}
	retry := n.get("RetryPolicy")
	if retry == nil {
		return t, nil
	}
	t.RetryPolicy = &events.RetryPolicy{}
	var wrong problems
	wrong.add(readNumber(retry.get("MaximumRetryAttempts"), &t.RetryPolicy.MaximumRetryAttempts))
	wrong.add(readNumber(retry.get("MaximumEventAgeInSeconds"), &t.RetryPolicy.MaximumEventAgeInSeconds))
	return t, wrong.err()
}

// textsOf returns the members of an object that are texts, nil if there are none.
func textsOf(n *node) map[string]string {
	if len(members(n)) == 0 {
		return nil
	}
	all := map[string]string{}
	for _, m := range n.members {
		all[m.name] = orText(m.node, "")
	}
	return all
}

// readNumber reads a whole number, if there is one.
func readNumber(n *node, to **int) error {
	if n == nil {
		return nil
	}
	i, err := strconv.Atoi(n.text)
	if err != nil {
		return n.problem("this has to be a whole number, not %q", n.text)
	}
	*to = &i
	return nil
}

// schedule reads a schedule of EventBridge Scheduler. It is a rule with a constant input.
func (s *stack) schedule(p *Project, r *resource) (*Rule, error) {
	v, err := r.value("Target")
	if err != nil || v == nil {
		return nil, err
	}
	m := p.machineOf(orText(v.get("Arn"), ""))
	if m == nil {
		return nil, nil
	}
	target, err := readTarget(v)
	if err != nil {
		return nil, err
	}
	target.ID = cmp.Or(target.ID, "machine")
	if target.Input != "" && !json.Valid([]byte(target.Input)) { // Scheduler passes texts on, and a machine takes JSON only
		return nil, v.get("Input").problem("the Input of %s is not JSON", r.id)
	}
	rule := &Rule{ID: s.id + r.id, Targets: []Target{{target, m}}}
	if err := r.readRule(&rule.Rule); err != nil {
		return nil, err
	}
	rule.ScheduleExpressionTimezone, err = r.textOf("ScheduleExpressionTimezone")
	return rule, err
}
