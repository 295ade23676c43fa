package asl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

// chain is a machine of n Pass states.
func chain(n int) string {
	var states []string
	for i := range n - 1 {
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Pass", "Next": "S%d"}`, i, i+1))
	}
	return fmt.Sprintf(`{"StartAt": "S0", "States": {%s, "S%d": {"Type": "Pass", "End": true}}}`, strings.Join(states, ", "), n-1)
}

// chainOfTasks is a machine of n Task states that call "work".
func chainOfTasks(n int) string {
	return strings.ReplaceAll(chain(n), `"Pass",`, `"Task", "Resource": "work",`)
}

// TestAllocationsOfATask bounds what one more Task costs whose function does
// nothing, as measured: its effect, its key, its call and the copy of its input;
// in an iteration also its goroutine.
func TestAllocationsOfATask(t *testing.T) {
	tasks := func(n int) (definition, input string) {
		return chainOfTasks(n), `{"a": 1}`
	}
	iterations := func(n int) (definition, input string) { return mapped, numbersTo(n) }
	for _, test := range []struct {
		name  string
		of    func(n int) (definition, input string)
		bound float64
	}{
		{"in a row", tasks, 4.2},
		{"in iterations", iterations, 5.3},
	} {
		cost := func(n int) float64 {
			definition, input := test.of(n)
			m := machine(t, definition, work(nil0), asl.WithLimits(asl.Unlimited()))
			return testing.AllocsPerRun(10, func() {
				if _, err := m.Execute(context.Background(), []byte(input)); err != nil {
					t.Fatal(err)
				}
			})
		}
		if got := (cost(1_100) - cost(100)) / 1_000; got > test.bound {
			t.Errorf("a task %s takes %.2f allocations, at most %.1f are expected", test.name, got, test.bound)
		}
	}
}

func BenchmarkExecute(b *testing.B) {
	echo := work(nil0)
	for _, bench := range []struct {
		name       string
		definition string
		input      string
		opt        asl.Option
	}{
		{"Songs", songs, `{"name": "PSY"}`, asl.WithResolver(songsMux())},
		{"Chain100", chain(100), `{"a": 1}`, echo},
		{"Tasks100", chainOfTasks(100), `{"a": 1}`, echo},
		{"Echo100", chainOfTasks(100), `{"a": 1}`,
			work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })},
		{"Map1000", mapped, numbersTo(1000), echo},
	} {
		m := machine(b, bench.definition, bench.opt)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for _, way := range []struct {
			name string
			ctx  context.Context
			opts []asl.Option
		}{
			{"", context.Background(), nil},
			{"NoHistory", context.Background(), []asl.Option{asl.WithHistory(asl.DropHistory())}},
			{"Cancellable", ctx, nil},
		} {
			b.Run(bench.name+way.name, func(b *testing.B) {
				m, err := m.With(way.opts...)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, err := m.Execute(way.ctx, []byte(bench.input)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkMapItem measures an iteration of a Map with one Task, of a few and of
// many.
func BenchmarkMapItem(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		m := machine(b, mapped, work(nil0), asl.WithLimits(asl.Unlimited()))
		input := []byte(numbersTo(n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Execute(context.Background(), input); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/item")
		})
	}
}

// BenchmarkParallelExecutions measures executions that run side by side: with
// -cpu 1,2 it tells how they scale.
func BenchmarkParallelExecutions(b *testing.B) {
	m := machine(b, chain(100))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := m.Execute(context.Background(), []byte(`{"a": 1}`)); err != nil {
				b.Error(err)
			}
		}
	})
}
