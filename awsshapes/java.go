package awsshapes

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
)

// Step Functions reads parameters with Jackson into the requests of AWS's SDK for Java,
// and reports what Jackson says.

// class returns the Java type that Jackson makes of a shape.
func (r *request) class(s *shape) string {
	switch s.kind {
	case list:
		return "java.util.ArrayList<" + r.declared(s.of) + ">"
	case dictionary:
		return "java.util.LinkedHashMap<java.lang.String," + r.declared(s.of) + ">"
	}
	return r.declared(s)
}

// declared returns the Java type that the SDK declares for a shape. It recurses as deep
// as lists and maps are in each other without a structure between them.
func (r *request) declared(s *shape) string {
	switch s.kind {
	case object:
		return "software.amazon.awssdk.services." + r.service + ".model." + integration.Field(s.name, false) + "$BuilderImpl"
	case list:
		return "java.util.Collection<" + r.declared(s.of) + ">"
	case dictionary:
		return "java.util.Map<java.lang.String," + r.declared(s.of) + ">"
	case anything:
		return "software.amazon.awssdk.core.document.Document"
	}
	return s.boxed()
}

// boxed returns the Java type of a scalar.
func (s *shape) boxed() string {
	switch s.kind {
	case boolean:
		return "java.lang.Boolean"
	case number:
		return "java.lang." + integration.Field(s.name, false)
	}
	return "java.lang.String"
}

// misfit returns the problem of a value where a structure, a list or a map is needed.
func (r *request) misfit(s *shape, v jsonvalue.Value) string {
	class := r.class(s)
	plain, _, _ := strings.Cut(class, "<")
	const construct = "Cannot construct instance of `%s` (although at least one Creator exists): no %s-argument constructor/factory method to deserialize from %s value (%s)"
	switch {
	case v.Kind() == jsonvalue.String && s.kind != list && v.Text() == "":
		return fmt.Sprintf("Cannot coerce empty String (\"\") to `%s` value (but could if coercion was enabled using `CoercionConfig`)", class)
	case v.Kind() == jsonvalue.String && s.kind != list:
		return fmt.Sprintf(construct, plain, "String", "String", "'"+v.Text()+"'")
	case s.kind == object && v.Kind() == jsonvalue.Bool:
		return fmt.Sprintf(construct, plain, "boolean/Boolean", "boolean", v.String())
	case s.kind == object && v.Kind() == jsonvalue.Number && isFraction(v):
		return fmt.Sprintf(construct, plain, "double/Double", "Number", v.String())
	case s.kind == object && v.Kind() == jsonvalue.Number:
		return fmt.Sprintf(construct, plain, "int/Int", "Number", v.String())
	}
	return unreadable(class, v)
}

// readScalar returns the problem of a value where a number or a boolean is needed.
func (s *shape) readScalar(v jsonvalue.Value) string {
	switch {
	case v.Kind() == jsonvalue.String:
		return s.readText(v.Text())
	case v.Kind() == jsonvalue.Bool && s.kind == boolean:
		return ""
	case v.Kind() == jsonvalue.Number && (s.kind == number || !isFraction(v)):
		return ""
	}
	return unreadable(s.boxed(), v)
}

// readText returns the problem of a text where a number or a boolean is needed. Jackson
// reads both from texts; the empty one is null.
func (s *shape) readText(text string) string {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return ""
	}
	want := ""
	switch _, err := strconv.ParseFloat(trimmed, 64); {
	case s.kind == number && err == nil:
		return ""
	case s.kind == number:
		want = "not a valid `" + s.boxed() + "` value"
	case trimmed == "true", trimmed == "True", trimmed == "TRUE", trimmed == "false", trimmed == "False", trimmed == "FALSE":
		return ""
	default:
		want = `only "true" or "false" recognized`
	}
	return fmt.Sprintf("Cannot deserialize value of type `%s` from String \"%s\": %s", s.boxed(), text, want)
}

// unreadable returns Jackson's message about a token that begins no value of a type.
func unreadable(class string, v jsonvalue.Value) string {
	value, token := "", ""
	switch {
	case v.Kind() == jsonvalue.Object:
		value, token = "Object", "START_OBJECT"
	case v.Kind() == jsonvalue.Array:
		value, token = "Array", "START_ARRAY"
	case v.Kind() == jsonvalue.String:
		value, token = "String", "VALUE_STRING"
	case v.Kind() == jsonvalue.Bool && v.IsTrue():
		value, token = "Boolean", "VALUE_TRUE"
	case v.Kind() == jsonvalue.Bool:
		value, token = "Boolean", "VALUE_FALSE"
	case isFraction(v):
		value, token = "Floating-point", "VALUE_NUMBER_FLOAT"
	default:
		value, token = "Integer", "VALUE_NUMBER_INT"
	}
	return fmt.Sprintf("Cannot deserialize value of type `%s` from %s value (token `JsonToken.%s`)", class, value, token)
}

// isFraction reports whether a number is written with a fraction or an exponent.
func isFraction(v jsonvalue.Value) bool { return strings.ContainsAny(v.String(), ".eE") }
