package main

import (
	"context"
	"fmt"
)

func Example() {
	output, err := run(context.Background(), `{"items": ["a book", "a lamp"]}`, "Ada", "Bob")
	fmt.Println(string(output), err)
	// Output: [{"item":"a book"},{"item":"a lamp"}] <nil>
}

func Example_unknown() {
	_, err := run(context.Background(), `{"items": [1]}`, "Ada")
	fmt.Println(err)
	// Output: Parcel.Unknown: json: cannot unmarshal number into Go value of type string
}
