package events_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // where the machine has none

	"github.com/goasl/goasl/events"
)

func TestScheduleNext(t *testing.T) {
	for _, c := range []struct{ schedule, after, want string }{
		// The examples of the user guide, from a Thursday on.
		{"cron(0 10 * * ? *)", "2026-01-01T10:00:00Z", "2026-01-02T10:00 2026-01-03T10:00"},
		{"cron(15 12 * * ? *)", "2026-01-01T00:00:00Z", "2026-01-01T12:15 2026-01-02T12:15"},
		{"cron(0 18 ? * MON-FRI *)", "2026-01-01T18:00:00Z", "2026-01-02T18:00 2026-01-05T18:00"},
		{"cron(0 8 1 * ? *)", "2026-01-01T08:00:00Z", "2026-02-01T08:00 2026-03-01T08:00"},
		{"cron(0/15 * * * ? *)", "2026-01-01T00:31:10Z", "2026-01-01T00:45 2026-01-01T01:00"},
		{"cron(0/10 * ? * MON-FRI *)", "2026-01-02T23:50:00Z", "2026-01-05T00:00 2026-01-05T00:10"},
		{"cron(0/5 8-17 ? * MON-FRI *)", "2026-01-02T17:55:00Z", "2026-01-05T08:00 2026-01-05T08:05"},
		{"cron(0/30 20-2 ? * MON-FRI *)", "2026-01-01T02:15:00Z", "2026-01-01T02:30 2026-01-01T20:00"},

		{"cron(5 4 L * ? *)", "2026-01-31T04:05:00Z", "2026-02-28T04:05 2026-03-31T04:05"},
		{"cron(5 4 L 2 ? *)", "2026-03-01T00:00:00Z", "2027-02-28T04:05 2028-02-29T04:05"},
		{"cron(0 0 LW * ? *)", "2026-01-01T00:00:00Z", "2026-01-30T00:00 2026-02-27T00:00"},
		{"cron(0 0 3W * ? *)", "2026-01-01T00:00:00Z", "2026-01-02T00:00 2026-02-03T00:00"},
		{"cron(0 0 1W 8,11 ? *)", "2026-01-01T00:00:00Z", "2026-08-03T00:00 2026-11-02T00:00"},
		{"cron(0 0 31W * ? *)", "2026-01-01T00:00:00Z", "2026-01-30T00:00 2026-03-31T00:00 2026-05-29T00:00"},
		{"cron(0 0 1,15-16,L * ? *)", "2026-02-01T00:00:00Z", "2026-02-15T00:00 2026-02-16T00:00 2026-02-28T00:00"},
		{"cron(0 0 ? * 3#2 *)", "2026-01-01T00:00:00Z", "2026-01-13T00:00 2026-02-10T00:00"},
		{"cron(0 0 ? * FRI#5 *)", "2026-01-01T00:00:00Z", "2026-01-30T00:00 2026-05-29T00:00"},
		{"cron(0 0 ? * 6L *)", "2026-01-01T00:00:00Z", "2026-01-30T00:00 2026-02-27T00:00"},
		{"cron(0 0 ? * friL,2 *)", "2026-01-23T00:00:00Z", "2026-01-26T00:00 2026-01-30T00:00"},
		{"cron(0 0 ? * L *)", "2026-01-01T00:00:00Z", "2026-01-03T00:00 2026-01-10T00:00"},
		{"cron(0 0 ? * SAT-SUN *)", "2026-01-01T00:00:00Z", "2026-01-03T00:00 2026-01-04T00:00 2026-01-10T00:00"},
		{"cron(59 23 31 DEC ? 2026-2030/2)", "2026-12-31T23:59:00Z", "2028-12-31T23:59 2030-12-31T23:59 -"},
		{"cron(0 12 * JAN-MAR,11 ? 2199)", "2026-01-01T00:00:00Z", "2199-01-01T12:00 2199-01-02T12:00"},
		{"cron(0 0 29 2 ? *)", "2026-01-01T00:00:00Z", "2028-02-29T00:00 2032-02-29T00:00"},
		{"cron(0 0 30 2 ? *)", "2026-01-01T00:00:00Z", "-"},
		{"cron(1-10/4,50 */12 * * ? *)", "2026-01-01T00:00:00Z", "2026-01-01T00:01 2026-01-01T00:05 2026-01-01T00:09 2026-01-01T00:50 2026-01-01T12:01"},
		{"cron(0 0 * * ? *)", "2026-01-01T23:59:59Z", "2026-01-02T00:00"},

		// A rate counts from the rule's start, which is the first time here.
		{"rate(1 minute)", "2026-01-01T00:00:30Z", "2026-01-01T00:01 2026-01-01T00:02"},
		{"rate(5 minutes)", "2026-01-01T00:00:30Z", "2026-01-01T00:05"},
		{"rate(1 hour)", "2026-01-01T00:00:30Z", "2026-01-01T01:00"},
		{"rate(2 days)", "2026-01-01T00:00:30Z", "2026-01-03T00:00"},
	} {
		s, err := events.ParseSchedule(c.schedule)
		if err != nil {
			t.Error(err)
			continue
		}
		start, _ := time.Parse(time.RFC3339, c.after)
		var got []string
		at := start
		for range strings.Fields(c.want) {
			if at = s.Next(start, at); at.IsZero() {
				got = append(got, "-")
				break
			}
			got = append(got, at.Format("2006-01-02T15:04"))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s after %s\ngot  %s\nwant %s", c.schedule, c.after, got, c.want)
		}
	}
}

// However late it is, the next time of a rate is a whole number of intervals after the start.
func TestRateWithoutDrift(t *testing.T) {
	s, err := events.ParseSchedule("rate(5 minutes)")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 1, 0, 0, 7, 0, time.UTC)
	if got := s.Next(start, start.Add(17*time.Minute)); !got.Equal(start.Add(20 * time.Minute)) {
		t.Errorf("next is %v", got)
	}
	if got := s.Next(start, start.Add(-time.Hour)); !got.Equal(start.Add(5 * time.Minute)) {
		t.Errorf("first is %v", got)
	}
}

func TestParseScheduleRefuses(t *testing.T) {
	for schedule, want := range map[string]string{
		"":                          "want rate(…) or cron(…)",
		"rate(5 minutes":            "want rate(…) or cron(…)",
		"at(2026-01-01T00:00:00)":   "want rate(…) or cron(…)",
		"rate(0 minutes)":           "number",
		"rate(-1 minutes)":          "number",
		"rate(+1 minutes)":          "number",
		"rate()":                    "number",
		"rate(1000001 days)":        "number",
		"rate(1000000 days)":        "292 years",
		"rate(1 minutes)":           "unit",
		"rate(5 minute)":            "unit",
		"rate(30 seconds)":          "unit",
		"rate(5  minutes)":          "unit",
		"cron(0 10 * * *)":          "5 fields",
		"cron(0 10 * * * *)":        "want ? for one of them",
		"cron(0 10 ? * ? *)":        "want ? for one of them",
		"cron(60 10 * * ? *)":       `minutes: "60" is no number from 0 to 59`,
		"cron(0 24 * * ? *)":        "hours",
		"cron(0 0 0 * ? *)":         "day of month",
		"cron(0 0 32W * ? *)":       "day of month",
		"cron(0 0 1 13 ? *)":        "month",
		"cron(0 0 1 JANUARY ? *)":   "month",
		"cron(0 0 ? * 0 *)":         "day of week",
		"cron(0 0 ? * 8L *)":        "day of week",
		"cron(0 0 ? * 3#6 *)":       "day of week",
		"cron(0 0 ? * 3#1,3#2 *)":   "stands beside others",
		"cron(0 0 1 * ? 1969)":      "year",
		"cron(0 0 1 * ? 2030-2026)": "ends before it begins",
		"cron(0/0 0 1 * ? *)":       "minutes",
		"cron(, 0 1 * ? *)":         "minutes",
		"cron(? 0 1 * ? *)":         "minutes",
		"cron(1--2 0 1 * ? *)":      "minutes",
		"cron(" + strings.Repeat("0,", 200) + "0 0 1 * ? *)": "more than 256 characters",
	} {
		if _, err := events.ParseSchedule(schedule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want one with %q", schedule, err, want)
		}
	}
}

// A schedule in a time zone goes by its clocks: what they leave out is left out, and what they show
// twice counts once.
func TestScheduleInTimezone(t *testing.T) {
	for _, test := range []struct{ schedule, zone, after, want string }{
		{"cron(0 3 * * ? *)", "Europe/Berlin", "2026-01-10T01:59:59Z", "2026-01-10T02:00:00Z 2026-01-11T02:00:00Z"},
		{"cron(0 3 * * ? *)", "Europe/Berlin", "2026-07-10T00:00:00Z", "2026-07-10T01:00:00Z 2026-07-11T01:00:00Z"},
		{"cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z 2026-03-30T00:30:00Z"}, // the 29th has no half past two
		{"cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z"}, // the 25th has two
		{"cron(0 * * * ? *)", "Europe/Berlin", "2026-10-24T23:30:00Z", "2026-10-25T00:00:00Z 2026-10-25T02:00:00Z"},
		{"cron(0 * * * ? *)", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00Z"}, // in the second hour of the two
		{"cron(0 9 1 * ? *)", "Pacific/Apia", "2011-12-29T00:00:00Z", "2011-12-31T19:00:00Z"},  // without the 30th
		{"cron(0 9 31 12 ? *)", "America/New_York", "2026-12-31T13:00:00Z", "2026-12-31T14:00:00Z"},
		{"cron(0 0 1 1 ? 2027)", "Asia/Tokyo", "2026-06-01T00:00:00Z", "2026-12-31T15:00:00Z 0001-01-01T00:00:00Z"},
		{"cron(0 0 1 1 ? 2027)", "", "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"rate(1 hour)", "Asia/Tokyo", "2026-06-01T00:20:00Z", "2026-06-01T01:00:00Z"},
	} {
		s, err := events.ParseSchedule(test.schedule)
		if err == nil {
			s, err = s.In(test.zone)
		}
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		at, err := time.Parse(time.RFC3339, test.after)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range strings.Fields(test.want) {
			at = s.Next(start, at)
			got = append(got, at.Format(time.RFC3339))
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s in %s after %s: %s, want %s", test.schedule, test.zone, test.after, text, test.want)
		}
	}
	s, err := events.ParseSchedule("rate(1 hour)")
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"Local", "Berlin", "../zoneinfo/UTC", "/etc/localtime"} {
		if _, err := s.In(zone); err == nil {
			t.Errorf("%q is taken for a time zone", zone)
		}
	}
}

func FuzzSchedule(f *testing.F) {
	f.Add("cron(0/15 8-17,20 ? JAN-MAR 2#3 2026/2)")
	f.Add("cron(0 0 L,15W * ? *)")
	f.Add("rate(5 minutes)")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := events.ParseSchedule(text)
		if err != nil {
			return
		}
		after := time.Date(2026, 2, 28, 23, 59, 30, 0, time.UTC)
		next := s.Next(after, after)
		if !next.IsZero() && !next.After(after) {
			t.Errorf("%s: next is %v", text, next)
		}
		if s, err = s.In("America/New_York"); err != nil {
			t.Fatal(err)
		}
		if next := s.Next(after, after); !next.IsZero() && !next.After(after) {
			t.Errorf("%s: next in New York is %v", text, next)
		}
	})
}
