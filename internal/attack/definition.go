package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lint"
)

// definitions are attacks by the text of a definition alone.
var definitions = []attack{
	{name: "C4/filters", run: func(t *trial) {
		t.refused(paths(110_000, `$[?(@ =~ /%d|(a{1,30}){1,30}/)]`), tooLarge)
	}},
	{name: "C4/filters in one path", run: func(t *trial) {
		t.refused(paths(50, `$[?(@ =~ /%d(a{1,30}){1,30}/`+strings.Repeat(` || @ =~ /(a{1,30}){1,30}/`, 1_500)+`)]`), "")
	}},
	{name: "C4/JSONata regexes", run: func(t *trial) {
		t.refused(queries(100_000, `$match('', /%d|(a{1,20}){1,30}/)`), tooLarge)
	}},
	{name: "C4/JSONata regexes in one expression", run: func(t *trial) {
		t.refused(queries(2, `[%d`+strings.Repeat(`,/(a{1,20}){1,30}/`, 300_000)+`]`), tooLarge)
	}},
	{name: "C4/JSONata expressions", run: func(t *trial) {
		t.refused(queries(2, `[%d`+strings.Repeat(`,a`, 3_000_000)+`]`), tooLarge)
	}},
	{name: "C4/many JSONata expressions", run: func(t *trial) {
		t.refused(queries(90_000, `%d+`+strings.Repeat(`$a.b+`, 30)+`1`), tooLarge)
	}},
	{name: "C4/intrinsic arguments", run: func(t *trial) {
		t.refused(paths(1, `%.0sStates.Array(`+strings.Repeat(`$.a,`, 3_000_000)+`1)`), "")
	}},
	{name: "C4/many intrinsic calls", run: func(t *trial) {
		t.parsed(paths(200_000, `States.Format('{}%d', $.a, $.b, States.Array($.c, 1))`))
	}},
	{name: "C4/names in brackets", run: func(t *trial) {
		t.parsed(paths(250, `$['%d'`+strings.Repeat(`,''`, 20_000)+`]`))
	}},
	{name: "C7/substitutions", run: func(t *trial) {
		t.refused(strings.Repeat("${a}", 1_000_000), "16777216", asl.WithSubstitutions(map[string]string{"a": strings.Repeat("x", 10_000)}))
	}},
	{name: "C7/one long value", run: func(t *trial) {
		t.refused(`"${a}${a}${a}"`, "16777216", asl.WithSubstitutions(map[string]string{"a": strings.Repeat("\x01", 30_000_000)}))
	}},
	{name: "C7/unknown names", run: func(t *trial) {
		t.refused(strings.Repeat("${a}", 4_000_000), "", asl.WithSubstitutions(map[string]string{"b": "x"}))
	}},
	{name: "S1/rules", memory: 256, run: func(t *trial) {
		t.refused(choice(strings.Repeat(`{"Q":1},`, 1_000_000)+`{"Q":1}`), "and ")
	}},
	{name: "S1/unknown fields", memory: 256, run: func(t *trial) {
		t.refused(pass(fields(600_000, `"k%[1]d":1`)), "and ")
	}},
	{name: "S1/states without a type", memory: 256, run: func(t *trial) {
		t.refused(`{"StartAt":"s0","States":{`+fields(600_000, `"s%[1]d":{}`)+`}}`, "and ")
	}},
	{name: "S1/elements of the wrong type", memory: 256, run: func(t *trial) {
		t.refused(choice(strings.Repeat("1,", 4_000_000)+"1"), "and ")
	}},
	{name: "S1/missing targets", memory: 256, run: func(t *trial) {
		t.refused(`{"StartAt":"s0","States":{`+fields(150_000, `"s%[1]d":{"Type":"Pass","Next":"no%[2]d"}`)+`}}`, "and ")
	}},
	{name: "S1/wrong paths", memory: 256, run: func(t *trial) {
		t.refused(paths(380_000, `$[%d`), "and ")
	}},
	{name: "S1/warnings", memory: 256, run: func(t *trial) {
		m := t.parsed(pass(`"Parameters":{` + fields(600_000, `"k%[1]d":"$.a"`) + `},"End":true`))
		if m != nil && len(m.Warnings()) > 101 {
			t.wrongf("%d warnings are kept", len(m.Warnings()))
		}
	}},
	{name: "S1/many problems in a state with a long name", memory: 256, run: func(t *trial) {
		t.refused(`{"StartAt":"A","States":{"`+strings.Repeat("n", 4_000_000)+`":{"Type":"Choice","Choices":[`+strings.Repeat("1,", 1_500_000)+`1]}}}`, "and ")
	}},
	{name: "S1/many expressions under a long name", memory: 384, run: func(t *trial) {
		t.parsed(query("Pass", `"End":true,"Output":{"`+strings.Repeat("n", 4_000_000)+`":{`+fields(200_000, `"k%[1]d":"{%% 1 %%}"`)+`}}`))
	}},
	{name: "S1/many paths under a long name", memory: 384, run: func(t *trial) {
		t.parsed(pass(`"End":true,"Parameters":{"` + strings.Repeat("n", 8_000) + `":{` + fields(300_000, `"k%[1]d.$":"$.a"`) + `}}`))
	}},
	{name: "S1/many references in one expression", run: func(t *trial) {
		t.refused(queries(1, `%d`+fields(500_000, `+a%[1]d`)), "")
	}},
	{name: "S1/many references in an array", run: func(t *trial) {
		t.refused(queries(1, `[%d,`+fields(500_000, `a%[1]d`)+`]`), "and ")
	}},
	{name: "S1/fields of the other language, again and again", memory: 384, run: func(t *trial) {
		t.refused(pass(strings.Repeat(`"Condition":1,`, 300_000)+fields(300_000, `"k%[1]d":1`)), "and ")
	}},
	{name: "S1/a deep template", run: func(t *trial) {
		t.parsed(pass(`"End":true,"Parameters":` + deep(900, `{"a.$":"$.a","b":"`+strings.Repeat("x", 8_000_000)+`"}`)))
	}},
	{name: "S1/a deep value in JSONata", run: func(t *trial) {
		t.parsed(query("Pass", `"End":true,"Output":`+deep(900, `{"a":"{% 1 %}","b":"`+strings.Repeat("x", 8_000_000)+`"}`)))
	}},
	{name: "S1/a deep condition", run: func(t *trial) {
		t.refused(choice(strings.Repeat(`{"Not":`, 900)+`{"And":[`+strings.Repeat("1,", 1_000_000)+`1]}`+strings.Repeat("}", 900)), "and ")
	}},
	{name: "S1/deep branches", run: func(t *trial) {
		const around = 200
		var b, end strings.Builder
		for i := range around {
			fmt.Fprintf(&b, `{"StartAt":"p%[1]d","States":{"p%[1]d":{"Type":"Parallel","End":true,"Branches":[`, i)
			end.WriteString(`]}}}`)
		}
		t.parsed(b.String() + chain(100_000) + end.String())
	}},
	{name: "S1/scopes of variables", long: true, run: func(t *trial) {
		t.parsed(`{"StartAt":"s0","States":{` + fields(40_000, `"s%[1]d":{"Type":"Parallel","Assign":{"v%[1]d":1},"Next":"s%[2]d","Branches":[{"StartAt":"i%[1]d","States":{"i%[1]d":{"Type":"Pass","Assign":{"w":1},"End":true}}}]}`) +
			`,"s40000":{"Type":"Pass","Assign":{"w":1},"End":true}}}`)
	}},
	{name: "S2/lint of a chain", within: 4 * time.Second, memory: 640, run: func(t *trial) { t.linted(chain(300_000)) }},
	{name: "S2/lint of a chain of findings", run: func(t *trial) {
		t.linted(chainOf(100_000, func(i int) string { return fmt.Sprintf(`"Assign":{"v%d":1}`, i) }))
	}},
	{name: "S2/lint of a chain of shapes", run: func(t *trial) {
		t.linted(chainOf(150_000, func(i int) string {
			if i%90 == 0 {
				return `"Result":{}`
			}
			return fmt.Sprintf(`"Result":1,"ResultPath":"$.k%d"`, i%90)
		}))
	}},
	{name: "S2/lint of a chain of variables", run: func(t *trial) {
		t.linted(chainOf(100_000, func(i int) string { return fmt.Sprintf(`"Assign":{"v%d":1,"w.$":"$v%d"}`, i, max(0, i-1)) }))
	}},
	{name: "S2/lint of a chain of catchers", run: func(t *trial) {
		t.linted(`{"StartAt":"s0","States":{` + fields(30_000, `"s%[1]d":{"Type":"Task","Resource":"r","Parameters":{"k%[1]d.$":"$.k%[1]d"},"ResultPath":"$.r","Next":"s%[2]d","Catch":[{"ErrorEquals":["States.ALL"],"Next":"s%[1]d"}]}`) +
			`,"s30000":{"Type":"Succeed"}}}`)
	}},
	{name: "S2/lint of many tests", run: func(t *trial) {
		t.linted(`{"StartAt":"A","States":{"A":{"Type":"Choice","Default":"B","Choices":[` +
			fields(100_000, `{"Variable":"$v%[1]d","IsPresent":false,"Next":"B"}`) + `]},"B":{"Type":"Pass","Assign":{"v.$":"$v1"},"End":true}}}`)
	}},
	{name: "S2/lint of many tests in one expression", run: func(t *trial) {
		t.linted(query("Pass", `"End":true,"Output":"{% `+strings.ReplaceAll(fields(9_000, `$v%[1]d`), ",", " and ")+` ? $v1 : 0 %}"`))
	}},
	{name: "S2/lint of a Comment", run: func(t *trial) {
		t.linted(pass(`"End":true,"Comment":"` + strings.Repeat("lint:ignore X,SECRET_IN_TEXT ", 400_000) + `"`))
	}},
	{name: "S2/lint of a web of choices", run: func(t *trial) {
		t.linted(`{"StartAt":"s0","States":{` + fields(3_000, `"s%[1]d":{"Type":"Choice","Choices":[`+
			strings.Repeat(`{"Variable":"$.a","NumericEquals":%[1]d,"Next":"s%[2]d"},`, 30)+`{"Variable":"$.b","IsNull":true,"Next":"s0"}],"Default":"s%[2]d"}`) + `,"s3000":{"Type":"Succeed"}}}`)
	}},
	{name: "S3/paths", run: func(t *trial) { t.parsed(paths(400_000, `$.a%d.b[0].c`)) }},
}

// tooLarge is in the message about a definition whose expressions compile to too much.
const tooLarge = "bytes when they are compiled"

// linted parses a definition and applies all checks to it.
func (t *trial) linted(definition string) {
	if m := t.parsed(definition); m != nil {
		t.endedf("%d findings", len(lint.Run(m, lint.Options{})))
	}
}

// fields returns n members or elements. The format gets the number of each, %[1]d, and of
// the next one, %[2]d.
func fields(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i, i+1)
	}
	return b.String()
}

// pass returns a machine of one Pass state with these fields.
func pass(fields string) string { return state("Pass", fields) }

// state returns a machine of one state with these fields.
func state(kind, fields string) string {
	return `{"StartAt":"A","States":{"A":{"Type":"` + kind + `",` + fields + `}}}`
}

// choice returns a machine of a Choice state with these rules.
func choice(rules string) string { return state("Choice", `"Choices":[`+rules+`]`) }

// paths returns a machine of a Pass state with n paths in its Parameters. The format gets
// the number of each.
func paths(n int, format string) string {
	return pass(`"Parameters":{` + values(n, `"k%d.$":"`+strings.ReplaceAll(format, `"`, `\"`)+`"`) + `},"End":true`)
}

// queries is paths with expressions in JSONata.
func queries(n int, format string) string {
	return pass(`"QueryLanguage":"JSONata","Output":{` + values(n, `"k%d":"{% `+strings.ReplaceAll(format, `"`, `\"`)+` %}"`) + `},"End":true`)
}

// values returns n members. The format gets the number of each twice; other percent signs
// are themselves.
func values(n int, format string) string {
	parts := strings.Split(strings.ReplaceAll(format, "%.0s", ""), "%d")
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.Join(parts, fmt.Sprint(i)))
	}
	return b.String()
}

// deep returns a value inside so many objects.
func deep(levels int, value string) string {
	return strings.Repeat(`{"d":`, levels) + value + strings.Repeat("}", levels)
}

// chain returns a machine of n Pass states in a row.
func chain(n int) string { return chainOf(n, func(int) string { return `"Comment":""` }) }

// chainOf is chain with more fields for each state.
func chainOf(n int, more func(i int) string) string {
	var b strings.Builder
	b.WriteString(`{"StartAt":"s0","States":{`)
	for i := range n {
		fmt.Fprintf(&b, `"s%d":{"Type":"Pass",%s,"Next":"s%d"},`, i, more(i), i+1)
	}
	fmt.Fprintf(&b, `"s%d":{"Type":"Succeed"}}}`, n)
	return b.String()
}
