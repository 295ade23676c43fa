package view

import (
	"fmt"
	"math"

	"github.com/goasl/goasl/bench/part"
)

// amount returns a value with its unit and three digits.
func amount(x float64, unit part.Unit) string {
	switch unit {
	case part.Nanoseconds:
		return scaled(x, 1e3, "ns", "µs", "ms", "s")
	case part.Bytes:
		return scaled(x, 1024, "B", "KiB", "MiB", "GiB")
	case part.PerSecond:
		return part.Grouped(int(math.Round(x))) + "/s"
	}
	return scaled(x, 1e3, "", "k", "M")
}

// scaled returns a value in the largest of the units in which it is at least one. Each of them
// is so many times the one before.
func scaled(x, times float64, units ...string) string {
	x, unit := inUnit(x, times, units)
	if unit != "" && units[0] != "" {
		unit = " " + unit
	}
	return digits(x) + unit
}

// plain returns a value in the largest of the units, without zeros behind the point.
func plain(x, times float64, units ...string) string {
	x, unit := inUnit(x, times, units)
	return fmt.Sprintf("%.4g%s", x, unit)
}

func inUnit(x, times float64, units []string) (float64, string) {
	i := 0
	for ; i < len(units)-1 && math.Abs(x) >= times; i++ {
		x /= times
	}
	return x, units[i]
}

// digits returns a number with three digits, or more if they are before the point.
func digits(x float64) string {
	switch {
	case x < 9.995:
		return fmt.Sprintf("%.2f", x)
	case x < 99.95:
		return fmt.Sprintf("%.1f", x)
	}
	return part.Grouped(int(math.Round(x)))
}

// ratio returns how many times as much a peer takes, "" if it is not known.
func ratio(x float64) string {
	switch {
	case x <= 0:
		return ""
	case x < 0.0995:
		return fmt.Sprintf("%.2g×", x)
	}
	return digits(x) + "×"
}
