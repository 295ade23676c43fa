// Command approval shows a task that a person answers. The function behind it
// hands on the task token and returns; the execution waits until somebody gives the
// token back with an answer, or the state's timeout ends it.
//
//	go run ./examples/approval
package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/goasl/goasl/asl"
)

//go:embed approval.asl.json
var definition string

type article struct {
	Title string `json:"title"`
}

// question is the Payload of the state "Ask".
type question struct {
	Title string `json:"title"`
	Token string `json:"token"`
}

// decision is what the editor answers, the result of the state "Ask".
type decision struct {
	Approved bool   `json:"approved"`
	Reason   string `json:"reason"`
}

func publish(_ context.Context, a article) (string, error) {
	return "published: " + a.Title, nil
}

// machine returns the machine with its tasks. Questions go to ask, which must
// not wait for the answer: it writes a mail, a message to a queue, a row.
func machine(ask func(question)) (*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("publish", asl.Func(publish))
	mux.Lambda("askEditor", asl.Func(func(_ context.Context, q question) (any, error) {
		ask(q)
		return nil, nil // the state waits for its token
	}))
	return asl.MustParse(definition).With(asl.WithResolver(&mux))
}

// answer gives an editor's decision to the execution that waits for it.
func answer(x *asl.Execution, token string, d decision) error {
	output, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return x.SendTaskSuccess(token, output)
}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	questions := make(chan question, 1)
	m, err := machine(func(q question) { questions <- q })
	if err != nil {
		return err
	}
	x, err := m.Start(ctx, []byte(`{"title": "State machines for everyone"}`))
	if err != nil {
		return err
	}
	q := <-questions
	fmt.Printf("Publish %q? Type yes, or why not: ", q.Title)
	reply, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return err
	}
	reply = strings.TrimSpace(reply)
	if err := answer(x, q.Token, decision{Approved: reply == "yes", Reason: reply}); err != nil {
		return err
	}
	result, err := x.Wait(ctx)
	if err != nil {
		return err
	}
	fmt.Println(string(result.Output))
	return nil
}
