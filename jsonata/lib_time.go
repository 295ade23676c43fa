package jsonata

import (
	"time"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

// timeFunctions are the functions of dates and times.
var timeFunctions = []definition{
	{"now", 2, "<s?s?:s>", runNow},
	{"millis", 0, "<:n>", runMillis},
	{"toMillis", 2, "<s-s?:n>", runToMillis},
	{"fromMillis", 3, "<n-s?s?:s>", runFromMillis},
}

// millis returns the time of the evaluation, in milliseconds since 1970.
func (ev *evaluation) millis() float64 {
	if ev.env.Now.IsZero() {
		return 0
	}
	return float64(ev.env.Now.UnixMilli())
}

func runNow(ev *evaluation, args []value) (value, error) {
	return ev.formatTime(ev.millis(), arg(args, 0), arg(args, 1))
}

func runMillis(ev *evaluation, _ []value) (value, error) { return number(ev.millis()), nil }

func runFromMillis(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	return ev.formatTime(args[0].float(), arg(args, 1), arg(args, 2))
}

// firstLongYear is the first moment of the year 10000, in milliseconds since 1970.
const firstLongYear = 253402300800000

func (ev *evaluation) formatTime(millis float64, form, zone value) (value, error) {
	if !form.exists() && !zone.exists() && millis >= 0 && millis < firstLongYear {
		return ofString(time.UnixMilli(int64(millis)).UTC().Format("2006-01-02T15:04:05.000Z")), nil
	}
	pic, timezone := picture.ISO8601, picture.UTC
	if form.exists() {
		pic = form.text()
	}
	if err := ev.spend(len(pic)); err != nil {
		return undefined, err
	}
	if zone.exists() {
		timezone = zone.text()
	}
	return ev.written(picture.FormatTime(millis, pic, timezone))
}

func runToMillis(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	var millis float64
	var err error
	ok := true
	if pic := arg(args, 1); pic.exists() {
		// Each place of the text may be compared with each part of the picture.
		if err := ev.spend(min(pic.size()*args[0].size()/16, 10*pollEvery)); err != nil {
			return undefined, err
		}
		millis, ok, err = picture.ParseTime(args[0].text(), pic.text(), ev.millis())
	} else {
		millis, err = picture.ParseISO8601(args[0].text())
	}
	if err != nil || !ok {
		return undefined, pictureError(err)
	}
	return number(millis), nil
}
