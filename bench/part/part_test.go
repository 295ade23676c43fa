package part

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// children are of this test binary.
var children = Children{
	"echo": func(args []string) error { return json.NewEncoder(os.Stdout).Encode(args) },
	"fail": func([]string) error { return errors.New("out of order") },
}

func TestMain(m *testing.M) {
	if !children.Serve() {
		os.Exit(m.Run())
	}
}

func TestRun(t *testing.T) {
	var got []string
	if err := Run(&got, "echo", "a", "b c"); err != nil || !cmp.Equal(got, []string{"a", "b c"}) {
		t.Errorf("%q, %v", got, err)
	}
	for name, want := range map[string]string{"fail": "out of order", "none": `no child "none"`} {
		if err := Run(&got, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestUsage(t *testing.T) {
	u := Begin()
	for sum := 0; processor() == u.Processor; sum++ {
	}
	if wall, cpu := u.End(); wall <= 0 || cpu <= 0 {
		t.Errorf("wall %g, processor %g", wall, cpu)
	}
	if r, err := Resident(); err != nil || r < 1<<20 {
		t.Errorf("%g bytes, %v", r, err)
	}
}

// Settings reach a part as they are.
func TestSettings(t *testing.T) {
	for _, args := range [][]string{
		{"name", "-rounds", "7", "-round", "2s", "-npm", "n", "-definitions", "d", "-run", "a b|c"},
		{"name", "-quick"},
	} {
		var first, second Settings
		tell := func(s *Settings) Parts {
			return Parts{"name": func(told Settings) (*Report, error) { *s = told; return &Report{}, nil }}
		}
		if err := tell(&first).run(args, new(strings.Builder)); err != nil {
			t.Fatal(err)
		}
		if err := tell(&second).run(append([]string{"name"}, first.Args()...), new(strings.Builder)); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%+v, and then %+v", first, second)
		}
		if first.Quick && (first.Rounds != 1 || first.Round != 10*time.Millisecond || first.Some(2, 1) != 1) {
			t.Errorf("quick: %+v", first)
		}
	}
}

func TestPublished(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"b.json": "2", "a.json": "1", "README.md": "3"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := Settings{Definitions: dir}
	if texts, err := s.Published(); err != nil || !cmp.Equal(texts, []string{"1", "2"}) {
		t.Errorf("%q, %v", texts, err)
	}
	s.Definitions = filepath.Join(dir, "none")
	if texts, err := s.Published(); err == nil {
		t.Errorf("%q of no folder", texts)
	}
}

func TestWrongSettings(t *testing.T) {
	parts := Parts{"name": func(Settings) (*Report, error) { return nil, errors.New("broken") }}
	for _, args := range [][]string{
		nil, {"other"}, {"name"}, {"name", "-rounds", "0"}, {"name", "-round", "0s"}, {"name", "-run", "("}, {"name", "-nothing"},
	} {
		if err := parts.run(args, new(strings.Builder)); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}

// In each round each peer has its turn, until it fails.
func TestTurns(t *testing.T) {
	var calls []string
	got, err := Turns(3, []string{"a", "b", "c"}, func(peer string) ([]float64, error) {
		calls = append(calls, peer)
		if peer == "b" {
			return nil, errors.New("broken")
		}
		n := float64(len(calls))
		return []float64{n, -n}, nil
	})
	want := []Figure{{Values: []float64{4, -4}}, {Problem: "broken"}, {Values: []float64{5, -5}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, figures (-want +got):\n%s", err, diff)
	}
	if order := strings.Join(calls, ""); order != "abcacac" {
		t.Errorf("turns %s", order)
	}
	if _, err := Turns(1, []string{"a"}, func(string) ([]float64, error) { return nil, errors.New("broken") }); err == nil || err.Error() != "a: broken" {
		t.Errorf("error %v", err)
	}
}

func TestRatio(t *testing.T) {
	figures := func(values ...float64) Row {
		var r Row
		for _, v := range values {
			r.Figures = append(r.Figures, Figure{Values: []float64{v}})
		}
		return r
	}
	time, rate := Table{Measures: []Measure{{Unit: Nanoseconds}}}, Table{Measures: []Measure{{Unit: PerSecond}}}
	for _, c := range []struct {
		table Table
		row   Row
		want  float64
	}{
		{time, figures(2, 6), 3},
		{rate, figures(2, 6), 1.0 / 3},
		{time, figures(0, 6), 0},
		{time, Row{Figures: []Figure{{Values: []float64{1}}, {Problem: "none"}}}, 0},
		{time, Row{Figures: []Figure{{}, {Values: []float64{1}}}}, 0},
	} {
		if got := c.table.Ratio(c.row, 1); got != c.want {
			t.Errorf("%+v: %g, want %g", c.row, got, c.want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 3, 2}, 3}} {
		if got := Median(c.values); got != c.want {
			t.Errorf("%v: %g, want %g", c.values, got, c.want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1_000: "1,000", 12_345_678: "12,345,678"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
