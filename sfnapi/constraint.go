package sfnapi

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// constraints are the constraints of the service's model that a request fails to
// satisfy.
type constraints []string

// add adds a constraint. value is empty or a space and the quoted value, which the
// service does not repeat for members that hold data.
func (c *constraints) add(value, at, constraint string) {
	*c = append(*c, "Value"+value+" at '"+at+"' failed to satisfy constraint: Member must "+constraint)
}

// word wants one of a few words, or nothing.
func (c *constraints) word(at, value string, words ...string) {
	if value != "" && !slices.Contains(words, value) {
		c.add(" '"+value+"'", at, "satisfy enum value set: ["+strings.Join(words, ", ")+"]")
	}
}

// maxDefinition is the most characters of a definition.
const maxDefinition = 1 << 20

// length bounds the characters of a name, an error or a definition.
func (c *constraints) length(at, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.add("", at, fmt.Sprintf("have length less than or equal to %d", most))
	}
}

// maxData is the most bytes that a member with data may have.
const maxData = 262_144

// data bounds the bytes of a member with data.
func (c *constraints) data(at, value string) {
	if len(value) > maxData {
		c.add("", at, fmt.Sprintf("have size less than or equal to %d bytes in UTF-8 encoding", maxData))
	}
}

// count wants no negative number.
func (c *constraints) count(at string, n *int) {
	if n != nil && *n < 0 {
		c.add(fmt.Sprintf(" '%d'", *n), at, "have value greater than or equal to 0")
	}
}

// err returns the exception for a request that fails to satisfy the constraints, nil if
// there are none.
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

// checkWord returns an exception if a field has a value that is none of words. An empty
// value counts as no value.
func checkWord(field, value string, words ...string) error {
	var c constraints
	c.word(field, value, words...)
	return c.err()
}
