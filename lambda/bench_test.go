package lambda_test

import (
	"context"
	"testing"

	"github.com/goasl/goasl/lambda"
)

// A warm invocation: its process has been started.
func BenchmarkInvoke(b *testing.B) {
	for name, function := range map[string]func(testing.TB, string) lambda.Function{"python": pythonFunction, "node": nodeFunction} {
		b.Run(name, func(b *testing.B) {
			task, err := newRuntime(b, []lambda.Function{function(b, "cases.echo")}).ResolveTask("f")
			if err != nil {
				b.Fatal(err)
			}
			invoke := func() {
				if _, err := task(context.Background(), []byte(`{"name": "PSY"}`)); err != nil {
					b.Fatal(err)
				}
			}
			invoke()
			for b.Loop() {
				invoke()
			}
		})
	}
}
