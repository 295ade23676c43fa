package wire

import (
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// textOf returns the text for a value where the API wants one.
// Step Functions: other values than strings become JSON.
func textOf(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.Compact().String()
}

// misfit is the error for a value that the shape of a member does not have.
func (w *writer) misfit(m *member, v jsonvalue.Value) error {
	if m.name == "" {
		return inputError("A value of the kind %s cannot be made of %s", m.shape.kind, v.Preview(100))
	}
	return inputError("The field '%s' must be a value of the kind %s: it is %s", w.style.field(m.name), m.shape.kind, v.Preview(100))
}

// scalar returns the text of a scalar outside of JSON. format is that of a timestamp,
// unless the member has one.
func (w *writer) scalar(m *member, v jsonvalue.Value, format string) (string, error) {
	switch s := m.shape; {
	case s.kind == boolean:
		b, err := w.boolean(m, v)
		return strconv.FormatBool(b), err
	case s.isNumber():
		return w.number(m, v)
	case s.kind == timestamp:
		t, err := w.time(m, v)
		if err != nil {
			return "", err
		}
		if m.time != "" {
			format = m.time
		}
		return formatTime(t, format), nil
	case s.kind == blob:
		return base64.StdEncoding.EncodeToString(w.bytes(v)), nil
	case s.kind == text || s.kind == anything:
		return textOf(v), nil
	}
	return "", w.misfit(m, v)
}

// headerText returns the text of a scalar in a header.
func (w *writer) headerText(m *member, v jsonvalue.Value) (string, error) {
	t, err := w.scalar(m, v, "rfc822")
	if err == nil && m.json {
		t = base64.StdEncoding.EncodeToString([]byte(textOf(v)))
	}
	if strings.ContainsAny(t, "\r\n\x00") {
		return "", inputError("The field '%s' is a header, which must be one line", w.style.field(m.name))
	}
	return t, err
}

// boolean returns a boolean. Step Functions: the texts of booleans are taken for them, and
// so are integers.
func (w *writer) boolean(m *member, v jsonvalue.Value) (bool, error) {
	switch {
	case v.Kind() == jsonvalue.Bool:
		return v.IsTrue(), nil
	case v.Kind() == jsonvalue.Number:
		return jsonvalue.CompareNumbers(v.Number(), "0") != 0, nil
	case v.Kind() == jsonvalue.String:
		switch strings.TrimSpace(v.Text()) {
		case "true", "True", "TRUE":
			return true, nil
		case "false", "False", "FALSE", "":
			return false, nil
		}
	}
	return false, w.misfit(m, v)
}

// number returns the text of a number. The texts of numbers are taken for them.
func (w *writer) number(m *member, v jsonvalue.Value) (string, error) {
	switch v.Kind() {
	case jsonvalue.Number:
		return v.Number(), nil
	case jsonvalue.String:
		t := strings.TrimSpace(v.Text())
		if isSpecial(t) && (m.shape.kind == double || m.shape.kind == float) || jsonvalue.OfNumber(t).Exists() {
			return t, nil
		}
	}
	return "", w.misfit(m, v)
}

// isSpecial reports whether a text is that of a number that JSON does not have.
func isSpecial(t string) bool { return t == "NaN" || t == "Infinity" || t == "-Infinity" }

// bytes returns the bytes of a blob.
// Step Functions: the aws-sdk integrations take the text as it is. The others read the
// base64 that Jackson reads, which they also write.
func (w *writer) bytes(v jsonvalue.Value) []byte {
	t := textOf(v)
	if w.style == Optimized && v.Kind() == jsonvalue.String {
		if b, err := base64.StdEncoding.DecodeString(t); err == nil {
			return b
		}
	}
	return []byte(t)
}

// time returns the time of a timestamp, which is ISO 8601. A number has the seconds since
// 1970, or the milliseconds in the style of SDK 1.
func (w *writer) time(m *member, v jsonvalue.Value) (time.Time, error) {
	switch v.Kind() {
	case jsonvalue.String:
		if t, err := ParseTime(v.Text()); err == nil {
			return t, nil
		}
	case jsonvalue.Number:
		f, ok := v.Float64()
		if w.style == Optimized {
			f /= 1000
		}
		if t, valid := ofSeconds(f); ok && valid {
			return t, nil
		}
	}
	return time.Time{}, w.misfit(m, v)
}

// ofSeconds returns the time so many seconds after 1970, to the millisecond. ok is false
// for years that do not have four digits.
func ofSeconds(f float64) (t time.Time, ok bool) {
	if math.IsNaN(f) || math.Abs(f) > 1e12 {
		return t, false
	}
	t = time.UnixMilli(int64(math.Round(f * 1000))).UTC()
	return t, t.Year() >= 0 && t.Year() <= 9999
}

// formatTime returns the text of a timestamp.
func formatTime(t time.Time, format string) string {
	switch format {
	case "rfc822":
		return t.Format(http.TimeFormat)
	case "unixTimestamp", "unixtimestamp":
		return seconds(t)
	}
	return isoTime(t)
}

// seconds returns the seconds since 1970, with a fraction if there is one.
func seconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}

// isoTime returns a time as Java's Instant has it: with no fraction, or with three, six or
// nine digits of it.
func isoTime(t time.Time) string {
	switch n := t.Nanosecond(); {
	case n == 0:
		return t.Format("2006-01-02T15:04:05Z")
	case n%1e6 == 0:
		return t.Format("2006-01-02T15:04:05.000Z")
	case n%1e3 == 0:
		return t.Format("2006-01-02T15:04:05.000000Z")
	}
	return t.Format("2006-01-02T15:04:05.000000000Z")
}

// layouts are those of the texts of times, which are not all as their format says.
var layouts = []string{time.RFC3339Nano, http.TimeFormat, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", time.RFC1123Z, time.DateOnly}

// ParseTime returns the time of a text, in UTC.
func ParseTime(t string) (time.Time, error) {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, t); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%.50q is no time", t)
}
