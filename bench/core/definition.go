package main

import (
	"fmt"
	"strconv"
	"strings"
)

// The resources of tasks are ARNs: peers accept nothing else.
const (
	functions = "arn:aws:lambda:us-east-1:000000000000:function:"
	function  = functions + "echo"
)

// chain returns a machine of n states in a row and a Succeed state. state returns the
// i-th one, with %s for the name of the next state. It may also lead to the state
// Wrong, which fails.
func chain(head string, n int, state func(i int) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{%s"StartAt": "S0", "States": {`, head)
	for i := range n {
		next := fmt.Sprintf("S%d", i+1)
		if i == n-1 {
			next = "Done"
		}
		fmt.Fprintf(&b, `"S%d": %s, `, i, strings.ReplaceAll(state(i), "%s", next))
	}
	if strings.Contains(state(0), `"Wrong"`) { // a state that cannot be reached is an error
		b.WriteString(`"Wrong": {"Type": "Fail", "Error": "Wrong", "Cause": "another rule held"}, `)
	}
	b.WriteString(`"Done": {"Type": "Succeed"}}}`)
	return b.String()
}

// same returns a function that returns the same state for all places in a chain.
func same(state string) func(int) string { return func(int) string { return state } }

// pass is a Pass state without other fields.
const pass = `{"Type": "Pass", "Next": "%s"}`

// choice returns a Choice state of n rules, of which the last holds for the kind "k"
// and n-1.
func choice(n int) string {
	rules := make([]string, n)
	for i := range rules {
		target := "Wrong"
		if i == n-1 {
			target = "%s"
		}
		rules[i] = fmt.Sprintf(`{"Variable": "$.kind", "StringEquals": "k%d", "Next": "%s"}`, i, target)
	}
	return `{"Type": "Choice", "Choices": [` + strings.Join(rules, ", ") + `]}`
}

// variables returns the i-th state of a chain in which each reads a variable that the
// one before has assigned. A peer that ignores variables shows that by the member
// "again".
func variables(i int) string {
	parameters := `"Parameters": {"n.$": "$v", "again": true}, `
	if i == 0 {
		parameters = ""
	}
	return `{"Type": "Pass", ` + parameters + `"Assign": {"v.$": "$.n"}, "Next": "%s"}`
}

// inner returns a machine of one state inside a state. The definition must have no
// other state of that name.
func inner(name, state string) string {
	return fmt.Sprintf(`{"StartAt": %q, "States": {%q: %s}}`, name, name, state)
}

// The states that a machine inside a state has.
const (
	innerPass = `{"Type": "Pass", "End": true}`
	innerTask = `{"Type": "Task", "Resource": "` + function + `", "End": true}`
)

// mapOver returns a Map over the items. Its results replace the items. It has the older
// Iterator: not every peer knows ItemProcessor.
func mapOver(state string) string {
	return `{"Type": "Map", "ItemsPath": "$.items", "Iterator": ` + inner("I", state) + `, "ResultPath": "$.items", "Next": "%s"}`
}

// parallel returns a Parallel state of n branches.
func parallel(n int) string {
	branches := make([]string, n)
	for i := range branches {
		branches[i] = inner(fmt.Sprintf("B%d", i), innerPass)
	}
	return `{"Type": "Parallel", "Branches": [` + strings.Join(branches, ", ") + `], "ResultPath": "$.results", "Next": "%s"}`
}

// songsDefinition is a machine of two tasks in a row.
const songsDefinition = `{
  "StartAt": "song",
  "States": {
    "song": {"Type": "Task", "Resource": "` + functions + `song", "Next": "lyrics"},
    "lyrics": {"Type": "Task", "Resource": "` + functions + `lyrics", "End": true}
  }
}`

// numbers returns an input with n items.
func numbers(n int) string {
	text := []byte(`{"items":[`)
	for i := range n {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(append(text, `{"n":`...), int64(i), 10)
		text = append(text, '}')
	}
	return string(append(text, "]}"...))
}

// payload returns an object of exactly size bytes, which must be at least 20: as many
// items as fit, and a text that fills the rest.
func payload(size int) string {
	const frame = len(`{"text":""}`)
	if size < 200 {
		return `{"text":"` + strings.Repeat("x", size-frame) + `"}`
	}
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < size-100; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"sku":"sku-%d","price":%d.5}`, i, i, i%1000)
	}
	b.WriteString(`],"text":"`)
	b.WriteString(strings.Repeat("x", size-b.Len()-len(`"}`)))
	b.WriteString(`"}`)
	return b.String()
}
