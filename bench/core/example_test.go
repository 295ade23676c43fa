package main

import (
	"context"
	"encoding/json"
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

// What coinbase/step deploys runs here, too: a state of its type TaskFn is a Task whose
// function gets the name of the task beside the input.
func Example_stepDeployed() {
	m, err := machine.FromJSON([]byte(`{"StartAt": "song", "States": {"song": {"Type": "TaskFn", "End": true}}}`))
	if err != nil {
		log.Fatal(err)
	}
	arn := "arn:aws:lambda:us-east-1:123456789012:function:all"
	m.SetResource(&arn)
	definition, err := json.Marshal(m)
	if err != nil {
		log.Fatal(err)
	}

	var mux asl.Mux
	mux.Lambda("all", asl.Func(func(ctx context.Context, call struct {
		Task  string
		Input singer
	}) (song, error) {
		return findSong(ctx, call.Input)
	}))
	output, err := asl.Call[song](context.Background(), asl.MustParse(string(definition)), singer{"PSY"}, asl.WithResolver(&mux))
	fmt.Println(output.Song, err)
	// Output: gangnam style <nil>
}
