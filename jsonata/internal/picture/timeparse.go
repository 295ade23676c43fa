package picture

import (
	"strconv"
	"strings"
)

// ParseTime reads a moment, in milliseconds since 1970, as the picture says. What
// comes before the first part of the text, such as the date if it has a time only, is
// taken from now, and what comes after the last one is the least there is.
//
// The result is not ok if s does not match the picture, and NaN if there is no such
// moment. The error is D3136 if parts are missing in between, or one of those of
// FormatTime.
func ParseTime(s, picture string, now float64) (millis float64, ok bool, err error) {
	parts, err := parseTimePicture(picture)
	if err != nil {
		return 0, false, err
	}
	if err := readable(parts); err != nil {
		return 0, false, err
	}
	texts, err := match(parts, s)
	if texts == nil {
		return 0, false, err
	}
	r, found := reading{}, false
	for i := range parts {
		if parts[i].component == 0 {
			continue
		}
		found = true
		value, known, err := parts[i].read(texts[i])
		if err != nil {
			return 0, false, err
		}
		delete(r, parts[i].component)
		if known {
			r[parts[i].component] = value
		}
	}
	if !found {
		return 0, false, nil
	}
	millis, err = r.moment(newDate(now))
	return millis, err == nil, err
}

// readable returns the error about the first part of which no text can be read: D3130
// for an integer that is not supported, D3133 for a name of something else than
// months, days and halves of the day.
func readable(parts []timePart) error {
	for i := range parts {
		p := &parts[i]
		switch {
		case p.component == 0 || p.isZone() || p.component == 'f' || p.component == 'P':
		case p.integer != nil && p.integer.style == sequence:
			return p.integer.unsupported()
		case p.integer == nil:
			if _, err := p.names(); err != nil {
				return err
			}
		}
	}
	return nil
}

// read returns the number that a text stands for; known is false for a name that is
// none.
func (p *timePart) read(text string) (value float64, known bool, err error) {
	switch {
	case p.isZone():
		return p.readZone(text), true, nil
	case p.component == 'f':
		value, err := strconv.ParseFloat("0."+text[:min(len(text), 3)], 64)
		return value * 1000, true, err
	case p.integer != nil:
		value, err := p.integer.parse(text)
		return value, true, err
	case text == "am" || text == "AM":
		return 0, p.component == 'P', nil
	case text == "pm" || text == "PM":
		return 1, p.component == 'P', nil
	case p.component == 'P':
		return 0, false, nil
	}
	names, err := p.names()
	// jsonata-js takes the last name that begins so.
	for i := len(names) - 1; i >= 0; i-- {
		if name := names[i]; p.shortName(name) == text {
			return float64(i + 1), true, nil
		}
	}
	return 0, false, err
}

// shortName returns the part of a name that has room; without room it is not cut.
func (p *timePart) shortName(name string) string {
	if p.width.most == 0 {
		return name
	}
	return p.width.cut(name)
}

// readZone returns the minutes of a timezone such as GMT+05:30, +0530 or +5.
func (p *timePart) readZone(text string) float64 {
	if p.component == 'z' {
		text = text[len("GMT"):]
	}
	hours, minutes := text, "0"
	if p.integer.interval > 0 {
		sign := string(p.integer.separators[0].sign)
		at := strings.Index(strings.ToUpper(text), strings.ToUpper(sign))
		hours, minutes = text[:at], text[at+len(sign):]
	} else if len(text) > len("+00") {
		hours, minutes = text[:len("+00")], text[len("+00"):]
	}
	return parseInt(hours)*60 + parseInt(minutes)
}
