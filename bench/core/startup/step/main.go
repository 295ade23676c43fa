// Command step does with coinbase/step what command goasl does with this library.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/coinbase/step/machine"
)

func main() {
	m, err := machine.FromJSON([]byte(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	if err := m.Validate(); err != nil {
		log.Fatal(err)
	}
	var input any
	if err := json.Unmarshal([]byte(os.Args[2]), &input); err != nil {
		log.Fatal(err)
	}
	x, err := m.Execute(input)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.OutputJSON)
}
