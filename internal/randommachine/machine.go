// Package randommachine makes random machines that end, for tests of what drives executions.
package randommachine

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Maker makes small machines, of whose states many are due at once. Their input has an array l. A
// Maker is not safe for concurrent use.
type Maker struct {
	*rand.Rand
	Unit         int    // of all times, in seconds
	Resource     string // of tasks that call no service
	Context      string // a path of the context object that Pass states put into the data
	Timeouts     bool   // of machines
	TaskTimeouts bool
	Jitter       string // the JitterStrategy of retriers
	Child        string // the ARN of a machine that tasks start, "" for none
	MapRuns      bool   // some Maps are distributed

	states int // made so far, which are their names
}

// New returns a Maker without timeouts and jitter whose Unit is a second. The seed says what it makes.
func New(seed uint64) *Maker {
	return &Maker{Rand: rand.New(rand.NewPCG(seed, 7)), Unit: 1, Resource: "work", Context: "$$.State.Name", Jitter: "NONE"}
}

// Definition returns the text of another machine. The names of its states differ from those of the
// machines before.
func (m *Maker) Definition() string {
	return `{` + m.pickIf(m.Timeouts, ``, ``, ``, `"TimeoutSeconds": `+m.times(3)+`, `) + m.flow(0)[1:]
}

func (m *Maker) pick(of ...string) string { return of[m.IntN(len(of))] }

func (m *Maker) pickIf(wanted bool, of ...string) string {
	if !wanted {
		return ""
	}
	return m.pick(of...)
}

// times is so many units, in seconds.
func (m *Maker) times(n int) string { return fmt.Sprint(n * m.Unit) }

// flow is a row of states, with the braces of a branch.
func (m *Maker) flow(depth int) string {
	first, n := m.states, 1+m.IntN(3)
	m.states += n
	var states []string
	for i := range n {
		next := `"End": true`
		if i < n-1 {
			next = fmt.Sprintf(`"Next": "S%d"`, first+i+1)
		}
		states = append(states, fmt.Sprintf(`"S%d": {%s, %s}`, first+i, m.state(depth), next))
	}
	return fmt.Sprintf(`{"StartAt": "S%d", "States": {%s}}`, first, strings.Join(states, ", "))
}

func (m *Maker) state(depth int) string {
	kind := m.IntN(9)
	if depth == 2 {
		kind = m.IntN(6)
	}
	switch kind {
	case 0:
		return `"Type": "Pass"`
	case 1, 2:
		return `"Type": "Wait", ` + m.pick(`"Seconds": 0`, `"Seconds": 0`, `"Seconds": `+m.times(1), `"Seconds": `+m.times(2), `"Timestamp": "2020-01-01T00:00:00Z"`)
	case 3, 4:
		resource := m.pick(m.Resource, "arn:aws:states:::sqs:sendMessage", "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
		return m.task(resource, m.pickIf(m.TaskTimeouts, ``, `, "TimeoutSeconds": `+m.times(1), `, "TimeoutSeconds": `+m.times(2)+`, "HeartbeatSeconds": `+m.times(1)))
	case 5:
		if m.Child != "" && depth == 0 && m.states > 4 {
			return m.task("arn:aws:states:::states:startExecution.sync",
				fmt.Sprintf(`, "Parameters": {"StateMachineArn": "%s", "Input": {"l": [1]}, "Name": "c%d"}`, m.Child, m.states))
		}
		return `"Type": "Pass", "Parameters": {"at.$": "` + m.Context + `", "l.$": "$$.Execution.Input.l"}`
	case 6:
		return `"Type": "Map", "ResultPath": null, "ItemsPath": "$$.Execution.Input.l", "MaxConcurrency": ` + m.pick("0", "2") +
			`, "ItemProcessor": ` + m.processor(depth+1) + m.retry()
	}
	var branches []string
	for range 2 + m.IntN(2) {
		branches = append(branches, m.flow(depth+1))
	}
	return `"Type": "Parallel", "ResultPath": null, "Branches": [` + strings.Join(branches, ", ") + `]` + m.retry()
}

func (m *Maker) task(resource, fields string) string {
	return `"Type": "Task", "ResultPath": null, "Resource": "` + resource + `"` + fields + m.retry()
}

func (m *Maker) retry() string {
	return m.pick(``, `, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": `+m.times(1)+`, "MaxAttempts": 2, "MaxDelaySeconds": `+m.times(2)+
		`, "JitterStrategy": "`+m.Jitter+`"}]`)
}

func (m *Maker) processor(depth int) string {
	if !m.MapRuns || m.IntN(2) == 0 {
		return m.flow(depth)
	}
	return `{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, ` + m.flow(depth)[1:]
}
