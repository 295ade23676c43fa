package state

import (
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Wait waits for a number of seconds, or until a time.
type Wait struct {
	stateBase
	Seconds   Quantity
	Timestamp time.Time // zero if absent, or if a path or an expression gives it

	timestampPath  pathField
	timestampQuery *query
}

// maxWait is the longest wait.
// Step Functions: measured as 2^31-1 seconds, which are 24,855 days.
const maxWait = (1<<31 - 1) * time.Second

func parseWait(o *object, base stateBase) State {
	s := &Wait{stateBase: base}
	o.dataFields(&s.stateBase)
	o.oneOf("SecondsPath", "Seconds", "TimestampPath", "Timestamp")
	s.Seconds = o.quantity("Seconds", bounds{0, maxSeconds})
	s.Timestamp, s.timestampQuery = o.timestamp()
	s.timestampPath = o.referencePath("TimestampPath")
	o.nextOrEnd(&s.stateBase)
	return s
}

// timestamp reads the field Timestamp: a time, or a JSONata expression.
func (o *object) timestamp() (at time.Time, q *query) {
	n, ok := o.take("Timestamp")
	if !ok {
		return at, nil
	}
	if q, ok := o.query(n, "Timestamp"); ok {
		return at, q
	}
	if at, ok = parseTimestamp(n.Text()); !ok {
		o.bad(n, "Timestamp", "String does not match RFC3339 timestamp")
	}
	return at, nil
}

// parseTimestamp reads an RFC 3339 timestamp with a capital T and a capital Z or an
// offset.
func parseTimestamp(text string) (time.Time, bool) {
	if len(text) < len("2006-01-02T15:04:05Z") || text[10] != 'T' || strings.HasSuffix(text, "z") {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at, err == nil
}

func (s *Wait) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	in, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	until, err := s.until(scope)
	if err != nil {
		return err
	}
	if err := r.room(f, f.made(in)); err != nil {
		return err
	}
	r.setWork(f, in)
	f.phase = waiting
	r.setTimer(f, r.scaled(until), wakeUp)
	return nil
}

// until returns the time at which the wait ends.
func (s *Wait) until(scope *scope) (time.Time, error) {
	now := scope.r.now
	if s.Seconds.IsSet() {
		n, err := scope.waitSeconds(&s.Seconds)
		return now.Add(seconds(n)), err
	}
	at, err := s.Timestamp, error(nil)
	switch {
	case s.timestampPath.isSet():
		at, err = scope.waitTimestamp(s.timestampPath)
	case s.timestampQuery != nil:
		at, err = scope.computedTimestamp(s.timestampQuery)
	}
	if err == nil && at.Sub(now) > maxWait {
		err = scope.f.runtimeFault("Wait state delay is too long.")
	}
	return at, err
}

// computedTimestamp returns the time that an expression gives.
func (s *scope) computedTimestamp(q *query) (time.Time, error) {
	v, err := s.evalTo(q, jsonvalue.String)
	if err != nil {
		return time.Time{}, err
	}
	at, ok := parseTimestamp(v.Text())
	if !ok {
		return at, s.evaluationFault(q.field, "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "+v.Text())
	}
	return at, nil
}

func (s *scope) waitSeconds(q *Quantity) (int64, error) {
	p := q.path
	switch {
	case q.query != nil:
		return s.integer(q.query, q.bounds)
	case !p.isSet():
		return q.fixed, nil
	}
	v, err := s.read(p.path)
	if err != nil {
		return 0, s.waitError("SecondsPath", p, err)
	}
	n, ok := v.Int64()
	if !ok { // Step Functions: a string of digits will do
		digits, err := strconv.ParseInt(v.Text(), 10, 64)
		n, ok = digits, err == nil
	}
	switch {
	case !ok:
		return 0, s.f.runtimeFault("The SecondsPath parameter cannot be parsed as a long value: " + p.text + " == " + plain(v))
	case n < 0:
		return 0, s.f.runtimeFault("The SecondsPath parameter references a negative value: " + p.text + " == " + plain(v))
	case n > int64(maxWait/time.Second):
		return 0, s.f.runtimeFault("Wait state delay is too long.")
	}
	return n, nil
}

func (s *scope) waitTimestamp(p pathField) (time.Time, error) {
	v, err := s.read(p.path)
	if err != nil {
		return time.Time{}, s.waitError("TimestampPath", p, err)
	}
	at, ok := parseTimestamp(v.Text())
	if !ok {
		return at, s.f.runtimeFault("The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: " + p.text + " == " + plain(v))
	}
	return at, nil
}

// waitError returns the failure of a path that a Wait state reads.
func (s *scope) waitError(field string, p pathField, err error) error {
	if isCut(err) {
		return s.pathError(p.path, err)
	}
	return s.f.runtimeFault("The " + field + " parameter does not reference an input value: " + p.text)
}

// plain returns a value as AWS's messages show it: a string without quotes.
func plain(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.String()
}

// resume leaves the state when its time has come.
func (s *Wait) resume(r *Run, f *frame) error {
	return r.passThrough(r.scope(f, f.work), f.work, &s.exitFields, &s.way)
}
