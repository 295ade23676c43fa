package main

import (
	"fmt"
	"log"
)

func Example() {
	output, err := run("PSY")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
	// Output: {"lyrics":"oh oh oh oh oh pan gangnam style"}
}

func Example_unknown() {
	output, err := run("Adele")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
	// Output: {"lyrics":"i don't know"}
}
