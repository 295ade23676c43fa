package yaml_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/yaml"
)

// BenchmarkToJSON measures the reading of a definition of 1,000 states.
func BenchmarkToJSON(b *testing.B) {
	const states = 1_000
	var text strings.Builder
	text.WriteString("StartAt: S0\nStates:\n")
	for i := range states {
		fmt.Fprintf(&text, "  S%d:\n    Type: Task\n    Resource: arn:aws:lambda:us-east-1:123456789012:function:f\n    Next: S%d\n", i, i+1)
	}
	fmt.Fprintf(&text, "  S%d: {Type: Succeed}\n", states)
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := yaml.ToJSON([]byte(text.String())); err != nil {
			b.Fatal(err)
		}
	}
}
