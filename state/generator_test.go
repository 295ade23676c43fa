package state_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/goasl/goasl/state"
)

// generator makes small random machines that end, and answers for their tasks.
type generator struct {
	*rand.Rand
	names int
	tasks []string
}

func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
}

// pick returns one of these.
func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

// chance returns text with a probability of one in n, else nothing.
func (g *generator) chance(n int, text string) string {
	if g.IntN(n) > 0 {
		return ""
	}
	return text
}

func (g *generator) machine() string {
	return `{` + g.chance(8, `"TimeoutSeconds": 40, `) + g.flow(0)[1:]
}

// flow is a row of states, each of which leads to a later one.
func (g *generator) flow(depth int) string {
	n := 1 + g.IntN(4)
	first := g.names
	g.names += n
	name := func(i int) string { return fmt.Sprintf("S%d", first+i) }
	var states []string
	for i := range n {
		states = append(states, fmt.Sprintf(`"%s": {%s}`, name(i), g.state(name, i, n, depth)))
	}
	return fmt.Sprintf(`{"StartAt": "%s", "States": {%s}}`, name(0), strings.Join(states, ", "))
}

// state is the i-th of n states of a flow. Each leads to the next one, so that
// all can be reached.
func (g *generator) state(name func(int) string, i, n, depth int) string {
	last := i == n-1
	next := `, "End": true`
	if !last {
		next = fmt.Sprintf(`, "Next": "%s"`, name(i+1))
	}
	later := func() string { return name(i + 1 + g.IntN(max(1, n-i-1))) }
	data := g.chance(5, `, "InputPath": null`) + g.chance(4, `, "OutputPath": "$$.Execution.Input"`)
	scope := strings.Repeat("i", depth) // an inner one has names of its own
	assign := g.chance(3, fmt.Sprintf(`, "Assign": {"v%d%s": %d, "w%s.$": "$"}`, g.IntN(3), scope, g.IntN(9), scope))
	result := g.chance(3, `, "ResultPath": "`+pick(g, "$.r", "$.a.b", "$.l[0]")+`"`) + g.chance(4, `, "ResultSelector": {"s.$": "$", "u.$": "States.UUID()"}`)
	recovery := g.chance(2, fmt.Sprintf(`, "Retry": [{"ErrorEquals": ["%s"], "MaxAttempts": %d, "JitterStrategy": "%s"}]`,
		pick(g, "E", "States.ALL", "States.Timeout", "States.TaskFailed"), g.IntN(3), pick(g, "FULL", "NONE")))
	if !last {
		recovery += g.chance(2, fmt.Sprintf(`, "Catch": [{"ErrorEquals": ["%s"], "Next": "%s"%s}]`, pick(g, "E", "States.ALL"), later(), g.chance(2, `, "ResultPath": "$.why"`)))
	}
	kind := g.IntN(10)
	if depth >= 2 && kind >= 7 {
		kind = g.IntN(7)
	}
	switch kind {
	case 0:
		return `"Type": "Pass"` + g.chance(2, `, "Result": [1, {"x": null}]`) + g.chance(4, `, "ResultPath": "$.p"`) + assign + data + next
	case 1:
		return `"Type": "Pass", "Parameters": {"in.$": "$", "r.$": "States.MathRandom(1, 1000)", "t.$": "$$.State.EnteredTime"` + g.chance(3, `, "v.$": "$v0"`) + `}` + next
	case 2:
		return `"Type": "Wait", ` + pick(g, `"Seconds": 3`, `"Seconds": 0`, `"Timestamp": "2026-01-02T03:04:12.5Z"`) + assign + data + next
	case 3:
		if last {
			return pick(g, `"Type": "Succeed"`, `"Type": "Fail", "Error": "E", "Cause": "c"`)
		}
		return fmt.Sprintf(`"Type": "Choice", "Choices": [{"Variable": "$.r", "IsPresent": true, "Next": "%s"%s}], "Default": "%s"%s`, later(), g.chance(2, `, "Assign": {"v1`+scope+`": 1}`), name(i+1), assign)
	case 4, 5, 6:
		g.tasks = append(g.tasks, name(i))
		return `"Type": "Task", "Resource": "` + pick(g, "f", queue, queue+".waitForTaskToken", activity, invoke) + `"` + g.chance(2, `, "TimeoutSeconds": 6`) + g.chance(3, `, "HeartbeatSeconds": 4`) +
			assign + data + result + recovery + next
	case 7:
		var branches []string
		for range 1 + g.IntN(3) {
			branches = append(branches, g.flow(depth+1))
		}
		return `"Type": "Parallel", "Branches": [` + strings.Join(branches, ", ") + `]` + assign + result + recovery + next
	}
	if g.IntN(3) == 0 {
		g.tasks = append(g.tasks, name(i))
		return g.distributedMap("T"+name(i)) + assign + result + recovery + next
	}
	return `"Type": "Map", "ItemsPath": "$$.Execution.Input.l", "ItemProcessor": ` + g.flow(depth+1) + g.chance(2, fmt.Sprintf(`, "MaxConcurrency": %d`, 1+g.IntN(2))) +
		g.chance(2, `, "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "all.$": "$"}`) + assign + result + recovery + next
}

// distributedMap returns the fields of a Map whose items are executions of their own.
func (g *generator) distributedMap(task string) string {
	items := pick(g, reader, `"ItemsPath": "$$.Execution.Input.l", `)
	return `"Type": "Map", ` + items + g.chance(2, pick(g, fmt.Sprintf(writer, ""), writerConfig("FLATTEN", "JSONL"))) +
		g.chance(2, fmt.Sprintf(`"MaxConcurrency": %d, `, 1+g.IntN(2))) + g.chance(2, pick(g, `"ToleratedFailureCount": 1, `, `"ToleratedFailurePercentage": 40, `)) +
		g.chance(3, `"ItemSelector": {"i.$": "$$.Map.Item.Index", "r.$": "States.MathRandom(1, 1000)"}, `) +
		g.chance(3, pick(g, `"ItemBatcher": {"MaxItemsPerBatch": 2}, `, `"ItemBatcher": {"MaxInputBytesPerBatch": 20}, `)) +
		strings.Replace(distributedTask(task), "STANDARD", pick(g, "STANDARD", "EXPRESS"), 1)
}

// play has random answers for the tasks of the machine made last, each of which
// comes at another time or not at all.
func (g *generator) play() play {
	p := play{
		input: pick(g, `{"l": [1, "b", null]}`, `{ "l" : [] }`, `{"l": [{"x": 1.0}], "a": {"b": 2}}`),
		cfg:   state.Config{Seed: g.Uint64(), Limits: state.Limits{Events: pick(g, 0, 0, 0, 20, 60)}},
		tasks: map[string][]reply{},
	}
	for _, name := range g.tasks {
		for range 1 + g.IntN(3) {
			answer := pick(g, reply{}, gives(`1.50`), gives(`{"a":[]}`), fails("E", "c"), fails("F", ""), failsWith(state.Failure{}), silent())
			answer.unstarted = g.IntN(6) == 0
			answer.starts = time.Duration(g.IntN(2)) * time.Second
			answer.ends = answer.starts + time.Duration(g.IntN(9))*time.Second/2
			if g.IntN(3) == 0 {
				answer.submitted = `{"id":1}`
				answer.beats = []time.Duration{3 * time.Second}
			}
			p.tasks[name] = append(p.tasks[name], answer)
		}
	}
	p.redrives = g.IntN(3)
	if g.IntN(6) == 0 {
		p.at = []happening{{time.Duration(g.IntN(10)) * time.Second, func(r *state.Run, now time.Time) { r.Abort(now, *state.NewFailure("Stop", "")) }}}
	}
	if g.IntN(12) == 0 {
		p.at = append(p.at, happening{time.Duration(g.IntN(10)) * time.Second, func(r *state.Run, now time.Time) { r.MachineDeleted(now) }})
	}
	for event := range int64(g.IntN(3) * 8) { // those that do not wait then are not skipped
		p.at = append(p.at, skipped(time.Duration(g.IntN(5)+1)*time.Second/2, event))
	}
	return p
}
