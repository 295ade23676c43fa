package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// row is n Pass states, the last of which ends the execution.
func row(n int) string {
	var b strings.Builder
	b.WriteString(`{"StartAt": "S1", "States": {`)
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, `"S%d": {"Type": "Pass", "Next": "S%d"}, `, i, i+1)
	}
	fmt.Fprintf(&b, `"S%d": {"Type": "Pass", "End": true}}}`, n)
	return b.String()
}

// finishAlone runs a machine without tasks to its end.
func finishAlone(t testing.TB, m *state.Machine, input []byte) {
	r, err := state.Start(m, input, state.Config{Now: epoch, Limits: state.Unlimited, Log: new(state.Log)})
	if err != nil {
		t.Fatal(err)
	}
	var batch state.Batch
	for more := true; more; {
		batch.Effects = batch.Effects[:0]
		if more, err = r.Step(&batch, 256); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.Outcome(); got.Status != state.Succeeded {
		t.Fatalf("the execution is %s: %s", got.Status, shown(got.Failure))
	}
}

func sized(n int) []byte { return []byte(`{"text":"` + strings.Repeat("x", n-11) + `"}`) }

// TestAllocationsOfATransition bounds what one more state costs, by its fields, as
// measured over 1,000 more states. A state that only passes data on costs the memory of
// its events, whatever the size of the payload. Expressions are evaluated with memory
// from a sync.Pool, which drops a quarter of it under the race detector.
func TestAllocationsOfATransition(t *testing.T) {
	const small = `{"n": 1, "text": "a", "kind": "k"}`
	for _, test := range []struct {
		name, fields, input string
		bound               float64
	}{
		{"Pass", `"Type": "Pass"`, small, 0.02},
		{"Pass, 256 KiB", `"Type": "Pass"`, string(sized(256 << 10)), 0.02},
		{"Pass, Parameters and ResultPath", `"Type": "Pass", "Parameters": {"n.$": "$.n", "fixed": true}, "ResultPath": "$.result"`, small, 5.1},
		{"Pass, Assign", `"Type": "Pass", "Assign": {"v.$": "$.n"}`, small, 7.1},
		{"Pass, JSONata", `"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"n": "{% $states.input.n %}"}`, small, 7.5},
	} {
		cost := func(n int) float64 {
			definition := strings.ReplaceAll(row(n), `"Type": "Pass"`, test.fields)
			m, input := parse(t, definition), []byte(test.input)
			return testing.AllocsPerRun(20, func() { finishAlone(t, m, input) })
		}
		if got := (cost(1_100) - cost(100)) / 1_000; got > test.bound {
			t.Errorf("%s: a transition takes %.3f allocations, at most %.2f are expected", test.name, got, test.bound)
		}
	}
}

// TestAllocationsOfAnIteration bounds what one more iteration of a Map costs, if 40 run
// at a time, as AWS has it, so that frames are used again.
func TestAllocationsOfAnIteration(t *testing.T) {
	m := parse(t, single(`"Type": "Map", "MaxConcurrency": 40, "ItemProcessor": `+branch("P", `"Type": "Pass", "End": true`)))
	cost := func(n int) float64 {
		input := []byte("[" + strings.Repeat("1,", n-1) + "1]")
		return testing.AllocsPerRun(20, func() { finishAlone(t, m, input) })
	}
	if got := (cost(1_100) - cost(100)) / 1_000; got > 0.03 {
		t.Errorf("an iteration takes %.3f allocations, at most 0.03 are expected", got)
	}
}

// BenchmarkShort measures executions of a few states, most of which is what a Run
// takes to start.
func BenchmarkShort(b *testing.B) {
	lambda := `"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"`
	for _, bench := range []struct{ name, definition, input string }{
		{"Pass", row(1), `{"n": 1}`},
		{"Pass3", row(3), `{"n": 1}`},
		{"Task", single(lambda), `{"n": 1}`},
		{"TaskTimeout", single(lambda + `, "TimeoutSeconds": 5`), `{"n": 1}`},
		{"Parallel", single(`"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Pass", "End": true`) + `,` + branch("Q", `"Type": "Pass", "End": true`) + `]`), `{}`},
		{"Map", single(`"Type": "Map", "ItemProcessor": ` + branch("P", lambda+`, "End": true`)), `[1, 2]`},
	} {
		m := parse(b, bench.definition)
		out := jsonvalue.MustParse(`{"n": 1}`)
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			var batch state.Batch
			for b.Loop() {
				r, err := state.Start(m, []byte(bench.input), state.Config{Now: epoch, Log: new(state.Log)})
				if err != nil {
					b.Fatal(err)
				}
				for r.Outcome().Status == state.Running {
					batch.Effects = batch.Effects[:0]
					r.Step(&batch, 0)
					for _, e := range batch.Effects {
						if task, ok := e.(*state.RunTask); ok {
							r.Started(epoch, task.ID, "")
							r.Done(epoch, task.ID, out, nil)
						}
					}
				}
			}
		})
	}
}

// BenchmarkEvents measures what it takes to read the history of 1,000 Pass states.
func BenchmarkEvents(b *testing.B) {
	log := new(state.Log)
	r, err := state.Start(parse(b, row(1_000)), []byte(`{"n": 1}`), state.Config{Now: epoch, Log: log})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 0); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		log.Append(nil, 0, log.Len())
	}
}

// BenchmarkPass measures a transition: entering a Pass state and leaving it.
func BenchmarkPass(b *testing.B) {
	const states = 1_000
	m := parse(b, row(states))
	for _, size := range []int{20, 256 << 10} {
		input := sized(size)
		b.Run(fmt.Sprintf("%dB", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				finishAlone(b, m, input)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*states), "ns/transition")
		})
	}
}

// BenchmarkShaped measures Pass states with Parameters and a ResultPath over
// 10 kB of payload.
func BenchmarkShaped(b *testing.B) {
	const states = 100
	shaped := strings.ReplaceAll(row(states), `"Pass",`,
		`"Pass", "Parameters": {"id.$": "$.id", "name.$": "$.customer.name", "label": "x"}, "ResultPath": "$.shaped",`)
	m := parse(b, shaped)
	input := []byte(`{"id": 17, "customer": {"name": "Ann", "city": "Ulm"}, "items": [` +
		strings.TrimSuffix(strings.Repeat(`{"sku": "A-1000", "count": 3, "price": 12.5},`, 220), ",") + `]}`)
	b.ReportAllocs()
	for b.Loop() {
		finishAlone(b, m, input)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*states), "ns/transition")
}

// BenchmarkChoice measures Choice states with 50 rules on one string, the last
// of which holds.
func BenchmarkChoice(b *testing.B) {
	const states = 100
	var rules strings.Builder
	for i := range 50 {
		fmt.Fprintf(&rules, `{"Variable": "$.kind", "StringEquals": "kind-%d", "Next": "S%%[1]d"},`, i)
	}
	var text strings.Builder
	text.WriteString(`{"StartAt": "S1", "States": {`)
	for i := 1; i <= states; i++ {
		fmt.Fprintf(&text, `"S%d": {"Type": "Choice", "Choices": [%s]},`, i, strings.TrimSuffix(fmt.Sprintf(rules.String(), i+1), ","))
	}
	fmt.Fprintf(&text, `"S%d": {"Type": "Pass", "End": true}}}`, states+1)
	m := parse(b, text.String())
	input := []byte(`{"kind": "kind-49"}`)
	b.ReportAllocs()
	for b.Loop() {
		finishAlone(b, m, input)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*states), "ns/transition")
}

// BenchmarkTask measures Task states in the step machine alone: their tasks are
// answered at once.
func BenchmarkTask(b *testing.B) {
	const states = 100
	m := parse(b, strings.ReplaceAll(row(states), `"Pass",`, `"Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",`))
	out := jsonvalue.MustParse(`{"n": 1}`)
	b.ReportAllocs()
	for b.Loop() {
		r, err := state.Start(m, []byte(`{"n": 1}`), state.Config{Now: epoch, Limits: state.Unlimited, Log: new(state.Log)})
		if err != nil {
			b.Fatal(err)
		}
		var batch state.Batch
		for r.Outcome().Status == state.Running {
			batch.Events, batch.Effects = batch.Events[:0], batch.Effects[:0]
			r.Step(&batch, 256)
			for _, e := range batch.Effects {
				id := e.(*state.RunTask).ID
				r.Started(epoch, id, "")
				r.Done(epoch, id, out, nil)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*states), "ns/task")
}

func BenchmarkMap(b *testing.B) {
	const items = 10_000
	m := parse(b, single(`"Type": "Map", "ItemProcessor": `+branch("P", `"Type": "Pass", "End": true`)))
	input := []byte("[" + strings.TrimSuffix(strings.Repeat(`{"n":1},`, items), ",") + "]")
	b.ReportAllocs()
	for b.Loop() {
		finishAlone(b, m, input)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*items), "ns/item")
}

// BenchmarkSnapshot measures a snapshot of a Map over 1,000 tasks, and its restoration.
func BenchmarkSnapshot(b *testing.B) {
	m := parse(b, mapped(``))
	input := []byte("[" + strings.TrimSuffix(strings.Repeat(`{"n":1},`, 1_000), ",") + "]")
	r, err := state.Start(m, input, state.Config{Now: epoch, Limits: state.Unlimited, Log: new(state.Log)})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 0); err != nil {
		b.Fatal(err)
	}
	text, err := r.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("take", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Snapshot()
		}
	})
	b.Run("restore", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			state.Restore(m, text, state.Config{})
		}
	})
}
