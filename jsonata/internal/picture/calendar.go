package picture

import "math"

const (
	millisPerMinute = 60 * 1000
	millisPerHour   = 60 * millisPerMinute
	millisPerDay    = 24 * millisPerHour

	// maxTime is the last moment that JavaScript knows, in milliseconds since 1970.
	maxTime = 8.64e15
)

// clip returns the millisecond as a time of JavaScript, NaN if it is none.
func clip(millis float64) float64 {
	if !(math.Abs(millis) <= maxTime) {
		return math.NaN()
	}
	return math.Trunc(millis) + 0
}

// A date holds the parts of a moment in UTC. All of them are NaN if there is none.
// The month counts from 0, the day of the week from 1, Monday.
type date struct {
	millis, year, month, day, weekday float64
	hour, minute, second, milli       float64
}

func newDate(millis float64) date {
	millis = clip(millis)
	if millis != millis {
		nan := math.NaN()
		return date{nan, nan, nan, nan, nan, nan, nan, nan, nan}
	}
	days := math.Floor(millis / millisPerDay)
	rest := int(millis - days*millisPerDay)
	year, month, day := civil(int(days))
	return date{
		millis:  millis,
		year:    float64(year),
		month:   float64(month),
		day:     float64(day),
		weekday: float64(floorMod(int(days)+3, 7) + 1), // 1970 began on a Thursday
		hour:    float64(rest / millisPerHour),
		minute:  float64(rest / millisPerMinute % 60),
		second:  float64(rest / 1000 % 60),
		milli:   float64(rest % 1000),
	}
}

// A cycle of the Gregorian calendar has 400 years. Counting begins with the March of
// a year 0, so that a leap day is the last day of its year.
const (
	daysPerCycle  = 146097
	daysToMarch0  = 719468 // from 1 March 0 to 1 January 1970
	daysPer4Years = 1461
)

// civil returns the date of a day, counted from 1970, and the month from 0.
func civil(days int) (year, month, day int) {
	days += daysToMarch0
	cycle := floorDiv(days, daysPerCycle)
	inCycle := days - cycle*daysPerCycle
	yearInCycle := (inCycle - inCycle/(daysPer4Years-1) + inCycle/36524 - inCycle/(daysPerCycle-1)) / 365
	inYear := inCycle - (365*yearInCycle + yearInCycle/4 - yearInCycle/100)
	fromMarch := (5*inYear + 2) / 153
	day = inYear - (153*fromMarch+2)/5 + 1
	year, month = cycle*400+yearInCycle, fromMarch+2
	if month > 11 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// daysOf returns the day of a date, counted from 1970; the reverse of civil.
func daysOf(year, month, day int) int {
	if month -= 2; month < 0 {
		year, month = year-1, month+12
	}
	cycle := floorDiv(year, 400)
	yearInCycle := year - cycle*400
	inYear := (153*month+2)/5 + day - 1
	return cycle*daysPerCycle + 365*yearInCycle + yearInCycle/4 - yearInCycle/100 + inYear - daysToMarch0
}

// utc returns the moment of a date and a time of the day, NaN if there is none. Each
// part is cut to an integer and may be out of its range: the 30th of February is in
// March. Years from 0 to 99 are those of the twentieth century, as for Date.UTC.
func utc(year, month, day, hour, minute, second, milli float64) float64 {
	if year = math.Trunc(year); 0 <= year && year <= 99 {
		year += 1900
	}
	return makeTime(year, month, day, hour, minute, second, milli)
}

// makeTime is utc without a meaning of its own for the years from 0 to 99.
func makeTime(year, month, day, hour, minute, second, milli float64) float64 {
	year, month, day = math.Trunc(year), math.Trunc(month), math.Trunc(day)
	const far = 1e6 // years that no number of days brings back
	if !(math.Abs(year) <= far && math.Abs(month) <= 12*far) {
		return math.NaN()
	}
	years := math.Floor(month / 12)
	days := float64(daysOf(int(year+years), int(month-12*years), 1)) + day - 1
	return clip(days*millisPerDay + math.Trunc(hour)*millisPerHour + math.Trunc(minute)*millisPerMinute +
		math.Trunc(second)*1000 + math.Trunc(milli))
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}

func floorMod(a, b int) int { return a - floorDiv(a, b)*b }

// A monthOf is a month of a year, from 0.
type monthOf struct{ year, month float64 }

func (m monthOf) plus(months float64) monthOf {
	month := m.month + months
	years := math.Floor(month / 12)
	return monthOf{m.year + years, month - 12*years}
}

// firstWeek returns when the first week of a month begins: on a Monday, and with a
// Thursday in the month, as ISO 8601 has it for years. The first week of a year is
// that of its January.
func (m monthOf) firstWeek() float64 {
	first := utc(m.year, m.month, 1, 0, 0, 0, 0)
	if weekday := newDate(first).weekday; weekday > 4 {
		return first + (8-weekday)*millisPerDay
	} else {
		return first - (weekday-1)*millisPerDay
	}
}

// week returns in which week of a period d is. A period begins with the first week
// of a month and is followed by the next one after so many months; it has at least
// so many weeks.
func (d date) week(m monthOf, months, weeks float64) float64 {
	today := utc(d.year, d.month, d.day, 0, 0, 0, 0)
	since := func(start float64) float64 { return (today-start)/(7*millisPerDay) + 1 }
	week := since(m.firstWeek())
	switch {
	case week > weeks && today >= m.plus(months).firstWeek():
		return 1
	case week < 1:
		week = since(m.plus(-months).firstWeek())
	}
	return math.Floor(week)
}

// period returns the month that begins the period in which d is.
func (d date) period(m monthOf, months float64) monthOf {
	switch {
	case d.millis < m.firstWeek():
		return m.plus(-months)
	case d.millis >= m.plus(months).firstWeek():
		return m.plus(months)
	}
	return m
}

// component returns a part of the date by its letter in a picture; NaN for letters
// that have no number.
func (d date) component(letter rune) float64 {
	thisMonth, january := monthOf{d.year, d.month}, monthOf{d.year, 0}
	switch letter {
	case 'Y':
		return d.year
	case 'M':
		return d.month + 1
	case 'D':
		return d.day
	case 'd':
		return (utc(d.year, d.month, d.day, 0, 0, 0, 0)-utc(d.year, 0, 1, 0, 0, 0, 0))/millisPerDay + 1
	case 'F':
		return d.weekday
	case 'W':
		return d.week(january, 12, 52)
	case 'w':
		return d.week(thisMonth, 1, 4)
	case 'X':
		return d.period(january, 12).year
	case 'x':
		return d.period(thisMonth, 1).month + 1
	case 'H':
		return d.hour
	case 'h':
		return math.Mod(d.hour+11, 12) + 1
	case 'm':
		return d.minute
	case 's':
		return d.second
	case 'f':
		return d.milli
	}
	return math.NaN()
}
