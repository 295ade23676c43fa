package main

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/lambda"
)

// handlers runs the two functions as they are deployed: in Python.
func handlers(t *testing.T) *lambda.Runtime {
	t.Helper()
	r, err := lambda.New([]lambda.Function{
		{Name: "stepTest1", Dir: "handlers", Handler: "song.lambda_handler"},
		{Name: "stepTest2", Dir: "handlers", Handler: "lyrics.lambda_handler"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	var missing *lambda.InterpreterError
	if _, err := r.ResolveTask("stepTest1"); errors.As(err, &missing) {
		t.Skip(err)
	}
	return r
}

func TestHandlers(t *testing.T) {
	machine := asl.MustParse(definition)
	resolver := asl.WithResolver(handlers(t))
	asltest.New(t, machine, resolver).
		Run(`{"name": "PSY"}`).
		Path("song", "lyrics").
		Output(`{"lyrics": "oh oh oh oh oh pan gangnam style"}`)
	asltest.New(t, machine, resolver).
		Mock("song", asltest.Return(`{"song": "Hello"}`)).
		Run(`{"name": "Adele"}`).
		Output(`{"lyrics": "i don't know"}`)
	asltest.New(t, machine, resolver).
		Run(`{"singer": "PSY"}`).
		Fails("KeyError")
}

// TestRecorded: the definition does what it did in an execution that was recorded.
func TestRecorded(t *testing.T) {
	asltest.Replay(t, asl.MustParse(definition), asltest.History(t, "testdata/history.json"))
}

// TestRecordedAnswers: the functions answer as they did then, and another song is asked for.
func TestRecordedAnswers(t *testing.T) {
	asltest.FromHistory(t, asl.MustParse(definition), asltest.History(t, "testdata/history.json")).
		Mock("song", asltest.Return(`{"song": "Hello"}`)).
		Run(`{"name": "Adele"}`).
		Input("lyrics", 0, "song", `"Hello"`).
		Output(`{"lyrics": "oh oh oh oh oh pan gangnam style"}`)
}
