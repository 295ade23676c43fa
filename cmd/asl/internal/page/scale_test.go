package page

import (
	"math"
	"testing"
	"time"
)

// A wait of three days leaves room for what takes a second, if gaps are short.
func TestScale(t *testing.T) {
	const days = 72 * time.Hour
	s := steps{Total: days + 2*time.Second, Rows: []step{
		{Lasted: time.Second}, {After: time.Second, Lasted: days}, {After: time.Second + days, Lasted: time.Second},
	}}
	s.draw(false)
	if first, second := s.Rows[0], s.Rows[1]; first.Width != 3 || second.Width < 999 {
		t.Errorf("to scale the widths are %v and %v", first.Width, second.Width)
	}
	short := steps{Total: 100 * time.Second, Rows: []step{
		{Lasted: 4 * time.Second}, {After: 4 * time.Second, Lasted: 92 * time.Second}, {After: 96 * time.Second, Lasted: 4 * time.Second},
	}}
	short.draw(true)
	for i, want := range []float64{250, 500, 250} {
		if got := short.Rows[i].Width; math.Abs(got-want) > 0.1 {
			t.Errorf("with short gaps the width of bar %d is %v, want %v", i, got, want)
		}
	}
	for _, total := range []time.Duration{0, 1} {
		s := steps{Total: total, Rows: []step{{}, {Lasted: total}}}
		for _, gaps := range []bool{false, true} {
			s.draw(gaps)
			for _, row := range s.Rows {
				if !(row.Width > 0 && row.From >= 0 && row.From+row.Width <= wide) {
					t.Errorf("of %v a bar is from %v, %v wide", total, row.From, row.Width)
				}
			}
		}
	}
}
