package events

import (
	"fmt"
	"strings"
	"time"
)

// monthDays is a set of the days of a month, from 1.
type monthDays uint32

func (d monthDays) has(day int) bool { return d&(1<<day) != 0 }

// daysOfMonth is the field for days of a month.
type daysOfMonth struct {
	days     bitset
	nearest  bitset // of each, the nearest day from Monday to Friday
	last     bool
	lastWork bool // the last day from Monday to Friday
}

// parseDaysOfMonth reads days, L for the last one, 15W for the weekday that is nearest to the
// 15th, and LW for the last weekday.
func parseDaysOfMonth(text string) (d daysOfMonth, err error) {
	for item := range strings.SplitSeq(text, ",") {
		day, isWork := strings.CutSuffix(strings.ToUpper(item), "W")
		switch {
		case day == "L" && isWork:
			d.lastWork = true
		case day == "L":
			d.last = true
		case isWork:
			n, err := dayUnit.value(day)
			if err != nil {
				return d, err
			}
			d.nearest.add(n)
		default:
			if err := dayUnit.add(&d.days, item); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// in returns the days of the month with that last day.
func (d *daysOfMonth) in(last time.Time) (days monthDays) {
	for day := 1; day <= last.Day(); day++ {
		if d.days.has(day) || d.last && day == last.Day() {
			days |= 1 << day
		}
		if d.nearest.has(day) || d.lastWork && day == last.Day() {
			days |= 1 << workday(day, last)
		}
	}
	return days
}

// workday returns the day from Monday to Friday that is nearest to a day, in the same month.
func workday(day int, last time.Time) int {
	switch last.AddDate(0, 0, day-last.Day()).Weekday() {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == last.Day() {
			return day - 2
		}
		return day + 1
	}
	return day
}

// daysOfWeek is the field for days of a week, which are numbered from 1, Sunday.
type daysOfWeek struct {
	days     bitset
	lasts    bitset // of each, the last one of the month
	day, nth int    // the nth such day of the month; 0 for none
}

// parseDaysOfWeek reads days, L for Saturday, 6L for the last Friday of the month, and 3#2 for
// its second Tuesday.
func parseDaysOfWeek(text string) (d daysOfWeek, err error) {
	for item := range strings.SplitSeq(text, ",") {
		day, isLast := strings.CutSuffix(strings.ToUpper(item), "L")
		before, nth, isNth := strings.Cut(item, "#")
		switch {
		case isLast && day == "":
			d.days.add(weekdayUnit.max)
		case isLast:
			n, err := weekdayUnit.value(day)
			if err != nil {
				return d, err
			}
			d.lasts.add(n)
		case isNth && text != item:
			return d, fmt.Errorf("day of week: %q stands beside others", item)
		case isNth:
			if d.day, err = weekdayUnit.value(before); err == nil {
				d.nth, err = weekdayUnit.number(nth, 1, 5)
			}
			return d, err
		default:
			if err := weekdayUnit.add(&d.days, item); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// in returns the days of the month with that last day.
func (d *daysOfWeek) in(last time.Time) (days monthDays) {
	for day := 1; day <= last.Day(); day++ {
		weekday := int(last.AddDate(0, 0, day-last.Day()).Weekday()) + 1
		isLast := day+7 > last.Day()
		if d.days.has(weekday) || d.lasts.has(weekday) && isLast || d.nth > 0 && d.day == weekday && (day+6)/7 == d.nth {
			days |= 1 << day
		}
	}
	return days
}
