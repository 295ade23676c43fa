package jsonata_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// Whatever the expression and the input, evaluation ends soon, with the same result or
// error each time, and without a panic.
func FuzzEval(f *testing.F) {
	for _, bm := range benchmarks {
		f.Add(bm.source, `{"a":[1,{"b":"x"},[2]]}`)
	}
	for _, source := range hostile {
		f.Add(source, `[1,2]`)
	}
	f.Add(`a@$x#$i.%[0]^(>b){c:d}`, `null`)
	f.Add(`$match("é😀", /(.)\b[^a-c]*?/im)`, `"x"`)
	limits := jsonata.Limits{Steps: 20_000, Memory: 4 << 20}
	f.Fuzz(func(t *testing.T, source, text string) {
		input, err := jsonvalue.ParseString(text)
		if err != nil {
			return
		}
		for _, profile := range []jsonata.Profile{jsonata.Latest, jsonata.AWS} {
			x, err := jsonata.Compile(source, jsonata.WithProfile(profile), jsonata.WithLimits(limits))
			if err != nil {
				var e *jsonata.Error
				if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(source) {
					t.Fatalf("%q: %#v", source, err)
				}
				continue
			}
			x.References()
			a, errA := x.Eval(t.Context(), input, jsonata.Env{})
			b, errB := x.Eval(t.Context(), input, jsonata.Env{})
			if !jsonvalue.Equal(a, b) || (errA == nil) != (errB == nil) || errA != nil && errA.Error() != errB.Error() {
				t.Fatalf("%q: %v, %v and then %v, %v", source, a, errA, b, errB)
			}
			var e *jsonata.Error
			if errA != nil && !errors.As(errA, &e) && !errors.Is(errA, jsonata.ErrUnsupportedResult) {
				t.Fatalf("%q: %v", source, errA)
			}
			if _, err := jsonvalue.Parse(a.JSON()); a.Exists() && err != nil {
				t.Fatalf("%q: the result is no JSON: %v", source, err)
			}
		}
	})
}
