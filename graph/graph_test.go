package graph_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
)

func TestWriteSVG(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Catch": [{"ErrorEquals": ["E"], "Next": "B"}], "Next": "B"},
		"B": {"Type": "Succeed"}}}`)
	g, err := graph.New(m)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := g.WriteSVG(&out, graph.WithTitle("A & B")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<title>A &amp; B</title>`, `id="state-A"`, `id="transition-Catch-0-A"`, `>Catch E</text>`, `>lambda:invoke</text>`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
}
