package sqlitestore

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/durable"
)

// condition is the WHERE clause of a query of goasl_execution as e and goasl_progress as p.
type condition struct {
	terms []string
	args  []any
}

func (c *condition) add(term string, args ...any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, args...)
}

func (c *condition) String() string {
	if len(c.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.terms, " AND ")
}

const isStalled = `p.stalled_at > -62135596800000000`

const hasEnded = `p.ended > -62135596800000000`

// matching has what a filter says, but for its page.
func matching(f durable.Filter) *condition {
	c := &condition{}
	for _, term := range []struct{ sql, value string }{
		{`p.machine = (SELECT id FROM goasl_machine WHERE arn = ?)`, f.Machine},
		{`e.version = ?`, f.Version},
		{`e.alias = ?`, f.Alias},
		{`p.status = ?`, string(f.Status)},
	} {
		if term.value != "" {
			c.add(term.sql, term.value)
		}
	}
	if f.Stalled {
		c.add(isStalled)
	}
	if f.Redriven != nil {
		c.add(`(p.redrive_count > 0) = ?`, *f.Redriven)
	}
	if !f.EndedBefore.IsZero() {
		c.add(hasEnded)
		c.add(`p.ended < ?`, toMicroUp(f.EndedBefore))
	}
	return c
}

// A page begins after the last execution of the one before, wherever that is now.

func pageAfter(started time.Time, arn string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(toMicro(started), 10) + " " + arn))
}

func (c *condition) addAfter(page string) error {
	if page == "" {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(page)
	number, arn, ok := strings.Cut(string(text), " ")
	started, bad := strconv.ParseInt(number, 10, 64)
	if err != nil || bad != nil || !ok {
		return errors.New("sqlitestore: List: Filter.After is not what List has returned")
	}
	c.add(`p.started <= ?`, started)
	c.add(`(p.started < ? OR e.arn > ?)`, started, arn)
	return nil
}
