package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// partitions are the partitions of AWS, in order.
type partitions []partition

type partition struct {
	ID          string
	RegionRegex string
	Outputs     struct{ DNSSuffix, DualStackDNSSuffix, ImplicitGlobalRegion string }
	Regions     map[string]any
}

func readPartitions(dir string) (partitions, error) {
	text, err := os.ReadFile(filepath.Join(dir, "partitions.json"))
	if err != nil {
		return nil, err
	}
	var file struct{ Partitions partitions }
	err = json.Unmarshal(text, &file)
	return file.Partitions, err
}

// condense returns a line for each partition: its name, the expression of its regions, and
// the ends of its host names.
func (p partitions) condense() string {
	var b strings.Builder
	for _, p := range p {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", p.ID, p.RegionRegex, p.Outputs.DNSSuffix, p.Outputs.DualStackDNSSuffix)
	}
	return b.String()
}

// ruleSet says where a service is: botocore's form of the endpoint rules of AWS's SDKs.
type ruleSet struct {
	Parameters map[string]struct{ Default any }
	Rules      []rule
}

type rule struct {
	Conditions []condition
	Type       string // endpoint, error or tree
	Rules      []rule
	Error      string
	Endpoint   struct {
		URL        any
		Properties struct{ AuthSchemes []authScheme }
	}
}

type condition struct {
	Fn     string
	Argv   []any
	Assign string
}

type authScheme struct{ Name, SigningName, SigningRegion string }

// readRules reads the rules beside the newest model of a service, nil if there are none.
func readRules(folder string) (*ruleSet, error) {
	return newest[ruleSet](folder, "endpoint-rule-set-1")
}

// host is where a service is in a region.
type host struct{ url, region, name string }

func (h host) String() string { return strings.TrimRight(h.url+"\t"+h.region+"\t"+h.name, "\t") }

// hosts returns the lines about where a service is: "host", a region, a partition or "*",
// and the URL with {region}, {suffix} and {dual} in the place of those of the partition.
// What is true for all others is not said again: of regions as of their partition, of
// partitions as of most regions.
func (p partitions) hosts(rules *ruleSet, prefix string) (lines []string, err error) {
	standard := host{url: "https://" + prefix + ".{region}.{suffix}"}
	if rules == nil {
		return nil, nil
	}
	all := map[string]host{}
	count := map[host]int{}
	for _, p := range p {
		for region := range p.Regions {
			if strings.HasSuffix(region, "-global") {
				continue
			}
			h, err := rules.host(p, region)
			if errors.Is(err, errNoRule) {
				return nil, nil // it depends on the request
			}
			if err != nil {
				return nil, err
			}
			all[region] = h
			count[h]++
		}
	}
	most := commonest(count, standard)
	if most != standard {
		lines = append(lines, "host\t*\t"+most.String())
	}
	for _, p := range p {
		inside := map[host]int{}
		for region := range p.Regions {
			if h, ok := all[region]; ok {
				inside[h]++
			}
		}
		own := commonest(inside, most)
		if own != most {
			lines = append(lines, "host\t"+p.ID+"\t"+own.String())
		}
		for _, region := range sortedKeys(p.Regions) {
			if h, ok := all[region]; ok && h != own {
				lines = append(lines, "host\t"+region+"\t"+h.String())
			}
		}
	}
	return lines, nil
}

// commonest returns the host that is there most often: of several preferred, or else the
// first by its text.
func commonest(count map[host]int, preferred host) host {
	best := preferred
	for h, n := range count {
		switch {
		case n > count[best], n == count[best] && best != preferred && h.String() < best.String():
			best = h
		}
	}
	return best
}

func sortedKeys(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// errNoRule says that no rule gives an endpoint for a region alone.
var errNoRule = errors.New("no rule for the region alone")

// host returns where the rules say that a service is in a region.
func (r *ruleSet) host(p partition, region string) (host, error) {
	scope := map[string]any{"Region": region}
	for name, parameter := range r.Parameters {
		if parameter.Default != nil {
			scope[name] = parameter.Default
		}
	}
	e := evaluation{partition: p}
	found, err := e.first(r.Rules, scope)
	if err != nil {
		return host{}, err
	}
	if found == nil || found.Type == "error" {
		return host{}, errNoRule
	}
	url, _ := e.value(found.Endpoint.URL, e.scope).(string)
	h := host{url: e.general(url, region)}
	for _, scheme := range found.Endpoint.Properties.AuthSchemes {
		if scheme.Name != "sigv4" {
			continue
		}
		h.name, _ = e.value(scheme.SigningName, e.scope).(string)
		if scheme.SigningRegion != "{Region}" {
			h.region, _ = e.value(scheme.SigningRegion, e.scope).(string)
		}
		break
	}
	return h, nil
}

// evaluation is the evaluation of the rules for a region.
type evaluation struct {
	partition partition
	scope     map[string]any // of the rule that was found
}

// general puts placeholders into a URL.
func (e *evaluation) general(url, region string) string {
	url = strings.ReplaceAll(url, region, "{region}")
	for _, end := range []struct{ text, name string }{{e.partition.Outputs.DualStackDNSSuffix, "{dual}"}, {e.partition.Outputs.DNSSuffix, "{suffix}"}} {
		if before, ok := strings.CutSuffix(url, "."+end.text); ok {
			return before + "." + end.name
		}
	}
	return url
}

// first returns the first rule whose conditions hold.
func (e *evaluation) first(rules []rule, outer map[string]any) (*rule, error) {
	for i, r := range rules {
		scope := map[string]any{}
		for k, v := range outer {
			scope[k] = v
		}
		holds, err := e.all(r.Conditions, scope)
		if err != nil {
			return nil, err
		}
		if !holds {
			continue
		}
		if r.Type != "tree" {
			e.scope = scope
			return &rules[i], nil
		}
		return e.first(r.Rules, scope) // a tree that was entered is not left
	}
	return nil, nil
}

func (e *evaluation) all(conditions []condition, scope map[string]any) (bool, error) {
	for _, c := range conditions {
		v, err := e.call(c.Fn, c.Argv, scope)
		if err != nil {
			return false, err
		}
		if v == nil || v == false {
			return false, nil
		}
		if c.Assign != "" {
			scope[c.Assign] = v
		}
	}
	return true, nil
}

// call calls a function of the rules. Those that only look at parts of a request are
// never reached, as nothing of a request is set.
func (e *evaluation) call(fn string, argv []any, scope map[string]any) (any, error) {
	args := make([]any, len(argv))
	for i, a := range argv {
		v, err := e.argument(a, scope)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	switch {
	case fn == "isSet" && len(args) == 1:
		return args[0] != nil, nil
	case fn == "not" && len(args) == 1:
		return args[0] == nil || args[0] == false, nil
	case (fn == "booleanEquals" || fn == "stringEquals") && len(args) == 2:
		return args[0] == args[1], nil
	case fn == "aws.partition":
		return map[string]any{
			"name": e.partition.ID, "dnsSuffix": e.partition.Outputs.DNSSuffix, "dualStackDnsSuffix": e.partition.Outputs.DualStackDNSSuffix,
			"implicitGlobalRegion": e.partition.Outputs.ImplicitGlobalRegion, "supportsFIPS": true, "supportsDualStack": true,
		}, nil
	case fn == "getAttr" && len(args) == 2:
		of, _ := args[0].(map[string]any)
		name, _ := args[1].(string)
		return of[name], nil
	case fn == "isValidHostLabel" && len(args) == 2:
		return true, nil // a region is one
	}
	return nil, fmt.Errorf("the function %s of an endpoint rule is not known", fn)
}

// argument returns the value of an argument: a call, a reference, a text or a literal.
func (e *evaluation) argument(a any, scope map[string]any) (any, error) {
	m, ok := a.(map[string]any)
	if !ok {
		return e.value(a, scope), nil
	}
	if ref, ok := m["ref"].(string); ok {
		return scope[ref], nil
	}
	fn, _ := m["fn"].(string)
	argv, _ := m["argv"].([]any)
	return e.call(fn, argv, scope)
}

// value fills in the references of a text, such as {Region} and {PartitionResult#dnsSuffix}.
func (e *evaluation) value(a any, scope map[string]any) any {
	switch a := a.(type) {
	case map[string]any:
		if ref, ok := a["ref"].(string); ok {
			return scope[ref]
		}
		return nil
	case string:
		var b strings.Builder
		rest := a
		for {
			before, after, ok := strings.Cut(rest, "{")
			b.WriteString(before)
			name, end, closed := strings.Cut(after, "}")
			if !ok || !closed {
				return b.String()
			}
			rest = end
			name, attribute, inside := strings.Cut(name, "#")
			v := scope[name]
			if of, ok := v.(map[string]any); ok && inside {
				v = of[attribute]
			}
			fmt.Fprint(&b, v)
		}
	}
	return a
}
