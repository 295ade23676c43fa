package integration

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field returns the name of a member as Step Functions has it: the model's name,
// capitalised. The aws-sdk integrations have the names of the SDK for Java, in which an
// abbreviation at the beginning is like any other word: DBInstances is DbInstances.
func Field(member string, sdk bool) string {
	first, size := utf8.DecodeRuneInString(member)
	switch {
	case member == "":
		return ""
	case !sdk:
		return string(unicode.ToUpper(first)) + member[size:]
	case strings.EqualFold(member, "equals"): // documented; each object of Java has an equals
		return "EqualsValue"
	case member == "NULL": // as the SDK has it: null is a word of Java
		return "Nul"
	}
	upper := 0
	for upper < len(member) && 'A' <= member[upper] && member[upper] <= 'Z' {
		upper++
	}
	if upper > 1 && upper < len(member) && unicode.IsLower(rune(member[upper])) {
		upper-- // it begins the next word
	}
	if upper < 1 {
		return string(unicode.ToUpper(first)) + member[size:]
	}
	return member[:1] + strings.ToLower(member[1:upper]) + member[upper:]
}
