package history

import (
	"math"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// codec either writes the members of an object or reads them. So a details struct lists
// its members once, in the order of the API, for both. A codec is passed by value: a
// pointer in a call of an interface would be an allocation for each event that is
// written.
type codec struct {
	dst  []byte  // the text written so far
	in   *object // the object to read; nil when writing
	data data    // which of the execution's data is written
}

// data says how much of inputs, outputs, parameters and variables is written.
type data uint8

const (
	allData    data = iota
	loggedData      // all, but payloads too long for a log record are truncated
	noData
)

func (c codec) close() []byte { return append(c.dst, '}') }

func (c codec) reading() bool { return c.in != nil }

// name writes a member's name, which must not need escapes.
func (c codec) name(name, suffix string) codec {
	if c.dst[len(c.dst)-1] != '{' {
		c.dst = append(c.dst, ',')
	}
	c.dst = append(c.dst, '"')
	c.dst = append(c.dst, name...)
	c.dst = append(c.dst, suffix...)
	c.dst = append(c.dst, `":`...)
	return c
}

func (c codec) writeText(name, s string) codec {
	c = c.name(name, "")
	c.dst = jsonvalue.AppendString(c.dst, s)
	return c
}

func (c codec) writeNumber(name string, n int64) codec {
	c = c.name(name, "")
	c.dst = strconv.AppendInt(c.dst, n, 10)
	return c
}

// text is a string member that is always there.
func (c codec) text(name string, s *string) codec {
	if c.reading() {
		*s = c.in.required(name).text()
		return c
	}
	return c.writeText(name, *s)
}

// optionalText is a string member that is absent if empty.
func (c codec) optionalText(name string, s *string) codec {
	if c.reading() {
		*s = c.in.optional(name).text()
		return c
	}
	if *s == "" {
		return c
	}
	return c.writeText(name, *s)
}

// failure is the name and the cause of an error. Each may be absent, which is not the
// same as being empty.
func (c codec) failure(name, cause **string) codec {
	return c.textPointer("error", name).textPointer("cause", cause)
}

func (c codec) textPointer(name string, s **string) codec {
	if c.reading() {
		if f := c.in.optional(name); f.exists() {
			text := f.text()
			*s = &text
		}
		return c
	}
	if *s == nil {
		return c
	}
	return c.writeText(name, **s)
}

// number is a member of the API's 32-bit numbers that is always there.
func (c codec) number(name string, n *int) codec {
	if c.reading() {
		*n = int(c.in.required(name).whole(math.MaxInt32))
		return c
	}
	return c.writeNumber(name, int64(*n))
}

// optionalNumber is a number member that is absent if 0.
func (c codec) optionalNumber(name string, n *int64) codec {
	if c.reading() {
		*n = c.in.optional(name).whole(math.MaxInt64)
		return c
	}
	if *n == 0 {
		return c
	}
	return c.writeNumber(name, *n)
}

// value is a member of JSON text, which is there if data is written. It is never
// truncated; none is the empty text.
// Step Functions: it is absent without the execution's data.
func (c codec) value(name string, v *jsonvalue.Value) codec {
	if c.reading() {
		if f := c.in.optional(name); f.exists() {
			*v = f.value()
		}
		return c
	}
	if c.data == noData {
		return c
	}
	return c.writeText(name, v.String())
}

// payload is a member of JSON text, and the member that says whether it is truncated.
func (c codec) payload(name string, p *Payload) codec {
	if c.reading() {
		*p = c.in.optional(name).payload(c.in.truncated(name))
		return c
	}
	if c.data == noData || !p.Exists() && !p.Truncated {
		return c
	}
	whole := p.String()
	text := whole
	if c.data == loggedData {
		text = truncated(whole)
	}
	if p.Exists() {
		c = c.writeText(name, text)
	}
	return c.writeTruncated(name, p.Truncated || len(text) < len(whole))
}

func (c codec) writeTruncated(name string, truncated bool) codec {
	c = c.name(name, "Details")
	c.dst = append(c.dst, `{"truncated":`...)
	c.dst = strconv.AppendBool(c.dst, truncated)
	c.dst = c.close()
	return c
}

// variables is an object of JSON texts, and the member that says whether it is
// truncated.
func (c codec) variables(name string, vars *[]jsonvalue.Member, truncated *bool) codec {
	if c.reading() {
		*vars, *truncated = c.in.optional(name).variables(), c.in.truncated(name)
		return c
	}
	if c.data == noData {
		return c
	}
	if len(*vars) > 0 {
		c = c.name(name, "")
		c.dst = append(c.dst, '{')
		for i, v := range *vars {
			if i > 0 {
				c.dst = append(c.dst, ',')
			}
			c.dst = jsonvalue.AppendString(c.dst, v.Name)
			c.dst = append(c.dst, ':')
			c.dst = jsonvalue.AppendString(c.dst, v.Value.String())
		}
		c.dst = c.close()
	}
	if len(*vars) > 0 || *truncated {
		c = c.writeTruncated(name, *truncated)
	}
	return c
}

// credentials is an object member that is absent if empty.
func (c codec) credentials(name string, t *TaskCredentials) codec {
	if c.reading() {
		if f := c.in.optional(name); f.exists() {
			t.members(codec{in: f.object()}).in.end()
		}
		return c
	}
	if *t == (TaskCredentials{}) {
		return c
	}
	c = c.name(name, "")
	c.dst = append(c.dst, '{')
	c.dst = t.members(c).close()
	return c
}
