package picture

import "errors"

var errNotBuilt = errors.New("not built yet")

// FormatNumber writes f as the picture says ($formatNumber). Options replace the
// symbols of the picture, by the names that XPath has for them.
func FormatNumber(f float64, picture string, options map[string]string) (string, error) {
	return "", errNotBuilt
}

// FormatInteger writes f, rounded down, as the picture says ($formatInteger).
func FormatInteger(f float64, picture string) (string, error) { return "", errNotBuilt }

// ParseInteger reads what FormatInteger writes ($parseInteger). The result is NaN if s is no such number.
func ParseInteger(s, picture string) (float64, error) { return 0, errNotBuilt }

// ISO8601 is the picture that $fromMillis uses when it is given none. (An empty picture gives an empty string.)
const ISO8601 = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

// UTC is the timezone that $fromMillis uses when it is given none.
const UTC = "0000"

// FormatTime writes the time, in milliseconds since 1970 ($fromMillis).
func FormatTime(millis float64, picture, timezone string) (string, error) { return "", errNotBuilt }

// ParseTime reads a time as the picture says ($toMillis with a picture). What the text does not say about the date
// is taken from now, in milliseconds since 1970. ok is false if s does not match (undefined). The result may be NaN.
func ParseTime(s, picture string, now float64) (millis float64, ok bool, err error) {
	return 0, false, errNotBuilt
}

// ParseISO8601 reads a time as $toMillis does without a picture. The result is NaN if a part is out of its range.
func ParseISO8601(s string) (millis float64, err error) { return 0, errNotBuilt }
