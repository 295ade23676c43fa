// Command goasl parses the machine in its first argument, runs it with the input in the
// second one, and prints the output. It is for the time from the start of a process to
// its first result.
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
