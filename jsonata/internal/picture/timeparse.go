package picture

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
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
	matcher, err := matcherOf(parts)
	if err != nil {
		return 0, false, err
	}
	match := matcher.FindStringSubmatch(s)
	if match == nil {
		return 0, false, nil
	}
	r, found := reading{}, false
	for i := range parts {
		if parts[i].component == 0 {
			continue
		}
		found = true
		value, known, err := parts[i].read(match[i+1])
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

// matcherOf returns a regular expression with a group for each part.
func matcherOf(parts []timePart) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`\A`)
	for i := range parts {
		pattern, err := parts[i].pattern()
		if err != nil {
			return nil, err
		}
		b.WriteString("(" + pattern + ")")
	}
	b.WriteString(`\z`)
	matcher, err := regexp.Compile(b.String())
	if err != nil {
		// All that can be wrong is that it is too large.
		return nil, outOfRange(float64(len(parts)))
	}
	return matcher, nil
}

// pattern returns the regular expression for the texts of the part.
func (p *timePart) pattern() (string, error) {
	switch {
	case p.component == 0:
		return anyCase(p.literal), nil
	case p.isZone():
		return p.zonePattern(), nil
	case p.component == 'f':
		return "[0-9]+", nil
	case p.integer != nil:
		return p.integerPattern()
	case p.component == 'P':
		return "[a-zA-Z]+", nil
	}
	_, err := p.names()
	return "[a-zA-Z]+", err
}

func (p *timePart) zonePattern() string {
	pattern := "[-+][0-9]+"
	if p.integer.interval > 0 {
		pattern += anyCase(string(p.integer.separators[0].sign)) + "[0-9]+"
	}
	if p.component == 'z' {
		pattern = anyCase("GMT") + pattern
	}
	return pattern
}

func (p *timePart) integerPattern() (string, error) {
	switch p.integer.style {
	case letters:
		return "[a-zA-Z]+", nil
	case roman:
		return "[mdclxviMDCLXVI]+", nil
	case words:
		return wordsPattern, nil
	case sequence:
		return "", p.integer.unsupported()
	}
	pattern := "[0-9]+"
	if p.digits > maxWidth {
		return "", outOfRange(p.digits)
	}
	if p.digits >= 1 {
		pattern = "[0-9]{" + strconv.Itoa(int(p.digits)) + "}"
	}
	if p.integer.ordinal {
		pattern += "(?:" + anyCase("th") + "|" + anyCase("st") + "|" + anyCase("nd") + "|" + anyCase("rd") + ")"
	}
	return pattern, nil
}

// wordsPattern is the regular expression for numbers in words.
var wordsPattern = func() string {
	var alternatives []string
	for _, w := range numberWords {
		alternatives = append(alternatives, anyCase(w.word))
	}
	return "(?:" + strings.Join(append(alternatives, anyCase("and"), "[-, ]"), "|") + ")+"
}()

// anyCase returns a regular expression for text in upper and lower case, as far as
// JavaScript takes two characters for one in two cases.
func anyCase(text string) string {
	var b strings.Builder
	for _, r := range text {
		same := regexp.QuoteMeta(string(r))
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if upperCase(other) == upperCase(r) {
				same += string(other)
			}
		}
		if same == regexp.QuoteMeta(string(r)) {
			b.WriteString(same)
			continue
		}
		b.WriteString("[" + same + "]")
	}
	return b.String()
}

// upperCase returns the upper case of r, which is no letter of ASCII for another one.
func upperCase(r rune) rune {
	if u := unicode.ToUpper(r); r < unicode.MaxASCII || u > unicode.MaxASCII {
		return u
	}
	return r
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
