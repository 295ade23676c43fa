package sfnapi

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// Time is a time in a response. Its JSON has seconds since 1970 with milliseconds, as the
// service's protocol wants it.
type Time struct{ time.Time }

// MarshalJSON returns a number such as 1764482767.123.
func (t Time) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(t.UnixMilli())/1000, 'f', 3, 64), nil
}

// UnmarshalJSON reads such a number, and a time in RFC 3339.
func (t *Time) UnmarshalJSON(text []byte) error {
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return json.Unmarshal(text, &t.Time)
	}
	t.Time = time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return nil
}

// dated returns a time as responses have it, in UTC with milliseconds.
func dated(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }
