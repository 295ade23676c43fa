package picture

import (
	"math"
	"strconv"
	"strings"
)

// An isoTime is what the parts of a timestamp say.
type isoTime struct {
	year, month, day            int
	hasMonth, hasDay, hasTime   bool
	hour, minute, second, milli int
	hasFraction, hasZone        bool
	zulu                        bool
	offsetHours, offsetMinutes  int
	negative                    bool
}

// ParseISO8601 reads a timestamp as $toMillis does without a picture, such as 2018,
// 2018-02-01 or 2018-02-01T09:42:13.123+0100; without a timezone it is in UTC. The
// result is NaN if a part is out of its range, except that a month has 31 days: the
// 30th of February is in March. The error is D3110 if s is no timestamp.
func ParseISO8601(s string) (millis float64, err error) {
	t, ok := scanISO8601(s)
	if !ok {
		return 0, &Error{Code: "D3110", Value: s}
	}
	return t.moment(), nil
}

// moment returns the moment of a timestamp, NaN if there is none.
func (t *isoTime) moment() float64 {
	midnight := t.hour == 24 && t.minute == 0 && t.second == 0 && t.milli == 0
	switch {
	case t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31,
		t.hour > 23 && !midnight,
		t.offsetHours > 23,
		t.hasDay && !t.hasMonth,
		!t.hasTime && (t.hasFraction || t.hasZone && !t.zulu):
		return math.NaN()
	}
	offset := t.offsetHours*60 + t.offsetMinutes
	if t.negative {
		offset = -offset
	}
	return makeTime(float64(t.year), float64(t.month-1), float64(t.day), float64(t.hour), float64(t.minute-offset),
		float64(t.second), float64(t.milli))
}

// scanISO8601 reads the parts of a timestamp. All but the year may be missing.
func scanISO8601(s string) (t isoTime, ok bool) {
	t.month, t.day = 1, 1
	n, s := scanDigits(s, "dddd")
	if n == nil {
		return t, false
	}
	t.year = n[0]
	last := s
	if n, rest := scanDigits(s, "-1d"); n != nil {
		t.month, t.hasMonth, s = n[0], true, rest
	}
	if n, rest := scanDigits(s, "-3d"); n != nil {
		t.day, t.hasDay, last, s = n[0], true, s, rest
	}
	if n, rest := scanDigits(s, "T2d:5d:5d"); n != nil {
		t.hour, t.minute, t.second, t.hasTime, s = n[0], n[1], n[2], true, rest
	}
	if after, isFraction := strings.CutPrefix(s, "."); isFraction {
		digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
		if digits == "" {
			return t, false
		}
		t.milli, _ = strconv.Atoi((digits + "00")[:3])
		t.hasFraction, s = true, after[len(digits):]
	}
	// What looked like a month or a day may be a timezone.
	return t, t.scanZone(s) || t.scanZone(last)
}

// scanZone reads what is left of a timestamp.
func (t *isoTime) scanZone(s string) (ok bool) {
	if s == "" {
		return true
	}
	t.hasZone = true
	if s == "Z" {
		t.zulu = true
		return true
	}
	t.negative = s[0] == '-'
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	n, rest := scanDigits(s[1:], "2d:5d")
	if n == nil {
		n, rest = scanDigits(s[1:], "2d5d")
	}
	if n == nil || rest != "" {
		return false
	}
	t.offsetHours, t.offsetMinutes = n[0], n[1]
	return true
}

// scanDigits reads a text of a form in which d stands for a digit, a digit for one up
// to it, and other characters for themselves. It returns the numbers, nil if s has
// another form, and what is behind them.
func scanDigits(s, form string) (numbers []int, rest string) {
	if len(s) < len(form) {
		return nil, s
	}
	inNumber := false
	for i, sign := range []byte(form) {
		last := sign
		if sign == 'd' {
			last = '9'
		}
		if last < '0' || last > '9' {
			if s[i] != sign {
				return nil, s
			}
			inNumber = false
			continue
		}
		if s[i] < '0' || s[i] > last {
			return nil, s
		}
		if !inNumber || sign != 'd' {
			numbers = append(numbers, 0)
		}
		inNumber = true
		numbers[len(numbers)-1] = numbers[len(numbers)-1]*10 + int(s[i]-'0')
	}
	return numbers, s[len(form):]
}
