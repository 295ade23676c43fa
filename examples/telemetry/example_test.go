package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"strings"
)

// A span ends with each part of the execution: the attempts first.
func Example() {
	var spans bytes.Buffer
	if err := run(context.Background(), &spans, io.Discard); err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(spans.String()) {
		if name, ok := strings.CutPrefix(line, "\t\"Name\": "); ok {
			fmt.Print(name)
		}
	}
	// Output:
	// "Reserve attempt",
	// "Reserve",
	// "Reserve all iteration",
	// "Reserve attempt",
	// "Reserve attempt",
	// "Reserve",
	// "Reserve all iteration",
	// "Reserve all",
	// "Approve attempt",
	// "Approve",
	// "order",
}
