// Command songs runs two functions in a row: the first knows a singer's song,
// the second the song's lyrics. The name is the first argument, PSY by default.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
)

//go:embed songs.asl.json
var definition string

type singer struct {
	Name string `json:"name"`
}

type song struct {
	Song string `json:"song"`
}

type lyrics struct {
	Lyrics string `json:"lyrics"`
}

func findSong(_ context.Context, in singer) (song, error) {
	if in.Name == "PSY" {
		return song{"gangnam style"}, nil
	}
	return song{"i dont know"}, nil
}

func findLyrics(_ context.Context, in song) (lyrics, error) {
	if in.Song == "gangnam style" {
		return lyrics{"oh oh oh oh oh pan gangnam style"}, nil
	}
	return lyrics{"i don't know"}, nil
}

func run(name string) (json.RawMessage, error) {
	var mux asl.Mux
	mux.Lambda("stepTest1", asl.Func(findSong))
	mux.Lambda("stepTest2", asl.Func(findLyrics))
	machine, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return nil, err
	}
	return asl.Call[json.RawMessage](context.Background(), machine, singer{name})
}

func main() {
	name := "PSY"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	output, err := run(name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
}
