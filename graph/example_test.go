package graph_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

var doorbell = asl.MustParse(`{
  "StartAt": "Late?",
  "States": {
    "Late?": {
      "Type": "Choice",
      "Choices": [{"Variable": "$.hour", "NumericGreaterThan": 22, "Next": "Be quiet"}],
      "Default": "Ring"
    },
    "Ring": {"Type": "Pass", "Next": "Done"},
    "Be quiet": {"Type": "Pass", "Next": "Done"},
    "Done": {"Type": "Succeed"}
  }
}`)

// A machine is laid out once, and drawn as often as is needed.
func ExampleNew() {
	g, err := graph.New(doorbell)
	if err != nil {
		log.Fatal(err)
	}
	var plain, titled bytes.Buffer
	if err := g.WriteSVG(&plain); err != nil {
		log.Fatal(err)
	}
	if err := g.WriteSVG(&titled, graph.WithTitle("Bell")); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Contains(titled.Bytes(), []byte(graph.StateID("Be quiet"))))
	// Output:
	// true
}

// The ways that an execution took are known from its decisions.
func ExampleWithExecution() {
	timeline := history.NewTimeline()
	var decisions []state.Decision
	_, err := doorbell.Execute(context.Background(), []byte(`{"hour": 23}`),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) { timeline.Add(e) }),
		asl.WithDecisions(func(_ *asl.Execution, d state.Decision) { decisions = append(decisions, d) }))
	if err != nil {
		log.Fatal(err)
	}
	g, err := graph.New(doorbell)
	if err != nil {
		log.Fatal(err)
	}
	var picture bytes.Buffer
	if err := g.WriteSVG(&picture, graph.WithExecution(timeline, decisions...)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Contains(picture.Bytes(), []byte(`class="transition rule taken"`)))
	// Output:
	// true
}

func ExampleWriteMermaid() {
	if err := graph.WriteMermaid(os.Stdout, doorbell); err != nil {
		log.Fatal(err)
	}
	// Output:
	// flowchart TD
	//     s0{{"Late?"}}
	//     s1["Ring"]
	//     s2["Be quiet"]
	//     s3(["Done"])
	//     s0 -->|"#36;#46;hour #62; 22"| s2
	//     s0 -->|"Default"| s1
	//     s1 --> s3
	//     s2 --> s3
	//     s3 --> finish
	//     start([Start])
	//     finish([End])
	//     start --> s0
}
