package main

import (
	"context"
	"fmt"
	"log"

	"github.com/coinbase/step/machine"

	"github.com/goasl/goasl/asl"
)

// With coinbase/step: handlers are set by the names of the states.
func Example_step() {
	m, err := machine.FromJSON([]byte(songsDefinition))
	if err != nil {
		log.Fatal(err)
	}
	if err := m.SetTaskHandler("song", findSong); err != nil {
		log.Fatal(err)
	}
	if err := m.SetTaskHandler("lyrics", findLyrics); err != nil {
		log.Fatal(err)
	}
	x, err := m.Execute(singer{Name: "PSY"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Output["lyrics"], x.Path())
	// Output: oh oh oh oh oh pan gangnam style [song lyrics]
}

// The same here.
func Example_goasl() {
	m, err := asl.MustParse(songsDefinition).With(
		asl.WithTask("song", asl.Func(findSong)),
		asl.WithTask("lyrics", asl.Func(findLyrics)))
	if err != nil {
		log.Fatal(err)
	}
	result, err := m.Execute(context.Background(), []byte(`{"name": "PSY"}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output), result.Path())
	// Output: {"lyrics":"oh oh oh oh oh pan gangnam style"} [song lyrics]
}
