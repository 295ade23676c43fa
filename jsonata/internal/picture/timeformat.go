package picture

import (
	"math"
	"strings"
)

// ISO8601 is the picture of $fromMillis without one. An empty picture is something
// else: its result is empty.
const ISO8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

// UTC is the timezone of $fromMillis without one.
const UTC = "0000"

var (
	months = strings.Fields("January February March April May June July August September October November December")
	days   = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
)

// A zone is how far a timezone is from UTC. Both are NaN if it is unknown.
type zone struct{ hours, minutes float64 }

// parseZone reads a timezone such as "+0530".
func parseZone(text string) zone {
	offset := parseInt(text)
	// Half an hour before UTC is "-0030", which jsonata-js reads as -1 hours and -30
	// minutes.
	return zone{math.Floor(offset / 100), math.Mod(offset, 100)}
}

// FormatTime writes a moment, in milliseconds since 1970, as the picture says for a
// timezone such as "+0530". If there is no such moment or timezone, its parts are
// NaN. The error is D3131, D3132 or D3135 for a picture that is malformed, D3130,
// D3133 or D3134 for a part that cannot be written so, and D1001 for a width that is
// too large.
func FormatTime(millis float64, picture, timezone string) (string, error) {
	z := parseZone(timezone)
	d := newDate(millis + (z.hours*60+z.minutes)*millisPerMinute)
	if picture == ISO8601 && timezone == UTC && 0 <= d.year && d.year <= 9999 {
		return string(appendISO8601(make([]byte, 0, 32), d)), nil
	}
	parts, err := parseTimePicture(picture)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i := range parts {
		text := parts[i].literal
		if parts[i].component != 0 {
			if text, err = parts[i].format(d, z); err != nil {
				return "", err
			}
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// appendISO8601 appends a date of UTC as the picture ISO8601 has it, which is what
// $now and most calls of $fromMillis ask for.
func appendISO8601(dst []byte, d date) []byte {
	for _, part := range []struct {
		value  float64
		digits int
		behind byte
	}{
		{d.year, 4, '-'}, {d.month + 1, 2, '-'}, {d.day, 2, 'T'},
		{d.hour, 2, ':'}, {d.minute, 2, ':'}, {d.second, 2, '.'}, {d.milli, 3, 'Z'},
	} {
		start := len(dst)
		dst = append(dst, "0000"[:part.digits]...)
		for i, rest := len(dst)-1, int(part.value); i >= start; i, rest = i-1, rest/10 {
			dst[i] = byte('0' + rest%10)
		}
		dst = append(dst, part.behind)
	}
	return dst
}

// format writes a part of the date.
func (p *timePart) format(d date, z zone) (string, error) {
	switch {
	case p.isText:
		return "undefined", nil
	case p.isZone():
		return p.formatZone(z)
	case p.component == 'C' || p.component == 'E':
		return "ISO", nil
	case p.component == 'P':
		return p.formatHalf(d), nil
	case p.byName:
		return p.formatName(d)
	}
	value := d.component(p.component)
	if p.cutsYear {
		value = math.Mod(value, p.modulus)
	}
	return p.integer.format(value)
}

// formatHalf writes which half of the day it is.
func (p *timePart) formatHalf(d date) string {
	half := "am"
	if d.hour >= 12 {
		half = "pm"
	}
	if p.byName && p.letters == upper {
		return strings.ToUpper(half)
	}
	return half
}

func (p *timePart) formatName(d date) (string, error) {
	names, err := p.names()
	if err != nil {
		return "", err
	}
	value := d.component(p.component)
	if value != value {
		return "", outOfRange(value)
	}
	name := names[int(value)-1]
	switch p.letters {
	case upper:
		name = strings.ToUpper(name)
	case lower:
		name = strings.ToLower(name)
	}
	return p.width.cut(name), nil
}

// names returns the names of the component from 1 on. The error is D3133 if it has
// none.
func (p *timePart) names() ([]string, error) {
	switch p.component {
	case 'M', 'x':
		return months, nil
	case 'F':
		return days, nil
	}
	return nil, &Error{Code: "D3133", Value: string(p.component)}
}

// cut returns the part of a name that has room.
func (w width) cut(name string) string {
	if float64(len(name)) > w.most {
		return name[:max(int(w.most), 0)]
	}
	return name
}

func (p *timePart) formatZone(z zone) (string, error) {
	offset := z.hours*100 + z.minutes
	text, err := p.formatOffset(z, offset)
	if err != nil {
		return "", err
	}
	if offset == 0 && p.zulu {
		return "Z", nil
	}
	if offset >= 0 {
		text = "+" + text
	}
	if p.component == 'z' {
		text = "GMT" + text
	}
	return text, nil
}

// formatOffset writes the offset, such as 530, or hours and minutes apart if the
// picture has signs for hours only. The error is D3134 for other pictures.
func (p *timePart) formatOffset(z zone, offset float64) (string, error) {
	digits := p.integer.mandatory
	switch {
	case p.integer.interval > 0 || digits == 3 || digits == 4:
		return p.integer.format(offset)
	case digits != digits: // no digits at all
		return "", &Error{Code: "D3134"}
	case digits != 1 && digits != 2:
		return "", &Error{Code: "D3134", Value: digits}
	}
	text, err := p.integer.format(z.hours)
	if err != nil || z.minutes == 0 {
		return text, err
	}
	minutes, err := FormatInteger(z.minutes, "00")
	return text + ":" + minutes, err
}
