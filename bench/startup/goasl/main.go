// Command goasl parses a machine, its first argument, runs it with an input, the
// second one, and prints the output: what a process takes until its first result.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
)

func main() {
	m, err := asl.Parse([]byte(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	result, err := m.Execute(context.Background(), []byte(os.Args[2]))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
}
