package events

import (
	"fmt"
	"strings"
	"time"
)

// cron is a schedule by the calendar.
type cron struct {
	minutes, hours, months, years bitset
	days                          daysOfMonth
	weekdays                      daysOfWeek
}

// unit is a field of a cron expression whose values are numbers.
type unit struct {
	name     string
	min, max int
	names    []string // of the values from min on
}

// The fields. EventBridge: years from 1970 to 2199.
var (
	minuteUnit  = unit{"minutes", 0, 59, nil}
	hourUnit    = unit{"hours", 0, 23, nil}
	dayUnit     = unit{"day of month", 1, 31, nil}
	monthUnit   = unit{"month", 1, 12, []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}}
	weekdayUnit = unit{"day of week", 1, 7, []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}}
	yearUnit    = unit{"year", 1970, 2199, nil}
)

// parseCron reads the six fields.
func parseCron(text string) (*cron, error) {
	fields := strings.Fields(text)
	if len(fields) != 6 {
		return nil, fmt.Errorf("cron has %d fields, want minutes, hours, day of month, month, day of week and year", len(fields))
	}
	c := new(cron)
	for i, f := range []struct {
		unit unit
		set  *bitset
	}{0: {minuteUnit, &c.minutes}, 1: {hourUnit, &c.hours}, 3: {monthUnit, &c.months}, 5: {yearUnit, &c.years}} {
		if f.set == nil {
			continue
		}
		var err error
		if *f.set, err = f.unit.parse(fields[i]); err != nil {
			return nil, err
		}
	}
	return c, c.parseDays(fields[2], fields[4])
}

// parseDays reads the two fields for days, of which one must be a question mark.
func (c *cron) parseDays(day, weekday string) (err error) {
	if (day == "?") == (weekday == "?") {
		return fmt.Errorf("day of month is %q and day of week is %q, want ? for one of them", day, weekday)
	}
	if day != "?" {
		c.days, err = parseDaysOfMonth(day)
		return err
	}
	c.weekdays, err = parseDaysOfWeek(weekday)
	return err
}

// next returns the first minute after a time that the expression has.
func (c *cron) next(after time.Time) time.Time {
	from := after.UTC().Truncate(time.Minute).Add(time.Minute)
	for year := max(from.Year(), yearUnit.min); year <= yearUnit.max; year++ {
		if !c.years.has(year - yearUnit.min) {
			continue
		}
		for month := time.January; month <= time.December; month++ {
			if !c.months.has(int(month)) || lastDay(year, month).AddDate(0, 0, 1).Before(from) {
				continue
			}
			if t, ok := c.inMonth(year, month, from); ok {
				return t
			}
		}
	}
	return time.Time{}
}

// nextIn is next by the clocks of a time zone. Their times are written as if they were in UTC.
func (c *cron) nextIn(zone *time.Location, after time.Time) time.Time {
	for shown := shownBy(zone, after); ; {
		if shown = c.next(shown); shown.IsZero() {
			return shown
		}
		if at, ok := firstShown(zone, shown); ok && at.After(after) {
			return at
		}
	}
}

// shownBy returns what the clocks of a time zone show at a time.
func shownBy(zone *time.Location, at time.Time) time.Time {
	_, offset := at.In(zone).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// firstShown returns the time at which the clocks show something for the first time, if they do.
func firstShown(zone *time.Location, shown time.Time) (at time.Time, ok bool) {
	const change = 24 * time.Hour // clocks are not changed twice in that time
	for _, near := range []time.Time{shown.Add(-change), shown.Add(change)} {
		_, offset := near.In(zone).Zone()
		at = shown.Add(-time.Duration(offset) * time.Second)
		if shownBy(zone, at).Equal(shown) {
			return at, true
		}
	}
	return at, false
}

// inMonth returns the first time in a month that is not before from.
func (c *cron) inMonth(year int, month time.Month, from time.Time) (t time.Time, ok bool) {
	last := lastDay(year, month)
	days := c.days.in(last) | c.weekdays.in(last)
	for day := 1; day <= last.Day(); day++ {
		if !days.has(day) || time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC).Before(from) {
			continue
		}
		for hour := range hourUnit.max + 1 {
			for minute := range minuteUnit.max + 1 {
				t := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
				if c.hours.has(hour) && c.minutes.has(minute) && !t.Before(from) {
					return t, true
				}
			}
		}
	}
	return t, false
}

// lastDay returns the last day of a month.
func lastDay(year int, month time.Month) time.Time {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
}
