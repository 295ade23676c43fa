package awsshapes

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
)

// check compares a value with a shape. It recurses as deep as the value, which the JSON
// parser limits, and no deeper than the shape.
type check struct {
	strict bool
	sdk    bool                         // names are those of the SDK for Java
	free   []string                     // fields of the response that may have any JSON
	named  map[*shape]map[string]*shape // what fields has returned: there may be many small objects of a large structure
}

// fields returns the members of a structure by the names that Step Functions has for
// them.
func (c *check) fields(s *shape) map[string]*shape {
	fields, ok := c.named[s]
	if !ok {
		fields = make(map[string]*shape, len(s.members))
		for _, m := range s.members {
			fields[c.name(m.name)] = m.shape
		}
		c.named[s] = fields
	}
	return fields
}

// value compares the value of a field, which may always be null. field is its name in
// messages.
func (c *check) value(s *shape, v jsonvalue.Value, field string) error {
	if v.Kind() == jsonvalue.Null {
		return nil
	}
	switch s.kind {
	case object:
		return c.object(s, v, field)
	case list:
		if v.Kind() != jsonvalue.Array {
			return mustBe(field, "an array")
		}
		for _, item := range v.Elements() {
			if err := c.value(s.of, item, field); err != nil {
				return err
			}
		}
	case dictionary:
		if v.Kind() != jsonvalue.Object {
			return mustBe(field, "an object")
		}
		for name, item := range v.Members() {
			if err := c.value(s.of, item, name); err != nil {
				return err
			}
		}
	default:
		return s.scalar(v, field)
	}
	return nil
}

// object compares the members of a structure.
// Step Functions: of several problems it reports one, a missing field first.
func (c *check) object(s *shape, v jsonvalue.Value, field string) error {
	if v.Kind() != jsonvalue.Object {
		return mustBe(field, "an object")
	}
	for _, m := range s.members {
		if !c.strict || !m.required {
			continue
		}
		if name := c.name(m.name); !v.Get(name).Exists() {
			return fmt.Errorf("Required field '%s' is missing", name)
		}
	}
	fields := c.fields(s)
	for name, item := range v.Members() {
		inner := fields[name]
		if inner == nil || field == "" && slices.Contains(c.free, name) {
			continue
		}
		if err := c.value(inner, item, name); err != nil {
			return err
		}
	}
	return nil
}

// name returns the name of a field as Step Functions has it.
func (c *check) name(member string) string { return integration.Field(member, c.sdk) }

func mustBe(field, what string) error {
	if field == "" {
		return fmt.Errorf("The result must be %s", what)
	}
	return fmt.Errorf("Field '%s' must be %s", field, what)
}

// scalar compares a value that is neither an array nor an object.
func (s *shape) scalar(v jsonvalue.Value, field string) error {
	switch s.kind {
	case boolean:
		if v.Kind() != jsonvalue.Bool {
			return mustBe(field, "a boolean")
		}
	case number:
		if v.Kind() != jsonvalue.Number {
			return mustBe(field, "a number")
		}
		if s.low != "" && jsonvalue.CompareNumbers(v.Number(), s.low) < 0 {
			return fmt.Errorf("Field '%s' is smaller than the minimum value", field)
		}
		if s.high != "" && jsonvalue.CompareNumbers(v.Number(), s.high) > 0 {
			return fmt.Errorf("Field '%s' exceeds the maximum value", field)
		}
	case text:
		return s.text(v, field)
	}
	return nil
}

func (s *shape) text(v jsonvalue.Value, field string) error {
	if v.Kind() != jsonvalue.String {
		return mustBe(field, "a string")
	}
	if len(s.words) > 0 && !slices.Contains(s.words, v.Text()) {
		return fmt.Errorf("Field '%s' is not an expected value", field)
	}
	length := fmt.Sprint(utf8.RuneCountInString(v.Text()))
	if s.low != "" && jsonvalue.CompareNumbers(length, s.low) < 0 {
		return fmt.Errorf("Field '%s' is smaller than the minimum length", field)
	}
	if s.high != "" && jsonvalue.CompareNumbers(length, s.high) > 0 {
		return fmt.Errorf("Field '%s' exceeds the maximum length", field)
	}
	return nil
}
