package events

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// constraints are the constraints of EventBridge's model that a request fails to satisfy.
type constraints []string

func (c *constraints) add(value, at, constraint string) {
	*c = append(*c, "Value"+value+" at '"+at+"' failed to satisfy constraint: Member must "+constraint)
}

// name wants a name of 1 to 64 letters, digits and ".-_".
func (c *constraints) name(at, value string) {
	switch n := utf8.RuneCountInString(value); {
	case n == 0:
		c.add(" ''", at, "have length greater than or equal to 1")
	case n > 64:
		c.add(quoted(value), at, "have length less than or equal to 64")
	case !isName(value):
		c.add(quoted(value), at, `satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`)
	}
}

func quoted(value string) string { return fmt.Sprintf(" '%.200s'", value) }

// word wants one of a few words.
func (c *constraints) word(at, value string, words ...string) {
	if !slices.Contains(words, value) {
		c.add(quoted(value), at, "satisfy enum value set: ["+strings.Join(words, ", ")+"]")
	}
}

// length bounds the characters of a text.
func (c *constraints) length(at, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.add(quoted(value), at, fmt.Sprintf("have length less than or equal to %d", most))
	}
}

// count bounds a number, or that of elements, from 1 on.
func (c *constraints) count(at, what string, n, most int) {
	switch {
	case n < 1:
		c.add("", at, "have "+what+" greater than or equal to 1")
	case n > most:
		c.add("", at, fmt.Sprintf("have %s less than or equal to %d", what, most))
	}
}

// err returns the exception for a request that fails to satisfy the constraints, nil if there are
// none.
func (c constraints) err() error {
	if len(c) == 0 {
		return nil
	}
	errors := "errors"
	if len(c) == 1 {
		errors = "error"
	}
	return invalid(fmt.Sprintf("%d validation %s detected: %s", len(c), errors, strings.Join(c, "; ")))
}
