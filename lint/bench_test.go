package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/lint"
	"github.com/goasl/goasl/state"
)

// BenchmarkRun measures all checks on a row of Task states.
func BenchmarkRun(b *testing.B) {
	const states = 1_000
	var text strings.Builder
	text.WriteString(`{"StartAt": "S0", "States": {`)
	for i := range states {
		fmt.Fprintf(&text, `"S%d": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60,
			"Parameters": {"FunctionName": "f", "Payload.$": "$"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "S%d"},`, i, i+1)
	}
	fmt.Fprintf(&text, `"S%d": {"Type": "Succeed"}}}`, states)
	m, list := state.Parse("", []byte(text.String()))
	if err := list.Err(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		lint.Run(m, lint.Options{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*states), "ns/state")
}
