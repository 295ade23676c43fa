package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fake is a peer without a clock: it takes as long as it says.
type fake struct {
	name  string
	each  []time.Duration // one order, in the rounds; the last one from then on
	out   string
	err   error
	later error // of every run
	calls *[]string
}

func (f fake) title() string   { return f.name }
func (f fake) version() string { return f.name }
func (f fake) allocates() bool { return true }

func (f fake) prepare(o order) (runner, string, error) {
	runs := 0
	return func(count int) (sample, error) {
		if f.calls != nil {
			*f.calls = append(*f.calls, fmt.Sprintf("%s %s %d", f.name, o.Input, count))
		}
		each := f.each[min(runs, len(f.each)-1)]
		if o.Input == "short" {
			each = f.each[0] / 2
		}
		runs++
		return sample{time: each * time.Duration(count), allocations: 10 * uint64(count), bytes: 100 * uint64(count)}, f.later
	}, f.out, f.err
}

// The first run is the calibration's; then the rounds take 5, 1 and 3.
func TestMeasureTakesTheMedianOfAUnit(t *testing.T) {
	p := fake{each: []time.Duration{1000, 5000, 1000, 3000}, out: `1`}
	m := meter{peers: []peer{p}, rounds: 3, round: 1000}
	got := m.measure(work{units: 10, want: `1`})[0][0]
	if want := (figure{nanoseconds: 300, allocations: 1, bytes: 10}); got.figure != want || got.problem != "" {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestMeasureTakesOff(t *testing.T) {
	p := fake{each: []time.Duration{1000}, out: `1`}
	m := meter{peers: []peer{p}, rounds: 1, round: 1000}
	less := order{Input: "short"}
	got := m.measure(work{units: 10, less: &less})[0][0]
	if want := (figure{nanoseconds: 50}); got.figure != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// In each round each peer has its turn with each work.
func TestMeasureInterleaves(t *testing.T) {
	var calls []string
	one := fake{name: "a", each: []time.Duration{1000}, calls: &calls}
	two := fake{name: "b", each: []time.Duration{1000}, calls: &calls}
	first, second := work{units: 1, order: order{Input: "x"}}, work{units: 1, order: order{Input: "y"}, alone: true}
	meter{peers: []peer{one, two}, rounds: 2, round: 1000}.measure(first, second)
	want := []string{
		"a x 1", "b x 1", "a y 1", // calibrate
		"a x 1", "b x 1", "a y 1",
		"a x 1", "b x 1", "a y 1",
	}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestMeasureSaysWhyThereIsNoFigure(t *testing.T) {
	fine := fake{each: []time.Duration{1000}, out: `1`}
	refuses, foreign, other, breaks := fine, fine, fine, fine
	refuses.err, foreign.err, other.out, breaks.later = errors.New("refused"), errForeign, `2`, errors.New("broken")
	m := meter{peers: []peer{fine, refuses, foreign, other, breaks}, rounds: 1, round: 1000}
	got := m.measure(work{units: 1, want: `1`})[0]
	if got[0].problem != "" || got[1].problem != "refused" || !got[2].absent || got[3].problem != errOtherOutput.Error() || got[4].problem != "broken" {
		t.Errorf("results %+v", got)
	}
	for _, r := range m.measure(work{units: 1, want: `1`, alone: true})[0][1:] {
		if !r.absent {
			t.Errorf("a peer was asked: %+v", r)
		}
	}
}

func TestCalibrate(t *testing.T) {
	var counts []int
	run := func(count int) (sample, error) {
		counts = append(counts, count)
		return sample{time: time.Duration(count)}, nil // a nanosecond each
	}
	c, err := meter{round: 1000}.calibrate(run)
	if err != nil || c.count < 1000 || c.count > 2000 {
		t.Errorf("%d times, %v", c.count, err)
	}
	if diff := cmp.Diff([]int{1, 10, 100, 1000}, counts); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		rounds []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 3},
	} {
		var rounds []figure
		for _, r := range c.rounds {
			rounds = append(rounds, figure{nanoseconds: r})
		}
		if got := median(rounds).nanoseconds; got != c.want {
			t.Errorf("%v: %g, want %g", c.rounds, got, c.want)
		}
	}
}

func TestSharedRunsEachOnce(t *testing.T) {
	done := make(chan bool, 100)
	_, err := shared(3, func() error { done <- true; return nil })(10)
	if err != nil || len(done) != 10 {
		t.Errorf("%d times, %v", len(done), err)
	}
	broken := errors.New("broken")
	if _, err := shared(2, func() error { return broken })(4); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
