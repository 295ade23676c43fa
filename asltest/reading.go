package asltest

import (
	"regexp"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/tidwall/gjson"
)

// shapes are what a definition reads, by what its paths begin at.
type shapes struct {
	flows   map[*place]*shape // the input of a flow, by the Map state around it; that of the machine is at nil
	results map[*place]*shape // the answer of a Task state that has a ResultSelector
}

// shapesOf reads a definition.
func shapesOf(o *outline) *shapes {
	s := &shapes{flows: map[*place]*shape{nil: {}}, results: map[*place]*shape{}}
	for _, p := range o.states { // an outer state comes before those inside it
		flow := s.of(p.container)
		if p.kind == "Map" {
			s.readMap(p, flow)
		}
		s.readState(p, flow)
	}
	return s
}

// of is the shape of a flow's input. The branches of a Parallel state read that
// of the state.
func (s *shapes) of(container *place) *shape {
	for container != nil && container.kind == "Parallel" {
		container = container.container
	}
	if s.flows[container] == nil {
		s.flows[container] = &shape{}
	}
	return s.flows[container]
}

// readMap joins the items of an array and what the iterations read. An
// ItemSelector comes between the two.
func (s *shapes) readMap(p *place, flow *shape) {
	items := flow
	if path := member(p.text, "ItemsPath"); path.Exists() {
		items = flow.at(path.Str)
	}
	if m := inputPath.FindStringSubmatch(member(p.text, "Items").Str); m != nil {
		items = flow.at("$" + m[1])
	}
	if items == nil {
		return
	}
	item := items.array()
	for _, field := range []string{"ItemSelector", "Parameters"} {
		if selector := member(p.text, field); selector.Exists() {
			each(selector, func(text string) {
				if path, ok := strings.CutPrefix(text, "$$.Map.Item.Value"); ok {
					item.at("$" + path)
				}
				for _, m := range itemPath.FindAllStringSubmatch(text, -1) {
					item.at("$" + m[1])
				}
			})
			return
		}
	}
	s.flows[p] = item
}

// readState notes the paths of a state. Those of the states inside it are their
// own.
func (s *shapes) readState(p *place, flow *shape) {
	p.text.ForEach(func(key, value gjson.Result) bool {
		switch key.Str {
		case "ItemProcessor", "Iterator", "Branches", "ResultPath", "OutputPath", "Catch", "Retry":
		case "Choices":
			value.ForEach(func(_, rule gjson.Result) bool {
				readRule(rule, flow)
				return true
			})
		case "ResultSelector":
			s.results[p] = &shape{}
			each(value, func(text string) { readExpression(text, s.results[p]) })
		case "SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath":
			flow.at(value.Str).hint(jsonvalue.OfInt(1), jsonvalue.OfInt(60))
		case "TimestampPath":
			flow.at(value.Str).hint(timestamp(Start.Add(time.Hour)), timestamp(Start.Add(-time.Hour)))
		default:
			each(value, func(text string) {
				readExpression(text, flow)
				s.readResult(p, text)
			})
		}
		return true
	})
}

// readResult notes the members of a task's result that a JSONata expression
// reads.
func (s *shapes) readResult(p *place, text string) {
	for _, m := range resultPath.FindAllStringSubmatch(text, -1) {
		if s.results[p] == nil {
			s.results[p] = &shape{}
		}
		s.results[p].at("$" + m[1])
	}
}

func timestamp(t time.Time) jsonvalue.Value { return jsonvalue.OfString(t.Format(time.RFC3339)) }

// each calls f with the strings of a value, at whatever depth.
func each(v gjson.Result, f func(text string)) {
	switch {
	case v.IsObject() || v.IsArray():
		v.ForEach(func(_, inner gjson.Result) bool {
			each(inner, f)
			return true
		})
	case v.Type == gjson.String:
		f(v.Str)
	}
}

var (
	call      = regexp.MustCompile(`States\.(\w+)\(([^()]*)\)`)
	arguments = regexp.MustCompile(`'(?:[^'\\]|\\.)*'|[^,]+`)

	// What JSONata expressions read, as far as it is a plain path.
	inputPath   = regexp.MustCompile(`\$states\.input((?:\.\w+)+)`)
	resultPath  = regexp.MustCompile(`\$states\.result((?:\.\w+)+)`)
	itemPath    = regexp.MustCompile(`\$states\.context\.Map\.Item\.Value((?:\.\w+)+)`)
	existence   = regexp.MustCompile(`\$exists\(\s*\$states\.input((?:\.\w+)+)\s*\)`)
	comparisons = regexp.MustCompile(`\$states\.input((?:\.\w+)+)\s*(?:!?=|[<>]=?)\s*(-?[0-9.]+|'[^'\\]*'|"[^"\\]*"|true|false)`)
)

// readExpression notes the paths in a path, a call of an intrinsic function, or
// a JSONata expression.
func readExpression(text string, s *shape) {
	for _, m := range inputPath.FindAllStringSubmatch(text, -1) {
		s.at("$" + m[1])
	}
	for _, m := range existence.FindAllStringSubmatch(text, -1) {
		s.at("$" + m[1]).optional = true
	}
	for _, m := range comparisons.FindAllStringSubmatch(text, -1) {
		s.at("$" + m[1]).hint(beside(m[2])...)
	}
	for _, m := range call.FindAllStringSubmatch(text, -1) {
		for i, arg := range arguments.FindAllString(m[2], -1) {
			if arg = strings.TrimSpace(arg); strings.HasPrefix(arg, "$") && !strings.HasPrefix(arg, "$$") {
				s.at(arg).argument(m[1], i)
			}
		}
	}
	if strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$[") {
		s.at(text)
	}
}

// argument notes what kind of value a function wants.
func (s *shape) argument(function string, i int) {
	switch {
	case s == nil:
	case strings.HasPrefix(function, "Math") || function == "ArrayGetItem" && i == 1 || function == "ArrayPartition" && i == 1 || function == "ArrayRange":
		s.hint(jsonvalue.OfInt(1), jsonvalue.OfInt(2))
	case strings.HasPrefix(function, "Array") && function != "Array" && i == 0:
		s.array()
	case function == "JsonMerge":
		s.hint(jsonvalue.EmptyObject)
	case function == "StringToJson":
		s.hint(jsonvalue.OfString("{}"))
	case function == "Base64Decode":
		s.hint(jsonvalue.OfString("dGV4dA=="))
	case strings.HasPrefix(function, "String") || strings.HasPrefix(function, "Base64") || function == "Hash":
		s.hint(jsonvalue.OfString("text"), jsonvalue.OfString("a,b"))
	}
}

// readRule notes what a choice rule compares.
func readRule(rule gjson.Result, s *shape) {
	variable := s.at(member(rule, "Variable").Str)
	rule.ForEach(func(key, value gjson.Result) bool {
		switch {
		case key.Str == "And" || key.Str == "Or":
			value.ForEach(func(_, inner gjson.Result) bool {
				readRule(inner, s)
				return true
			})
		case key.Str == "Not":
			readRule(value, s)
		case key.Str == "IsPresent" && variable != nil:
			variable.optional = true
		case key.Str == "Condition":
			readExpression(value.Str, s)
		case strings.HasSuffix(key.Str, "Path"):
			values := compared(key.Str, gjson.Result{})
			variable.hint(values...)
			s.at(value.Str).hint(values...)
		default:
			variable.hint(compared(key.Str, value)...)
		}
		return true
	})
}

// beside are values on either side of a JSONata literal.
func beside(literal string) []jsonvalue.Value {
	literal = strings.ReplaceAll(literal, "'", `"`)
	with := gjson.Parse(literal)
	switch with.Type {
	case gjson.String:
		return compared("StringEquals", with)
	case gjson.Number:
		return compared("NumericEquals", with)
	}
	return compared("BooleanEquals", with)
}

// compared are values on either side of what an operator compares with.
func compared(operator string, with gjson.Result) []jsonvalue.Value {
	switch {
	case strings.HasPrefix(operator, "Numeric"):
		return []jsonvalue.Value{jsonvalue.OfFloat(with.Num), jsonvalue.OfFloat(with.Num - 1), jsonvalue.OfFloat(with.Num + 1)}
	case operator == "StringMatches":
		return []jsonvalue.Value{jsonvalue.OfString(strings.ReplaceAll(with.Str, "*", "x")), jsonvalue.OfString("text")}
	case strings.HasPrefix(operator, "String"):
		return []jsonvalue.Value{jsonvalue.OfString(with.Str), jsonvalue.OfString(with.Str + "x"), jsonvalue.OfString("")}
	case strings.HasPrefix(operator, "Boolean"), operator == "IsBoolean":
		return []jsonvalue.Value{jsonvalue.True, jsonvalue.False}
	case strings.HasPrefix(operator, "Timestamp"), operator == "IsTimestamp":
		at, err := time.Parse(time.RFC3339, with.Str)
		if err != nil {
			at = Start
		}
		return []jsonvalue.Value{timestamp(at), timestamp(at.Add(-time.Second)), timestamp(at.Add(time.Second))}
	case operator == "IsNull":
		return []jsonvalue.Value{jsonvalue.NullValue, jsonvalue.OfString("text")}
	case operator == "IsNumeric", operator == "IsString":
		return []jsonvalue.Value{jsonvalue.OfInt(1), jsonvalue.OfString("text")}
	}
	return nil
}
