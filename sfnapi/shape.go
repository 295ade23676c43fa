package sfnapi

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// shape is what a value of a request must satisfy. The zero value asks for nothing, but that a
// number is not negative.
type shape struct {
	min, max  int64 // of a number, or of the length of a text or a list; a max of 0 is none
	words     []string
	pattern   string
	sensitive bool   // the value is not repeated
	member    string // the shape of a list's elements
}

// patterns has the patterns of the model, and whether a text matches one.
var patterns = map[string]func(text string) bool{
	`[!-~]+`: func(text string) bool {
		return strings.IndexFunc(text, func(r rune) bool { return r < '!' || r > '~' }) < 0
	},
	`\p{ASCII}*`: func(text string) bool {
		return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	},
	`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`: func(text string) bool {
		return strings.Trim(text, digits) != "" && strings.Trim(text, letters+digits+"_-.") == ""
	},
}

const (
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits  = "0123456789"
)

// maxData is the most bytes of a text with data. Step Functions: such texts are measured in
// bytes, and others in characters.
const maxData = 262_144

// constraints are the constraints of the service's model that a request fails to satisfy.
type constraints struct {
	count int
	first []string // what is said of the first maxSaid
}

// maxSaid is of how many constraints an exception tells, so that a request of few bytes for each
// gets no answer of many times its length.
const maxSaid = 100

// add adds a constraint. value is empty, or a space and the value.
func (c *constraints) add(value, at, constraint string) {
	if c.count++; c.count <= maxSaid {
		c.first = append(c.first, "Value"+value+" at '"+at+"' failed to satisfy constraint: Member must "+constraint)
	}
}

// shown returns how a value is repeated.
func (s *shape) shown(value string) string {
	if s.sensitive {
		return ""
	}
	return " '" + value + "'"
}

// text checks a text.
func (c *constraints) text(at, value string, s *shape) {
	if len(s.words) > 0 && !slices.Contains(s.words, value) {
		c.add(s.shown(value), at, "satisfy enum value set: ["+strings.Join(s.words, ", ")+"]")
	}
	switch n := int64(utf8.RuneCountInString(value)); {
	case s.max == maxData && len(value) > maxData:
		c.add(s.shown(value), at, fmt.Sprintf("have size less than or equal to %d bytes in UTF-8 encoding", maxData))
	case s.max > 0 && s.max != maxData && n > s.max:
		c.add(s.shown(value), at, fmt.Sprintf("have length less than or equal to %d", s.max))
	case n < s.min:
		c.add(s.shown(value), at, fmt.Sprintf("have length greater than or equal to %d", s.min))
	}
	if s.pattern != "" && !patterns[s.pattern](value) {
		c.add(s.shown(value), at, "satisfy regular expression pattern: "+s.pattern)
	}
}

// length checks a list. The elements of one that is too long need no look.
func (c *constraints) length(at, value string, n int, s *shape) (long bool) {
	switch {
	case s.max > 0 && int64(n) > s.max:
		c.add(s.shown(value), at, fmt.Sprintf("have length less than or equal to %d", s.max))
		return true
	case int64(n) < s.min:
		c.add(s.shown(value), at, fmt.Sprintf("have length greater than or equal to %d", s.min))
	}
	return false
}

// number checks a number.
func (c *constraints) number(at, value string, n float64, s *shape) {
	switch {
	case s.max > 0 && n > float64(s.max):
		c.add(s.shown(value), at, fmt.Sprintf("have value less than or equal to %d", s.max))
	case n < float64(s.min):
		c.add(s.shown(value), at, fmt.Sprintf("have value greater than or equal to %d", s.min))
	}
}

// err returns the exception for a request that fails to satisfy the constraints, nil if
// there are none.
func (c *constraints) err() error {
	if c.count == 0 {
		return nil
	}
	errors := "errors"
	if c.count == 1 {
		errors = "error"
	}
	return invalid(fmt.Sprintf("%d validation %s detected: %s", c.count, errors, strings.Join(c.first, "; ")))
}
