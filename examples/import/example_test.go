package main

import (
	"context"
	"fmt"
	"os"
)

func Example() {
	dir, err := os.MkdirTemp("", "import")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(importFile(context.Background(), dir, os.Stdout))
	// Output:
	// SUCCEEDED "Ada <ada@example.com>"
	// SUCCEEDED "Carol, the elder <carol@example.com>"
	// SUCCEEDED "Dave <dave@example.com>"
	// FAILED Customer.Email row 1: "bob(at)example.com" is no address
	// FAILED Customer.NoName row 3 has no name
	// <nil>
}
