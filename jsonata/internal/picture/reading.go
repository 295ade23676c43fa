package picture

import (
	"math"
	"strings"
)

// A reading holds what was read of a time, by the letters of the components.
type reading map[rune]float64

// hasOnly reports whether a part was read, and none that is not in letters out of
// all. Parts that are zero do not count, as in jsonata-js.
func (r reading) hasOnly(letters, all string) bool {
	found := false
	for _, letter := range all {
		if value := r[letter]; value == 0 || value != value {
			continue
		}
		if !strings.ContainsRune(letters, letter) {
			return false
		}
		found = true
	}
	return found
}

// moment returns the moment that was read, with now for what comes before it. The
// error is D3136 if a part is missing between others, and for weeks, which
// jsonata-js does not read.
func (r reading) moment(now date) (float64, error) {
	const allOfDate, allOfTime = "YXMxWwdD", "PHhmsf"
	byDayOfYear, letters := false, "YMD"
	switch {
	case r.hasOnly("YMD", allOfDate):
	case r.hasOnly("Yd", allOfDate):
		byDayOfYear, letters = true, "YD"
	case r.hasOnly("Xxw", allOfDate) || r.hasOnly("XW", allOfDate):
		return 0, &Error{Code: "D3136"}
	}
	byHalfDay := !r.hasOnly("Hmsf", allOfTime) && r.hasOnly("Phmsf", allOfTime)
	if byHalfDay {
		letters += "Phmsf"
	} else {
		letters += "Hmsf"
	}
	if err := r.complete(letters, now); err != nil {
		return 0, err
	}
	month, day, hour := 0.0, r['D'], r['H']
	if r['M'] > 0 {
		month = r['M'] - 1
	}
	if byDayOfYear {
		// Days of the next year are taken for those of this one.
		d := newDate(utc(r['Y'], 0, 1, 0, 0, 0, 0) + (r['d']-1)*millisPerDay)
		month, day = d.month, d.day
	}
	if byHalfDay {
		hour = r['h']
		if hour == 12 {
			hour = 0
		}
		if r['P'] == 1 {
			hour += 12
		}
	}
	millis := utc(r['Y'], month, day, hour, r['m'], r['s'], r['f'])
	return millis - r.offset()*millisPerMinute, nil
}

// complete adds the parts that were not read: before the first that was, those of
// now, and after the last, the least. The error is D3136 if there is one between.
func (r reading) complete(letters string, now date) error {
	started, ended := false, false
	for _, letter := range letters {
		_, known := r[letter]
		switch {
		case known && ended:
			return &Error{Code: "D3136"}
		case known:
			started = true
		case !started:
			r[letter] = now.component(letter)
		default:
			ended = true
			r[letter] = 0
			if letter == 'M' || letter == 'D' {
				r[letter] = 1
			}
		}
	}
	return nil
}

// offset returns the minutes of the timezone.
func (r reading) offset() float64 {
	for _, letter := range "Zz" {
		if offset := r[letter]; offset != 0 && !math.IsNaN(offset) {
			return offset
		}
	}
	return 0
}
