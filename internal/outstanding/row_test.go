package outstanding_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/goasl/goasl/internal/outstanding"
	"github.com/google/go-cmp/cmp"
)

// TestRow adds and removes values in many orders, with a map beside the row.
func TestRow(t *testing.T) {
	orders := map[string]func(waiting []int64) int{
		"first in, first out": func([]int64) int { return 0 },
		"last in, first out":  func(waiting []int64) int { return len(waiting) - 1 },
		"any":                 func(waiting []int64) int { return rand.N(len(waiting)) },
	}
	for name, next := range orders {
		for _, most := range []int{1, 2, 3, 50} {
			t.Run(fmt.Sprint(name, " of ", most), func(t *testing.T) {
				var row outstanding.Row[int64]
				want := map[int64]*int64{}
				for number := range int64(500) {
					number := number * 2
					if number%22 == 0 && number > 0 { // one that comes late
						number -= 2*min(number/2, int64(rand.N(40))) + 1
					}
					if want[number] == nil {
						want[number] = &number
						row.Add(number, &number)
					}
					check(t, &row, want)
					for waiting := slices.Sorted(maps.Keys(want)); len(waiting) > rand.N(most); {
						i := next(waiting)
						row.Remove(waiting[i])
						row.Remove(waiting[i]) // again
						delete(want, waiting[i])
						waiting = slices.Delete(waiting, i, i+1)
						check(t, &row, want)
					}
				}
			})
		}
	}
}

func check(t *testing.T, row *outstanding.Row[int64], want map[int64]*int64) {
	t.Helper()
	var all []int64
	for _, value := range row.All() {
		all = append(all, *value)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), all); diff != "" || row.Len() != len(want) {
		t.Fatalf("%d values (-want +got):\n%s", row.Len(), diff)
	}
	for number := range int64(1002) {
		if got := row.Get(number); got != want[number] {
			t.Fatalf("the number %d has the value %v, want %v", number, got, want[number])
		}
	}
}

// TestRowIsBounded checks that a row takes room for what waits, not for what has
// waited.
func TestRowIsBounded(t *testing.T) {
	var row outstanding.Row[int]
	var value int
	for number := range int64(10) {
		row.Add(number, &value)
	}
	number := int64(10)
	n := testing.AllocsPerRun(10_000, func() {
		row.Add(number, &value)
		row.Remove(number - 10)
		number++
	})
	if n != 0 {
		t.Errorf("to add a value in the place of another one takes %.0f allocations", n)
	}
}

// BenchmarkRow adds and removes, with some values that wait.
func BenchmarkRow(b *testing.B) {
	for _, waiting := range []int64{0, 40, 1000} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			var row outstanding.Row[int]
			var value int
			for number := range waiting {
				row.Add(number, &value)
			}
			number := waiting
			b.ReportAllocs()
			for b.Loop() {
				row.Add(number, &value)
				row.Remove(number - waiting)
				number++
			}
		})
	}
}
