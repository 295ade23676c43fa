package picture

import (
	"math"
	"strings"
	"unicode/utf8"
)

// maxMarkers bounds how many parts a time may have in a picture.
const maxMarkers = 256

// A timePart is a text that stands for itself or a marker in brackets.
type timePart struct {
	literal string

	component rune // 0 for a literal
	isText    bool // the marker has no letter that is known: "undefined"
	byName    bool // in words, such as Monday
	letters   letterCase
	zulu      bool            // UTC is written Z
	integer   *integerPicture // nil if the part is no number
	width     width
	cutsYear  bool
	modulus   float64 // what is cut off a year
	digits    float64 // how many digits are read, 0 for as many as there are
}

// A width is how many characters a part has. A bound that is not given, or is no
// number, is NaN.
type width struct {
	least, most float64
	hasMost     bool // also for what is no number
}

var unbounded = width{least: math.NaN(), most: math.NaN()}

// usual are the presentations of the components that have none in the picture.
var usual = map[rune]string{
	'Y': "1", 'M': "1", 'D': "1", 'd': "1", 'F': "n", 'W': "1", 'w': "1", 'X': "1", 'x': "1", 'H': "1", 'h': "1",
	'P': "n", 'm': "01", 's': "01", 'f': "1", 'Z': "01:01", 'z': "01:01", 'C': "n", 'E': "n",
}

// parseTimePicture reads a picture. The error is D3135 if a bracket is not closed,
// D3132 if a marker has no known component, D3131 as for integers.
func parseTimePicture(picture string) ([]timePart, error) {
	if len(picture) > maxPicture {
		return nil, outOfRange(float64(len(picture)))
	}
	var parts []timePart
	markers := 0
	for picture != "" {
		text, rest, found := strings.Cut(picture, "[")
		if text != "" {
			parts = append(parts, timePart{literal: strings.ReplaceAll(text, "]]", "]")})
		}
		if !found {
			break
		}
		if after, isLiteral := strings.CutPrefix(rest, "["); isLiteral {
			parts = append(parts, timePart{literal: "["})
			picture = after
			continue
		}
		marker, after, closed := strings.Cut(rest, "]")
		if !closed {
			return nil, &Error{Code: "D3135"}
		}
		if markers++; markers > maxMarkers {
			return nil, outOfRange(float64(markers))
		}
		part, err := parseMarker(marker)
		if err != nil {
			return nil, err
		}
		if n := len(parts); part.integer != nil && !part.isZone() && n > 0 && parts[n-1].integer != nil {
			// Two numbers side by side: only the width says where the first one ends.
			parts[n-1].digits = parts[n-1].integer.mandatory
		}
		parts = append(parts, *part)
		picture = after
	}
	return parts, nil
}

// parseMarker reads a marker: a component, how it is presented, and its width.
func parseMarker(marker string) (*timePart, error) {
	marker = strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, marker)
	component, size := utf8.DecodeRuneInString(marker)
	if size == 0 {
		return nil, &Error{Code: "D3132", Value: ""}
	}
	p := &timePart{component: component, width: unbounded}
	presentation := marker[size:]
	if comma := strings.LastIndexByte(presentation, ','); comma >= 0 {
		p.width = parseWidth(presentation[comma+1:])
		presentation = presentation[:comma]
	}
	_, known := usual[component]
	switch {
	case presentation != "":
		p.isText = !known
	case known:
		presentation = usual[component]
	default:
		return nil, &Error{Code: "D3132", Value: string(component)}
	}
	return p, p.present(presentation)
}

// parseWidth reads bounds such as "2-4", "*-4" and "2".
func parseWidth(text string) width {
	least, most, hasMost := strings.Cut(text, "-")
	return width{parseInt(least), parseInt(most), hasMost && most != "*"}
}

// present sets how the part is presented.
func (p *timePart) present(presentation string) error {
	modifier := ""
	if last := presentation[len(presentation)-1]; utf8.RuneCountInString(presentation) > 1 && strings.IndexByte("atco", last) >= 0 {
		presentation, modifier = presentation[:len(presentation)-1], presentation[len(presentation)-1:]
	}
	p.zulu = modifier == "t"
	switch {
	case strings.HasPrefix(presentation, "Nn"):
		p.byName, p.letters = true, title
	case presentation[0] == 'N':
		p.byName, p.letters = true, upper
	case presentation[0] == 'n':
		p.byName, p.letters = true, lower
	case strings.ContainsRune("YMDdFWwXxHhmsf", p.component):
		if modifier != "" {
			presentation += ";" + modifier
		}
		return p.presentInteger(presentation)
	}
	if p.isZone() {
		var err error
		p.integer, err = parseIntegerPicture(presentation)
		return err
	}
	return nil
}

func (p *timePart) presentInteger(presentation string) error {
	integer, err := parseIntegerPicture(presentation)
	if err != nil {
		return err
	}
	for _, bound := range []float64{p.width.least, p.width.most} {
		if bound > maxWidth {
			return outOfRange(bound)
		}
	}
	if integer.mandatory < p.width.least {
		integer.mandatory = p.width.least
	}
	if p.component == 'Y' {
		p.cutYear(integer)
	}
	p.integer = integer
	return nil
}

// cutYear says how many digits of a year are written: as many as the width allows, or
// else as the picture has signs if it has at least two.
func (p *timePart) cutYear(integer *integerPicture) {
	digits := integer.mandatory + float64(integer.optional)
	if p.width.hasMost {
		digits = p.width.most
		integer.mandatory = digits
	} else if !(digits >= 2) {
		return
	}
	p.cutsYear = digits != -1 // as jsonata-js marks a year that is not cut
	p.modulus = math.Pow(10, digits)
}

// isZone reports whether the part is the timezone.
func (p *timePart) isZone() bool { return p.component == 'Z' || p.component == 'z' }
