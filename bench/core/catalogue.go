package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/goasl/goasl/bench/part"
)

// oneCore is the name of a work that a comparison refers to.
const oneCore = "Chain of 100 Pass, on one core"

// allCores returns the name of the same work on all cores.
func allCores() string {
	return fmt.Sprintf("Chain of 100 Pass, on %d cores", runtime.GOMAXPROCS(0))
}

// executions returns the works that run a machine.
func executions() []work {
	return append(chains(),
		single("Parallel of 10", "branch", 10, chain("", 1, same(parallel(10))), `{"a":1}`,
			`{"a":1,"results":[`+strings.TrimSuffix(strings.Repeat(`{"a":1},`, 10), ",")+`]}`),
		mapping("Map", 10_000, innerPass),
		mapping("Map of a Task", 10_000, innerTask),
		counted(1_000), counted(1_000_000),
		retry(),
		twoTasks("Two tasks, start to end", false),
		twoTasks("Two tasks, with a context that can end", true),
		onCores(oneCore, 1),
		onCores(allCores(), runtime.GOMAXPROCS(0)),
		work{
			name: "New process, first result", unit: "process", units: 1, want: `{"a":1}`,
			order: order{Kind: startup, Definitions: []string{chain("", 2, same(pass))}, Input: `{"a":1}`},
		},
	)
}

// chains returns the works whose machine is a row of states.
func chains() []work {
	const n = 100
	task := `{"Type": "Task", "Resource": "` + function + `", "Next": "%s"}`
	shaped := `{"Type": "Pass", "Parameters": {"sku.$": "$.items[0].sku", "text.$": "$.text", "fixed": true}, "ResultPath": "$.result", "Next": "%s"}`
	large := payload(10_000)
	result := fmt.Sprintf(`,"result":{"sku":"sku-0","fixed":true,"text":"%s"}}`, strings.Trim(large[strings.LastIndex(large, ":")+1:], `"}`))
	jsonata := `{"Type": "Pass", "Output": {"n": "{% $states.input.n + 1 %}", "name": "{% $states.input.name %}"}, "Next": "%s"}`
	return []work{
		transitions("Pass, 20 B", 20, 80),
		transitions("Pass, 10 kB", 10_000, 80),
		transitions("Pass, 256 KiB", 256<<10, 500),
		longRow(),
		single("Pass, Parameters, ResultPath, 10 kB", "transition", n, chain("", n, same(shaped)), large, strings.TrimSuffix(large, "}")+result),
		single("Choice of 50 rules", "transition", n, chain("", n, same(choice(50))), `{"kind":"k49"}`, `{"kind":"k49"}`),
		single("Task, no-op, 20 B", "transition", n, chain("", n, same(task)), payload(20), payload(20)),
		single("Pass, variables", "transition", n, chain("", n, variables), `{"n":1}`, `{"n":1,"again":true}`),
		single("Pass, JSONata", "transition", n, chain(`"QueryLanguage": "JSONata", `, n, same(jsonata)), `{"n":0,"name":"a"}`, `{"n":100,"name":"a"}`),
	}
}

// single returns a work with one execution in each order.
func single(name, unit string, units int, definition, input, want string) work {
	return work{
		name: name, unit: unit, units: units, want: want,
		order: order{Kind: execution, Definitions: []string{definition}, Input: input, Tasks: echo},
	}
}

// transitions returns the work of one more Pass state: a long chain less a short one.
// One peer runs little more than a hundred states. But the larger the payload, the
// longer the chain must be: otherwise the difference is lost in the time of reading the
// input.
func transitions(name string, size, units int) work {
	const short = 20
	input := payload(size)
	w := single(name, "transition", units, chain("", short+units, same(pass)), input, input)
	less := single(name, "", short, chain("", short, same(pass)), input, "").order
	w.less = &less
	return w
}

// longRow returns a work of so many transitions that the time of reading the input does
// not matter. That time varies by more than 500 transitions take.
func longRow() work {
	w := transitions("Pass, 256 KiB, 10,000 in a row", 256<<10, 10_000)
	w.alone = true
	return w
}

// mapping returns a work with a Map over n items. Its history takes tens of megabytes if
// they are a million.
func mapping(name string, n int, state string) work {
	items := numbers(n)
	w := single(fmt.Sprintf("%s over %s", name, part.Grouped(n)), "item", n, chain("", 1, same(mapOver(state))), items, items)
	w.order.lifted = n > 1_000
	return w
}

// counted returns a work with a Map whose history is counted, not kept. The larger one is
// measured beside the smaller one, to be compared with it.
func counted(n int) work {
	w := mapping("Map", n, innerPass)
	w.order.counted, w.alone, w.beside = true, true, n > 1_000
	return w
}

// retry returns a work with a Task that fails twice. The time between the attempts is
// virtual, or as short as the peer allows.
func retry() work {
	definition := chain("", 1, same(`{"Type": "Task", "Resource": "`+function+`", "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 3}], "Next": "%s"}`))
	w := single("Task, fails twice, Retry", "execution", 1, definition, `{"a":1}`, `{"a":1}`)
	w.order.Tasks = shaky
	return w
}

// twoTasks returns a work that is a whole execution, with typed functions.
func twoTasks(name string, cancellable bool) work {
	w := single(name, "execution", 1, songsDefinition, `{"name":"PSY"}`, `{"lyrics":"oh oh oh oh oh pan gangnam style"}`)
	w.order.Tasks, w.order.cancellable, w.alone = songs, cancellable, cancellable
	return w
}

// onCores returns a work that runs executions on a number of cores, one at a time on
// each.
func onCores(name string, cores int) work {
	w := single(name, "execution", 1, chain("", 100, same(pass)), payload(20), payload(20))
	w.order.cores, w.alone, w.beside = cores, true, cores > 1
	return w
}

// A scale is a work with more and more of something.
type scale struct {
	title, of string
	works     []work
}

// scales returns the works that grow, up to so many items. Their sizes are measured in the
// same rounds.
func scales(most int) []scale {
	return []scale{
		growing("Map, Pass", "items", most, func(n int) work { return mapping("Map", n, innerPass) }),
		growing("Map, Task", "items", most, func(n int) work { return mapping("Map of a Task", n, innerTask) }),
		growing("chain of Pass", "states", min(most, 10_000), row),
	}
}

// mostShared is the largest number that peers are measured with: they take seconds for more.
const mostShared = 10_000

func growing(title, of string, most int, each func(n int) work) scale {
	s := scale{title: title, of: of}
	for n := 10; n <= most; n *= 10 {
		w := each(n)
		w.number, w.alone, w.beside = n, w.alone || n > mostShared, n > 10
		s.works = append(s.works, w)
	}
	return s
}

// row returns a work of n states, with the start and the end of an execution. To check ten
// thousand states, a peer takes minutes.
func row(n int) work {
	w := single(fmt.Sprintf("Chain of %s Pass", part.Grouped(n)), "transition", n, chain("", n, same(pass)), payload(20), payload(20))
	w.order.lifted, w.alone = n > 1_000, n > 1_000
	return w
}

// parsings returns the works that read definitions: all of them with this library, and
// a sample that every peer accepts.
func parsings(all, sample []string) []work {
	reading := func(name string, texts []string) work {
		return work{
			name: fmt.Sprintf(name, len(texts)), unit: "definition", units: len(texts),
			order: order{Kind: parsing, Definitions: texts},
		}
	}
	var works []work
	if len(all) > 0 {
		w := reading("Parse, %d published definitions", all)
		w.alone = true
		works = append(works, w)
	}
	if len(sample) > 0 {
		works = append(works, reading("Parse, %d of them that all peers take", sample))
	}
	return works
}

// expressions returns the works that evaluate JSONata over an input of 1,000 items.
func expressions() []work {
	var works []work
	for _, e := range []struct{ source, want string }{
		{`$states.input.a.b`, `42`},
		{`{"id": $states.input.a.b, "name": $states.input.name}`, `{"id":42,"name":"a name"}`},
		{`$states.input.name & " has " & $states.input.a.b`, `"a name has 42"`},
		{`$sum($states.input.items.price)`, `499500`},
		{`$count($states.input.items[price > 500])`, `499`},
		{`$sum($map($states.input.items, function($i) { $i.price * 2 }))`, `999000`},
		{`$count($filter($states.input.items, function($i) { $i.price > 500 }))`, `499`},
		{`$merge([$states.input.a, {"e": 1}])`, `{"b":42,"e":1}`},
		{`$states.input.items[price > 500]`, list(func(i, price int) string {
			if price <= 500 {
				return ""
			}
			return record(i, price)
		})},
		{`$map($states.input.items, function($i) { $i.price * 2 })`, list(func(_, price int) string { return fmt.Sprint(price * 2) })},
	} {
		works = append(works, work{
			name: e.source, unit: "evaluation", units: 1, want: e.want,
			order: order{Kind: expression, Expression: e.source, Input: records()},
		})
	}
	return works
}

// records returns the input of the expressions. Each price from 0 to 999 occurs once.
func records() string {
	return `{"a":{"b":42},"name":"a name","items":` + list(record) + `}`
}

func record(i, price int) string {
	return fmt.Sprintf(`{"id":%d,"name":"item %d","price":%d}`, i, i, price)
}

// list returns an array with what each returns for the items that are not "".
func list(each func(i, price int) string) string {
	var all []string
	for i := range 1_000 {
		if text := each(i, i*7919%1_000); text != "" {
			all = append(all, text)
		}
	}
	return "[" + strings.Join(all, ",") + "]"
}
