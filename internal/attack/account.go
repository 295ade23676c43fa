package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// accounts are attacks by what the expressions of one state make together.
var accounts = allAccounts()

// field is a field of a state that holds a template. machine returns a machine with the
// template in it.
type field struct {
	name    string
	machine func(template string) string
}

const arn = `"Resource":"arn:aws:lambda:us-east-1:000000000000:function:f"`

// inner is a flow of one state that passes its input on.
const inner = `{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}`

// then is a way to the end of a machine whose first state is a Choice or has a catcher.
const then = `,"B":{"Type":"Succeed"}}}`

// pathFields are the fields that hold a payload template.
var pathFields = []field{
	{"Pass Parameters", func(tpl string) string { return state("Pass", `"End":true,"Parameters":`+tpl) }},
	{"Pass Assign", func(tpl string) string { return state("Pass", `"End":true,"Assign":`+tpl) }},
	{"Wait Assign", func(tpl string) string { return state("Wait", `"Seconds":0,"End":true,"Assign":`+tpl) }},
	{"Task Parameters", func(tpl string) string { return state("Task", arn+`,"End":true,"Parameters":`+tpl) }},
	{"Task ResultSelector", func(tpl string) string { return state("Task", arn+`,"End":true,"ResultSelector":`+tpl) }},
	{"Task Assign", func(tpl string) string { return state("Task", arn+`,"End":true,"Assign":`+tpl) }},
	{"Parallel ResultSelector", func(tpl string) string {
		return state("Parallel", `"Branches":[`+inner+`],"End":true,"ResultSelector":`+tpl)
	}},
	{"Map ItemSelector", func(tpl string) string {
		return state("Map", `"ItemsPath":"$.items","ItemProcessor":`+inner+`,"End":true,"ItemSelector":`+tpl)
	}},
	{"Map Assign", func(tpl string) string {
		return state("Map", `"ItemsPath":"$.items","ItemProcessor":`+inner+`,"End":true,"Assign":`+tpl)
	}},
	{"Choice rule Assign", func(tpl string) string {
		return `{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$","IsPresent":true,"Next":"B","Assign":` + tpl + `}]}` + then
	}},
	{"Catch Assign", func(tpl string) string {
		return `{"StartAt":"A","States":{"A":{"Type":"Task",` + arn + `,"Parameters":{"fail":true},"End":true,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B","Assign":` + tpl + `}]}` + then
	}},
}

// queryFields are the fields that hold a value with JSONata in it.
var queryFields = []field{
	{"Pass Output", func(tpl string) string { return query("Pass", `"End":true,"Output":`+tpl) }},
	{"Pass Assign", func(tpl string) string { return query("Pass", `"End":true,"Assign":{"v":`+tpl+`}`) }},
	{"Succeed Output", func(tpl string) string { return query("Succeed", `"Output":`+tpl) }},
	{"Task Arguments", func(tpl string) string { return query("Task", arn+`,"End":true,"Arguments":`+tpl) }},
	{"Task Output", func(tpl string) string { return query("Task", arn+`,"End":true,"Output":`+tpl) }},
	{"Parallel Arguments", func(tpl string) string {
		return query("Parallel", `"Branches":[`+inner+`],"End":true,"Arguments":`+tpl)
	}},
	{"Map Items", func(tpl string) string { return query("Map", `"ItemProcessor":`+inner+`,"End":true,"Items":[`+tpl+`]`) }},
	{"Map ItemSelector", func(tpl string) string {
		return query("Map", `"Items":[1,2,3],"ItemProcessor":`+inner+`,"End":true,"ItemSelector":`+tpl)
	}},
	{"Choice rule Output", func(tpl string) string {
		return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Condition":true,"Next":"B","Output":` + tpl + `}]}` + then
	}},
	{"Catch Output", func(tpl string) string {
		return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Task",` + arn + `,"Arguments":{"fail":true},"End":true,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B","Output":` + tpl + `}]}` + then
	}},
}

// query is state in JSONata.
func query(kind, fields string) string { return state(kind, `"QueryLanguage":"JSONata",`+fields) }

// failing returns its input, or fails if that says so.
func failing(_ context.Context, input json.RawMessage) (json.RawMessage, error) {
	if strings.Contains(string(input), `"fail":true`) {
		return nil, errors.New("as it was told")
	}
	return input, nil
}

// bulk is an input of so many bytes, with an array of items.
func bulk(bytes int) string {
	half := strings.Repeat("x", (bytes-30)/2)
	return `{"items":["` + half + `",2,3],"text":"` + half + `"}`
}

// template returns a template with n members of the value.
func template(n int, value string) string { return `{` + fields(n, `"k%[1]d.$":"`+value+`"`) + `}` }

// output returns a value in JSONata with n members.
func output(n int, expression string) string {
	return `{` + values(n, `"k%d":"{% `+expression+` %}"`) + `}`
}

func allAccounts() []attack {
	var all []attack
	add := func(name string, definition func() string, bytes int) {
		all = append(all, attack{name: name, run: func(t *trial) { t.fails(definition(), bulk(bytes), bounded, withTask(failing)) }})
	}
	for _, f := range pathFields {
		add("C1/copies in "+f.name, func() string { return f.machine(template(50_000, "$")) }, 250_000)
		add("C3/strings in "+f.name, func() string { return f.machine(template(10_000, "States.JsonToString($)")) }, 200_000)
	}
	for _, f := range queryFields {
		add("C2/texts in "+f.name, func() string { return f.machine(output(1_000, `('%d' & $join([1..69].$pad('',100000,'x')))`)) }, 100)
	}
	for _, call := range []string{
		"States.Format('{}{}{}', $.text, $.text, $.text)", "States.Base64Encode($.text)", "States.StringToJson(States.JsonToString($))",
		"States.JsonMerge($, $, false)", "States.ArrayRange(1, 1000, 1)", "States.Array($, $, $)", "States.StringSplit($.text, 'y')",
		"States.ArrayPartition(States.ArrayRange(1, 1000, 1), 1)", "States.Hash($.text, 'SHA-512')", "States.ArrayUnique(States.ArrayRange(1, 1000, 1))",
	} {
		add("C3/"+call, func() string { return pass(`"End":true,"Parameters":` + template(20_000, call)) }, 150_000)
	}
	return append(append(all, conditions()...), slowStates()...)
}

// rules returns a Choice state in JSONata with 1,000 rules.
func rules(condition string) string {
	return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Choice","Choices":[` +
		values(1_000, `{"Condition":"{% `+condition+` %}","Next":"B"}`) + `],"Default":"B"}` + then
}

// ending returns an attack that must succeed, or fail with one of the errors of bounded.
func ending(name string, definition func() string, input func() string) attack {
	return attack{name: name, run: func(t *trial) { t.ends(definition(), input(), bounded) }}
}

// within gives an attack more time.
func within(d time.Duration, a attack) attack {
	a.within = d
	return a
}

// small is an input for which it does not matter.
func small() string { return bulk(1_000) }

// items is an input with an array of 120,000 items.
func items() string { return `{"items":[` + strings.Repeat("1,", 120_000) + `1]}` }

// conditions are attacks by the expressions in rules and in fields that hold one value.
func conditions() []attack {
	return []attack{
		ending("C2/texts in Conditions", func() string { return rules(`$length('%d' & $join([1..69].$pad('',100000,'x'))) < 0`) }, small),
		ending("C2/ranges in Conditions", func() string { return rules(`$count([1..800000][$ > %d]) < 0`) }, small),
		{name: "C2/a big Cause", run: func(t *trial) {
			t.failsBriefly(query("Fail", `"Error":"E","Cause":"{% $join([1..69].$pad('',100000,'x')) %}"`), "{}")
		}},
		{name: "C2/a big Error", run: func(t *trial) {
			t.failsBriefly(query("Fail", `"Error":"{% $join([1..69].$pad('',100000,'x')) %}","Cause":"C"`), "{}")
		}},
		{name: "C2/a big CausePath", run: func(t *trial) {
			t.failsBriefly(state("Fail", `"Error":"E","CausePath":"$.text"`), bulk(250_000))
		}},
		{name: "C2/a big ErrorPath", run: func(t *trial) {
			t.failsBriefly(state("Fail", `"ErrorPath":"$.text","Cause":"C"`), bulk(250_000))
		}},
		ending("C2/Seconds", func() string {
			return query("Wait", `"End":true,"Seconds":"{% $length($join([1..800000].$pad('x', 100))) - 80000000 %}"`)
		}, small),
		ending("C2/Items", func() string {
			return query("Map", `"ItemProcessor":`+inner+`,"End":true,"Items":"{% [1..870000].{'a': $} %}"`)
		}, small),
		ending("C2/an ItemSelector for each of many", func() string {
			return query("Map", `"ItemProcessor":`+inner+`,"End":true,"Items":"{% [1..3000] %}","ItemSelector":{"a":"{% $pad('',200000,'x') %}"}`)
		}, small),
		ending("C2/payloads of many branches", func() string {
			return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[` +
				fields(8_000, `{"StartAt":"T%[1]d","States":{"T%[1]d":{"Type":"Task",`+arn+`,"Arguments":"{%% $pad('%[1]d',250000,'x') %%}","End":true}}}`) + `]}}}`
		}, small),
		ending("C2/outputs of many branches", func() string {
			return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[` +
				fields(8_000, `{"StartAt":"T%[1]d","States":{"T%[1]d":{"Type":"Pass","Output":"{%% $pad('%[1]d',250000,'x') %%}","End":true}}}`) + `]}}}`
		}, small),
		ending("C2/variables of many branches", func() string {
			return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[` +
				fields(8_000, `{"StartAt":"T%[1]d","States":{"T%[1]d":{"Type":"Pass","Assign":{"v":"{%% $pad('%[1]d',250000,'x') %%}"},"Output":1,"Next":"W%[1]d"},"W%[1]d":{"Type":"Pass","End":true}}}`) + `]}}}`
		}, small),
		ending("C2/TimeoutSeconds", func() string {
			return query("Task", arn+`,"End":true,"TimeoutSeconds":"{% $count([1..800000].($ + 1)) %}"`)
		}, small),
	}
}

// slowStates are attacks by states that take long.
func slowStates() []attack {
	all := []attack{
		ending("S5/searches of any depth", func() string { return pass(`"End":true,"Parameters":` + template(1_000, "$..zzz")) }, items),
		ending("S5/searches for each item", func() string {
			return state("Map", `"ItemsPath":"$.items","ItemProcessor":`+inner+`,"End":true,"ItemSelector":`+template(1_000, "$..zzz"))
		}, items),
		ending("S5/filters", func() string { return pass(`"End":true,"Parameters":` + template(1_000, "$.items[?(@ > 0)]")) }, items),
		ending("S5/paths in rules", func() string {
			return `{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[` +
				fields(20_000, `{"Variable":"$.items[%[1]d]","NumericEquals":2,"Next":"B"}`) + `],"Default":"B"}` + then
		}, items),
		within(4*time.Second, ending("S6/a caught failure that quotes the input, again and again", func() string {
			return `{"StartAt":"A","States":{"A":{"Type":"Task",` + arn + `,"ResultPath":"$.text.x","Next":"B",` +
				`"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"A"}]}` + then
		}, func() string { return bulk(200_000) })),
	}
	for _, e := range longExpressions {
		all = append(all, ending("S7/"+e.name, func() string { return query("Pass", `"End":true,"Output":"{% `+e.text+` %}"`) }, small))
	}
	return all
}

// longExpressions are expressions in JSONata that each take long by themselves.
var longExpressions = []struct{ name, text string }{
	{"replace", `$length($replace($join([1..30].$pad('',100000,'ab')),/a/,'b'))`},
	{"distinct", `$count($distinct([1..200000]))`},
	{"zip", `$count($zip([1..800000],[1..800000]))`},
	{"sort", `$count($sort([1..500000], function($a,$b){$a < $b}))`},
	{"split", `$count($split($join([1..60].$pad('',100000,'a,')),','))`},
	{"join", `$length($join([1..800000].$string(),'-'))`},
	{"match", `$count($match($join([1..30].$pad('',100000,'a')),/a/))`},
	{"reduce", `$reduce([1..800000], function($a,$b){$a + $b})`},
	{"string", `$length($string([1..800000]))`},
	{"base64", `$length($base64decode($base64encode($join([1..50].$pad('',100000,'x')))))`},
	{"shuffle", `$count($shuffle([1..800000]))`},
	{"reverse", `$count($reverse([1..800000]))`},
	{"append", `$count($append([1..400000],[1..400000]))`},
	{"merge", `$count($keys($merge([1..100000].{$string(): 1})))`},
	{"contains", `$contains($join([1..60].$pad('',100000,'a')), /a*b/)`},
	{"parse", `$count($parse($string([1..800000])))`},
	{"hash", `$length($hash($join([1..60].$pad('',100000,'x')),'SHA-512'))`},
	{"uppercase", `$length($uppercase($join([1..60].$pad('',100000,'x'))))`},
	{"partition", `$count($partition([1..800000],1))`},
	{"group", `$count($keys([1..300000]{$string($): $}))`},
	{"sum", `$sum([1..870000].($*2))`},
	{"integers", `$parseInteger($join([1..69].$pad('',100000,'1')), '0` + signs(1_300) + `0')`},
	{"spread", `$count($spread([1..300000].{'a':$}))`},
}

// signs returns n characters, all different, that are no digits.
func signs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteRune(rune('一' + i))
	}
	return b.String()
}
