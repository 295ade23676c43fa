package intrinsic_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

func benchmark(b *testing.B, call, input string) {
	c, err := intrinsic.Parse(call)
	if err != nil {
		b.Fatal(err)
	}
	e := env(c, input)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Eval(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	benchmark(b, "States.Format('s3://{}/{}.json', $.bucket, $.key)", `{"bucket":"orders","key":"2024/11/05/0001"}`)
}

func BenchmarkJsonMerge(b *testing.B) {
	benchmark(b, "States.JsonMerge($.a, $.b, false)", `{"a":{"id":1,"name":"x","tags":[1,2,3]},"b":{"name":"y","owner":{"id":7}}}`)
}

func BenchmarkArrayContains(b *testing.B) {
	benchmark(b, "States.ArrayContains($, 'last')", `[`+strings.Repeat(`"item",`, 999)+`"last"]`)
}

func BenchmarkArrayUnique(b *testing.B) {
	benchmark(b, "States.ArrayUnique($)", `[`+strings.Repeat(`{"id":1,"tags":["a","b"]},2.50,`, 500)+`null]`)
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, err := intrinsic.Parse("States.Format('{}/{}', $.a[?(@.x == 'y')].z, States.ArrayGetItem(States.StringSplit($.arn, ':'), 5))")
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStringSplit(b *testing.B) {
	input := jsonvalue.OfString(strings.Repeat("word,", 1000))
	benchmark(b, "States.StringSplit($, ',')", input.String())
}
