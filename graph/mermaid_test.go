package graph

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

func mermaid(t *testing.T, m Machine, opts ...Option) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteMermaid(&out, m, opts...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMermaid(t *testing.T) {
	m, list := state.Parse("", []byte(`{"StartAt": "Big?", "States": {
		"Big?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 9, "Next": "Each"}, {"Variable": "$.n", "IsPresent": false, "Next": "Stop"}], "Default": "Rest"},
		"Each": {"Type": "Map", "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "r", "Next": "Two"}, "Two": {"Type": "Pass", "End": true}}},
			"Catch": [{"ErrorEquals": ["A", "B", "C"], "Next": "Stop"}], "Next": "Rest"},
		"Rest": {"Type": "Wait", "Seconds": 1, "End": true},
		"Stop": {"Type": "Fail"}}}`))
	if list.Err() != nil {
		t.Fatal(list)
	}
	want := `---
title: "a \"b\""
---
flowchart TD
    s0{{"Big?"}}
    subgraph s1["Each"]
        s2["One"]
        s3["Two"]
        s2 --> s3
    end
    s4("Rest")
    s5(["Stop"])
    s0 -->|"#36;#46;n #62; 9"| s1
    s0 -->|"#36;#46;n is not present"| s5
    s0 -->|"Default"| s4
    s1 --> s4
    s1 -->|"Catch A and 2 others"| s5
    s4 --> finish
    s5 --> finish
    start([Start])
    finish([End])
    start --> s0
`
	if diff := cmp.Diff(want, mermaid(t, m, WithTitle("a\n\"b\""))); diff != "" {
		t.Errorf("chart (-want +got):\n%s", diff)
	}
	marks := &Coverage{States: map[string]int{"Big?": 1, "Each": 0, "Rest": 1}, Transitions: map[string]int{"transition-Default-0-Big_3f": 1, "transition-Choices-0-Big_3f": 0}}
	added := `    classDef covered stroke:#15803d,stroke-width:2px
    class s0,s4 covered
    linkStyle 3 stroke:#15803d,stroke-width:2px
    classDef uncovered stroke:#dc2626,stroke-width:2px,stroke-dasharray:6 4
    class s1 uncovered
    linkStyle 1 stroke:#dc2626,stroke-dasharray:2 5
`
	if diff := cmp.Diff(added, strings.SplitAfter(mermaid(t, m, WithCoverage(marks)), "start --> s0\n")[1]); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}

// Each line of a chart has one of a few forms, whatever the definition holds.
func TestHostileMermaid(t *testing.T) {
	const text = `"[\p{L}\p{Nd}\p{M} ,?#;]*"`
	forms := regexp.MustCompile(`^( *s\d+(\[` + text + `\]|\{\{` + text + `\}\}|\(` + text + `\)|\(\[` + text + `\]\))` +
		`| *(s\d+|start) -->(\|` + text + `\|)? (s\d+|finish)` +
		`| *subgraph s\d+\[` + text + `\]| *end|flowchart TD|    start\(\[Start\]\)|    finish\(\[End\]\)` +
		`|    classDef \w+ [\w:#,. -]+|    class [s\d,]+ \w+|    linkStyle [\d,]+ [\w:#,. -]+)$`)
	chart := mermaid(t, machineOf(t, hostile), WithExecution(history.NewTimeline()))
	for line := range strings.Lines(chart) {
		if !forms.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("line %q", line)
		}
	}
}
