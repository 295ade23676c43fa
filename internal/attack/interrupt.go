package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
)

// interrupts are attacks by work that goes on although the execution was to end.
var interrupts = allInterrupts()

// work is what a state does for long. fields are those of a Pass state in one language, or
// whole if the state is another one.
type work struct {
	name     string
	language string
	fields   func() string
	input    func() string
}

// text is an input of 250 kB of the letter a.
func text() string { return `"` + strings.Repeat("a", 250_000) + `"` }

// numbers is an input of 60,000 numbers.
func numbers() string { return `[` + strings.Repeat("12,", 60_000) + `1]` }

// works are kinds of work that take long without failing.
var works = []work{
	{"JSONata steps", "JSONata", func() string { return output(2, `$count([1..500000].($+%d))`) }, small},
	{"JSONata replace", "JSONata", func() string { return output(2, `%d + $length($replace($join([1..5].$pad('',100000,'ab')),'a','b'))`) }, small},
	{"JSONata distinct", "JSONata", func() string { return output(3, `%d + $count($distinct([1..200000]))`) }, small},
	{"JSONata zip", "JSONata", func() string { return output(2, `%d + $count($zip([1..100000],[1..100000]))`) }, small},
	{"JSONata sort", "JSONata", func() string { return output(2, `%d + $count($sort([1..100000]))`) }, small},
	{"JSONata hash", "JSONata", func() string { return output(8, `%d + $length($hash($join([1..20].$pad('',100000,'x')),'SHA-512'))`) }, small},
	{"JSONata pad", "JSONata", func() string { return output(8, `%d + $length($join([1..20].$pad('',100000,'x')))`) }, small},
	{"JSONata regular expression", "JSONata", func() string { return output(2, `%d + ($contains($join([1..10].$pad('',100000,'a')), /a*b/) ? 1 : 2)`) }, small},
	{"searches of any depth", "JSONPath", func() string { return template(100, "$..zzz") }, numbers},
	{"filters", "JSONPath", func() string { return template(40, "$[?(@ < 0)]") }, numbers},
	{"regular expressions of filters", "JSONPath", func() string { return template(20, "$[?(@ =~ /.*x.*y/)]") }, numbers},
	{"unique elements", "JSONPath", func() string { return template(20, "States.ArrayLength(States.ArrayUnique($))") }, numbers},
	{"contained elements", "JSONPath", func() string { return template(100, "States.ArrayContains($, 13)") }, numbers},
	{"formats", "JSONPath", func() string { return template(20, "States.ArrayLength(States.Array(States.Format('{}', $)))") }, numbers},
	{"strings to JSON", "JSONPath", func() string {
		return template(20, "States.ArrayLength(States.StringToJson(States.JsonToString($)))")
	}, numbers},
	{"splits", "JSONPath", func() string {
		return template(20, "States.ArrayLength(States.StringSplit(States.JsonToString($), ','))")
	}, numbers},
	{"partitions", "JSONPath", func() string { return template(20, "States.ArrayLength(States.ArrayPartition($, 2))") }, numbers},
	{"lookups", "JSONPath", func() string { return template(20_000, "$[59999]") }, numbers},
}

// loop returns a machine that does the work again and again. It fails by itself after a
// second if timed is set.
func (w work) loop(timed bool) string {
	field, limit := "Parameters", ""
	if w.language == "JSONata" {
		field = "Output"
	}
	if timed {
		limit = `"TimeoutSeconds":1,`
	}
	state := `{"Type":"Pass","` + field + `":` + w.fields()
	if w.language == "JSONPath" {
		state += `,"ResultPath":null`
	}
	return `{"QueryLanguage":"` + w.language + `",` + limit + `"StartAt":"A","States":{"A":` + state + `,"Next":"B"},"B":{"Type":"Choice","Choices":[` +
		w.never() + `],"Default":"A"},"C":{"Type":"Succeed"}}}`
}

// never is a rule that never holds.
func (w work) never() string {
	if w.language == "JSONata" {
		return `{"Condition":"{% false %}","Next":"C"}`
	}
	return `{"Variable":"$.none","IsPresent":true,"Next":"C"}`
}

func allInterrupts() []attack {
	var all []attack
	for _, e := range enders {
		for i, w := range works {
			all = append(all, attack{name: "H2/" + e.name + " ends " + w.name, long: i%6 != 0, run: func(t *trial) {
				t.cutShort(e, w.loop(e.name == "TimeoutSeconds"), w.input())
			}})
		}
		all = append(all, attack{name: "H1/" + e.name + " ends StringMatches", run: func(t *trial) {
			limit := ""
			if e.name == "TimeoutSeconds" {
				limit = `"TimeoutSeconds":1,`
			}
			t.cutShort(e, `{`+limit+matchers(20, strings.Repeat("a", 5_000)+"b*", "A")[1:], text())
		}})
		all = append(all, attack{name: "H2/" + e.name + " ends a loop of short states", run: func(t *trial) {
			w := work{language: "JSONPath", fields: func() string { return `{}` }, input: small}
			t.cutShort(e, w.loop(e.name == "TimeoutSeconds"), small())
		}})
	}
	return append(all,
		attack{name: "W1/a task beside long work times out", run: timeoutBesideWork},
		attack{name: "H1/a long pattern", run: matching(strings.Repeat("a", 120_000) + "b*")},
		attack{name: "H1/many stars", run: matching(strings.Repeat("a*", 60_000) + "b")},
		attack{name: "H1/stars and escapes", run: matching(strings.Repeat(`a*\\*`, 20_000) + "b")},
	)
}

// matchers returns a Choice state with n rules of a pattern that begins with a star.
func matchers(n int, pattern, otherwise string) string {
	return `{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[` +
		values(n, `{"Variable":"$","StringMatches":"*%d`+pattern+`","Next":"B"}`) + `],"Default":"` + otherwise + `"},"B":{"Type":"Fail"}}}`
}

// matching compares a long text with a pattern that does not match it.
func matching(pattern string) func(*trial) {
	definition := func() string {
		return fmt.Sprintf(`{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$","StringMatches":"*%s","Next":"B"}],"Default":"C"},"B":{"Type":"Fail"},"C":{"Type":"Succeed"}}}`, pattern)
	}
	return func(t *trial) { t.ends(definition(), text(), bounded) }
}

// timeoutBesideWork has a task that never answers beside a loop. The task's timeout must
// end both in time, from when it began.
func timeoutBesideWork(t *trial) {
	loop := strings.NewReplacer(`"QueryLanguage":"JSONata",`, "", `"A"`, `"W"`).Replace(works[0].loop(false))
	definition := `{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[` + loop +
		`,{"StartAt":"T","States":{"T":{"Type":"Task",` + arn + `,"TimeoutSeconds":1,"End":true}}}]}}}`
	var begun time.Time
	t.fails(definition, "{}", []string{"States.Timeout"}, asl.WithLimits(asl.Limits{Events: -1}),
		withTask(func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
			begun = time.Now()
			return block(ctx, input)
		}))
	t.lateIf(time.Since(begun), time.Second+grace, "the end")
}
