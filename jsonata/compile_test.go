package jsonata_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

func TestCompileErrors(t *testing.T) {
	tests := []struct {
		source, code, message string
		offset                int
	}{
		{``, "S0207", "Unexpected end of expression", 0},
		{`1 +`, "S0207", "Unexpected end of expression", 3},
		{`"abc`, "S0101", "String literal must be terminated by a matching quote", 0},
		{`a + 1e1000`, "S0102", `Number out of range: "1e1000"`, 4},
		{`"\y"`, "S0103", `Unsupported escape sequence: \"y"`, 2},
		{`"\u00g0"`, "S0104", `The escape sequence \u must be followed by 4 hex digits`, 2},
		{"a.`b", "S0105", "Quoted property name must be terminated with a backquote (`)", 2},
		{`1 /* a`, "S0106", "Comment has no closing tag", 2},
		{`1 2`, "S0201", "Syntax error: 2", 2},
		{`{a}`, "S0202", `Expected ":", got "}"`, 2},
		{`(1`, "S0203", `Expected ")" before end of expression`, 2},
		{`a ! b`, "S0204", `Unknown operator: "!"`, 2},
		{`é[,]`, "S0211", `The symbol "," cannot be used as a unary operator`, 3},
		{`function(x){1}`, "S0208", "Parameter 1 of function definition must be a variable name (start with $)", 9},
		{`$x{"a":1}[0]`, "S0209", "A predicate cannot follow a grouping expression in a step", 9},
		{`x{"a":1}{"b":2}`, "S0210", "Each step can only have one grouping expression", 8},
		{`x := 1`, "S0212", "The left side of := must be a variable name (start with $)", 0},
		{`x.1`, "S0213", "The literal value 1 cannot be used as a step within a path expression", 2},
		{`x@y`, "S0214", `The right side of "@" must be a variable name (start with $)`, 2},
		{`x.%.%`, "S0217", "The object representing the 'parent' cannot be derived from this expression", 0},
		{`function($x)<n<s>>{1}`, "S0401", "Type parameters can only be applied to functions and arrays", 14},
		{`function($x)<(a<s>)>{1}`, "S0402", "Choice groups containing parameterized types are not supported", 13},
		{`x.1 + "abc`, "S0101", "String literal must be terminated by a matching quote", 6}, // what comes first is about meaning
		{`(/a/)`, "S0211", `The symbol "/" cannot be used as a unary operator`, 1},
		{`$f(1, a, /x(?<=b)c/)`, "S0303", "Unsupported regular expression: there is no (?<=) here, which looks ahead or behind", 11},
	}
	for _, test := range tests {
		_, err := jsonata.Compile(test.source)
		var e *jsonata.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if e.Code != test.code || e.Error() != test.message || e.Offset != test.offset {
			t.Errorf("%s: %s at %d: %s; want %s at %d: %s", test.source, e.Code, e.Offset, e, test.code, test.offset, test.message)
		}
	}
}

func TestEvaluationErrors(t *testing.T) {
	tests := []struct {
		source string
		want   jsonata.Error
	}{
		{`1 + (2 * "a")`, jsonata.Error{Code: "T2002", Message: `The right side of the "*" operator must evaluate to a number`, Offset: 7, Token: "*", Value: jsonvalue.OfString("a")}},
		{`[$length(1)]`, jsonata.Error{Code: "T0410", Message: `Argument 1 of function "length" does not match function signature`, Offset: 8, Token: "length", Value: jsonvalue.OfInt(1)}},
		{`$sum(["a"])`, jsonata.Error{Code: "T0412", Message: `Argument 1 of function "sum" must be an array of "numbers"`, Offset: 4, Token: "sum", Value: jsonvalue.MustParse(`["a"]`)}},
		{`("x").$sqrt()`, jsonata.Error{Code: "T0411", Message: `Context value is not a compatible type with argument 1 of function "sqrt"`, Offset: 11, Token: "sqrt", Value: jsonvalue.OfString("x")}},
		{`$number("x")`, jsonata.Error{Code: "D3030", Message: `Unable to cast value to a number: "x"`, Offset: 7, Token: "number", Value: jsonvalue.OfString("x")}},
		{`1 < "a"`, jsonata.Error{Code: "T2009", Message: `The values 1 and "a" either side of operator "<" must be of the same data type`, Offset: 2, Token: "<", Value: jsonvalue.OfInt(1)}},
		{`[1, "a"]^($)`, jsonata.Error{Code: "T2007", Message: `Type mismatch when comparing values 1 and "a" in order-by clause`, Offset: 8, Value: jsonvalue.OfInt(1)}},
		{`-"a"`, jsonata.Error{Code: "D1002", Message: `Cannot negate a non-numeric value: "a"`, Offset: 0, Token: "-", Value: jsonvalue.OfString("a")}},
	}
	for _, test := range tests {
		_, err := jsonata.MustCompile(test.source).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
		var e *jsonata.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		got := jsonata.Error{Code: e.Code, Message: e.Message, Offset: e.Offset, Token: e.Token, Value: e.Value}
		same := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Value" }, cmp.Comparer(jsonvalue.Equal))
		if diff := cmp.Diff(test.want, got, same, cmp.FilterPath(isUnexported, cmp.Ignore())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.source, diff)
		}
	}
}

// isUnexported reports whether a path ends with a field that only the package sees.
func isUnexported(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && strings.ToUpper(f.Name()[:1]) != f.Name()[:1]
}

// A value in a message is cut.
func TestLongValueInMessage(t *testing.T) {
	_, err := jsonata.MustCompile(`$number($pad("é", 100000, "é"))`).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
	if err == nil || len(err.Error()) > 1100 || !strings.HasSuffix(err.Error(), "…") {
		t.Errorf("got %v", err)
	}
}

// However deep or long a source is, compiling ends, and with an error if need be.
func TestHostileSources(t *testing.T) {
	for name, source := range map[string]string{
		"parentheses":      strings.Repeat("(", 2_000_000),
		"brackets":         strings.Repeat("[", 2_000_000),
		"braces":           strings.Repeat(`{"a":`, 500_000),
		"minus":            strings.Repeat("-", 2_000_000),
		"lambdas":          strings.Repeat("function(){", 200_000),
		"conditions":       strings.Repeat("1?", 1_000_000),
		"assignments":      strings.Repeat("$x:=", 500_000) + "1",
		"additions":        "1" + strings.Repeat("+1", 1_000_000),
		"calls":            "$f" + strings.Repeat("()", 1_000_000),
		"predicates":       "a" + strings.Repeat("[b", 500_000),
		"nested additions": strings.Repeat("("+strings.Repeat("1+", 300), 6000) + "1",
		"a long source":    strings.Repeat(" ", 9<<20) + "1",
		"a long pattern":   "/" + strings.Repeat("a", 100_000) + "/",
		"repetitions":      "/" + strings.Repeat("(", 10) + "a" + strings.Repeat("{100})", 10) + "/",
	} {
		if _, err := jsonata.Compile(source); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, source := range map[string]string{
		"a long path":      "a" + strings.Repeat(".a", 100_000),
		"a long list":      "[1" + strings.Repeat(",1", 100_000) + "]",
		"many predicates":  "a" + strings.Repeat("[0]", 10_000),
		"many expressions": "(1" + strings.Repeat(";1", 100_000) + ")",
		"additions":        "1" + strings.Repeat("+1", 5_000),
		"parents":          "a.(%" + strings.Repeat("&%", 9_000) + ")",
		"parentheses":      strings.Repeat("(", 400) + "1" + strings.Repeat(")", 400),
		"a long string":    `"` + strings.Repeat("a", 1_000_000) + `"`,
		"a long comment":   "/*" + strings.Repeat("*", 1_000_000) + "*/1",
		"many parameters":  "function($x)<" + strings.Repeat("a+", 10_000) + ">{1}(" + strings.Repeat("1,", 100) + "1)",
	} {
		x, err := jsonata.Compile(source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{}); err != nil {
			var e *jsonata.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Each limit is one of its own.
func TestLimits(t *testing.T) {
	tests := []struct {
		name   string
		limits jsonata.Limits
		source string
	}{
		{"Source", jsonata.Limits{Source: 5}, `1 + 1 + 1`},
		{"Nesting", jsonata.Limits{Nesting: 3}, `((((1))))`},
		{"Regex", jsonata.Limits{Regex: 10}, `/a{20}/("a").start`},
		{"Calls", jsonata.Limits{Calls: 10}, `($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(20))`},
		{"Depth", jsonata.Limits{Depth: 10}, `[[[[[[[[[[[1]]]]]]]]]]] & ""`},
		{"Steps", jsonata.Limits{Steps: 100}, `$sum([1..200].($ + 1))`},
		{"Memory", jsonata.Limits{Memory: 1000}, `$count([1..200].($ + 1))`},
		{"String", jsonata.Limits{String: 10}, `"0123456" & "0123456"`},
		{"Sequence", jsonata.Limits{Sequence: 10}, `$count([1..20])`},
		{"Nested", jsonata.Limits{Nested: 3}, `[[[[1]]]] & ""`},
		{"Size", jsonata.Limits{Size: 1000}, `$count([1..200].($ + 1))`},
		{"Result", jsonata.Limits{Result: 10}, `[1..20]`},
	}
	for _, test := range tests {
		x, err := jsonata.Compile(test.source, jsonata.WithLimits(test.limits))
		if err == nil {
			_, err = x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
		}
		if !errors.Is(err, jsonata.ErrLimit) {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := eval(test.source, ""); strings.HasPrefix(got, "U") || strings.HasPrefix(got, "D20") {
			t.Errorf("%s without the limit: %s", test.name, got)
		}
	}
}

func TestMustCompile(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), `Expected ")"`) {
			t.Errorf("recovered %v", r)
		}
	}()
	jsonata.MustCompile("(")
	t.Error("no panic")
}
