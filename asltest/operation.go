package asltest

import (
	"strings"
	"time"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// hinted is the shape of a value for which these are worth trying.
func hinted(values ...jsonvalue.Value) *shape { return &shape{hints: values} }

// What operations want of their operands, and fields of their values.
var (
	aNumber  = hinted(jsonvalue.OfInt(1), jsonvalue.OfInt(2))
	aLength  = hinted(jsonvalue.OfInt(1), jsonvalue.OfInt(60)) // in seconds, or a number of things
	aText    = hinted(jsonvalue.OfString("text"), jsonvalue.OfString("a,b"))
	aTime    = hinted(timestamp(Start.Add(time.Hour)), timestamp(Start.Add(-time.Hour)))
	aBoolean = hinted(jsonvalue.True, jsonvalue.False)
	anObject = &shape{isObject: true}
	anArray  = &shape{elements: &shape{}}
	numbers  = &shape{elements: aNumber}
	texts    = &shape{elements: aText}
	objects  = &shape{elements: anObject}
	jsonText = &shape{parsed: &shape{}}
	base64   = hinted(jsonvalue.OfString("dGV4dA=="))
)

// wantedBy is what a field wants of its value, nil if that may be anything. The field of
// JSONPath is that with Path behind its name.
func wantedBy(field string) *shape {
	switch field {
	case "Seconds", "TimeoutSeconds", "HeartbeatSeconds", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage",
		"MaxItems", "MaxItemsPerBatch", "MaxInputBytesPerBatch":
		return aLength
	case "Timestamp":
		return aTime
	case "Error", "Cause":
		return aText
	case "Condition":
		return aBoolean
	}
	return nil
}

// argument is what an intrinsic function wants of an argument, if something is wanted of its
// result.
func argument(function string, i int, args []intrinsic.Arg, want *shape) *shape {
	switch {
	case function == "StringToJson":
		return &shape{parsed: orAny(want)}
	case function == "JsonToString":
		return orAny(want.parsed)
	case function == "Array":
		return orAny(want.elements)
	case function == "ArrayGetItem" && i == 0:
		return &shape{elements: orAny(want), least: itemNumber(args) + 1}
	case function == "ArrayGetItem":
		return hinted(jsonvalue.OfInt(0))
	case function == "ArrayUnique":
		return &shape{elements: orAny(want.elements)}
	case function == "ArrayPartition" && i == 0:
		return &shape{elements: orAny(orAny(want.elements).elements)}
	case function == "ArrayContains" && i == 0, function == "ArrayLength":
		return anArray
	case function == "JsonMerge" && i < 2:
		object := orAny(want).clone()
		object.isObject = true
		return object
	case function == "StringSplit" && i == 0:
		return pieces(want, literal(args, 1))
	case function == "Base64Decode":
		return base64
	case function == "Format" && i == 0:
		return hinted(jsonvalue.OfString(strings.Repeat("{}", len(args)-1)))
	case function == "Hash" && i == 1:
		return hinted(jsonvalue.OfString("MD5"), jsonvalue.OfString("SHA-256"))
	case strings.HasPrefix(function, "Math"), function == "ArrayPartition", function == "ArrayRange":
		return aNumber
	case strings.HasPrefix(function, "String"), strings.HasPrefix(function, "Base64"), function == "Hash":
		return aText
	}
	return &shape{}
}

// orAny is a shape that tells nothing if there is none.
func orAny(s *shape) *shape {
	if s == nil {
		return &shape{}
	}
	return s
}

func literal(args []intrinsic.Arg, i int) jsonvalue.Value {
	if i < len(args) {
		return args[i].Literal
	}
	return jsonvalue.Value{}
}

// itemNumber is the index that States.ArrayGetItem is given, 0 if that is not known.
func itemNumber(args []intrinsic.Arg) int {
	n, _ := literal(args, 1).Int64()
	return int(min(max(n, 0), maxLeast-1))
}

// pieces is the shape of a text that is split.
func pieces(want *shape, separator jsonvalue.Value) *shape {
	if separator.Text() == "" {
		return aText
	}
	parts := make([]string, max(want.least, 2))
	for i := range parts {
		parts[i] = string(rune('a' + i%26))
	}
	return hinted(jsonvalue.OfString(strings.Join(parts, separator.Text())))
}

// operands has what operators and functions of JSONata want of their first operands.
var operands = map[string]*shape{
	"-": aNumber, "+": aNumber, "*": aNumber, "/": aNumber, "%": aNumber, "..": aNumber,
	"number": aNumber, "abs": aNumber, "floor": aNumber, "ceil": aNumber, "round": aNumber, "power": aNumber, "sqrt": aNumber,
	"formatNumber": aNumber, "formatBase": aNumber, "formatInteger": aNumber, "fromMillis": aNumber,
	"substring": aText, "substringBefore": aText, "substringAfter": aText, "uppercase": aText, "lowercase": aText, "length": aText,
	"trim": aText, "pad": aText, "contains": aText, "split": aText, "replace": aText, "match": aText, "hash": aText,
	"base64encode": aText, "encodeUrl": aText, "encodeUrlComponent": aText, "decodeUrl": aText, "decodeUrlComponent": aText,
	"base64decode": base64, "toMillis": aTime, "parse": jsonText,
	"sum": numbers, "max": numbers, "min": numbers, "average": numbers, "join": texts, "merge": objects,
	"count": anArray, "map": anArray, "filter": anArray, "reduce": anArray, "reverse": anArray, "shuffle": anArray,
	"distinct": anArray, "zip": anArray, "partition": anArray,
	"keys": anObject, "lookup": anObject, "each": anObject, "sift": anObject, "spread": anObject,
}

// operand is what is wanted of a value if that is wanted of the operand.
func operand(u jsonata.Use, wanted *shape) *shape {
	if u.Element && wanted != nil {
		return wanted.elements
	}
	return wanted
}

// use notes what an operation of JSONata wants of the value.
func (s *shape) use(u jsonata.Use) {
	other := jsonvalue.Value{}
	if len(u.Literals) == 2 {
		other = u.Literals[1-u.Operand]
	}
	switch u.Operation {
	case "=", "!=":
		s.hint(beside(other)...)
	case "<", "<=", ">", ">=":
		if other.Exists() {
			s.hint(beside(other)...)
		} else {
			s.add(aNumber)
		}
	case "in":
		if u.Operand == 1 {
			s.add(anArray)
		}
		for _, elem := range other.Elements() {
			s.hint(beside(elem)...)
		}
	case "split":
		if u.Operand == 0 {
			s.add(pieces(&shape{least: maxElements}, other))
		}
	case "+", "-", "*", "/", "%", "..":
		s.add(aNumber)
	case "sort":
		if len(u.Literals) == 1 { // without a function that compares
			s.add(operand(u, texts))
		}
	default:
		if u.Operand == 0 {
			s.add(operand(u, operands[u.Operation]))
		}
	}
}

// rule reads a rule of a Choice state, or a part of one.
func (c scope) rule(rule state.Node) {
	variable := rule.Get("Variable").Text()
	for _, n := range rule.Children() {
		switch name := n.Name(); {
		case name == "And" || name == "Or":
			for _, part := range n.Children() {
				c.rule(part)
			}
		case name == "Not":
			c.rule(n)
		case name == "IsPresent":
			c.ask(variable)
		case name == "Condition":
			c.read(n.Text(), aBoolean)
		case name == "Next" || name == "Variable" || name == "Comment" || name == "Assign" || name == "Output":
		case strings.HasSuffix(name, "Path"):
			values := hinted(compared(name, jsonvalue.Value{})...)
			c.read(variable, values)
			c.read(n.Text(), values)
		default:
			c.read(variable, hinted(compared(name, n.Value())...))
		}
	}
}

// beside are values on either side of a literal.
func beside(literal jsonvalue.Value) []jsonvalue.Value {
	operators := map[jsonvalue.Kind]string{
		jsonvalue.String: "StringEquals", jsonvalue.Number: "NumericEquals", jsonvalue.Bool: "BooleanEquals", jsonvalue.Null: "IsNull",
	}
	return compared(operators[literal.Kind()], literal)
}

func timestamp(t time.Time) jsonvalue.Value { return jsonvalue.OfString(t.Format(time.RFC3339)) }

// compared are values on either side of what an operator compares with.
func compared(operator string, with jsonvalue.Value) []jsonvalue.Value {
	text := with.Text()
	switch {
	case strings.HasPrefix(operator, "Numeric"):
		n, _ := with.Float64()
		return []jsonvalue.Value{jsonvalue.OfFloat(n), jsonvalue.OfFloat(n - 1), jsonvalue.OfFloat(n + 1)}
	case operator == "StringMatches":
		return []jsonvalue.Value{jsonvalue.OfString(strings.ReplaceAll(text, "*", "x")), jsonvalue.OfString("text")}
	case strings.HasPrefix(operator, "String"):
		return []jsonvalue.Value{jsonvalue.OfString(text), jsonvalue.OfString(text + "x"), jsonvalue.OfString("")}
	case strings.HasPrefix(operator, "Boolean"), operator == "IsBoolean":
		return []jsonvalue.Value{jsonvalue.True, jsonvalue.False}
	case strings.HasPrefix(operator, "Timestamp"), operator == "IsTimestamp":
		at, err := time.Parse(time.RFC3339, text)
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
