package events

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Schedule says at which times a rule is due, in UTC unless [Schedule.In] says another time zone.
// It is immutable, and safe for concurrent use.
type Schedule struct {
	text string
	rate time.Duration // 0 for cron
	cron *cron
	zone *time.Location // nil for UTC
}

// maxSchedule is the most characters of a schedule. EventBridge: the limit of its model.
const maxSchedule = 256

// ParseSchedule reads "rate(5 minutes)" or "cron(0 10 ? * MON-FRI *)", with the fields minutes,
// hours, day of month, month, day of week and year. A rate has minutes, hours or days. The error
// says which field is wrong.
//
// EventBridge: one of the two fields for days is a question mark, and days of a week are
// numbered from 1, which is Sunday.
func ParseSchedule(text string) (*Schedule, error) {
	s, err := parseSchedule(text)
	if err != nil {
		return nil, fmt.Errorf("events: schedule %.40q: %w", text, err)
	}
	return s, nil
}

func parseSchedule(text string) (*Schedule, error) {
	kind, rest, _ := strings.Cut(text, "(")
	inner, closed := strings.CutSuffix(rest, ")")
	var err error
	s := &Schedule{text: text}
	switch {
	case len(text) > maxSchedule:
		err = fmt.Errorf("it has more than %d characters", maxSchedule)
	case closed && kind == "rate":
		s.rate, err = parseRate(inner)
	case closed && kind == "cron":
		s.cron, err = parseCron(inner)
	default:
		err = fmt.Errorf("want rate(…) or cron(…)")
	}
	return s, err
}

// parseRate reads a number and a unit, which is singular for 1 only.
func parseRate(text string) (time.Duration, error) {
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	const most = 1_000_000 // days, which a Duration cannot have, are refused below
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	singular := strings.TrimSuffix(unit, "s")
	of, known := units[singular]
	switch {
	case err != nil || n < 1 || n > most || number[0] == '+':
		return 0, fmt.Errorf("the rate's number is %q, want one from 1 to %d", number, most)
	case !known || (n == 1) != (unit == singular):
		return 0, fmt.Errorf("the rate's unit is %q, want minute, hour or day for 1, and minutes, hours or days for more", unit)
	case int64(n) > int64(1<<63-1)/int64(of):
		return 0, fmt.Errorf("the rate is longer than 292 years")
	}
	return time.Duration(n) * of, nil
}

// In returns the schedule in a time zone of the IANA database, such as "Europe/Berlin"; "" is UTC.
// The error says that it is not known; programs for machines without that database import
// time/tzdata. A rate is the same everywhere.
//
// EventBridge Scheduler: a time that the clocks leave out in spring is left out, and one that they
// show twice in autumn counts once.
func (s *Schedule) In(zone string) (*Schedule, error) {
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return nil, fmt.Errorf("events: the time zone %.60q is not known", zone)
	}
	in := *s
	in.zone = location
	return &in, nil
}

// String returns the text of the schedule.
func (s *Schedule) String() string { return s.text }

// Next returns the first time after a time at which the schedule is due, the zero time if there
// is none. A rate counts from start, the time at which its rule was made or enabled.
func (s *Schedule) Next(start, after time.Time) time.Time {
	if s.cron != nil && s.zone != nil {
		return s.cron.nextIn(s.zone, after)
	}
	if s.cron != nil {
		return s.cron.next(after)
	}
	if after.Before(start) {
		return start.Add(s.rate)
	}
	return after.Add(s.rate - after.Sub(start)%s.rate)
}
