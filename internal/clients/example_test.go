package clients_test

import (
	"context"
	"fmt"
	"log"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

// A test of a program that calls Step Functions needs no server: the client talks to a Service
// in the same process.
func Example() {
	executor, err := durable.New(durable.Memory())
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go executor.Run(ctx)
	service, err := sfnapi.New(executor)
	if err != nil {
		log.Fatal(err)
	}

	client := sfn.New(sfn.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, HTTPClient: service.Client(),
	})
	machine, err := client.CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("hello"), RoleArn: aws.String("arn:aws:iam::123456789012:role/hello"),
		Definition: aws.String(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*machine.StateMachineArn)
	// Output: arn:aws:states:us-east-1:000000000000:stateMachine:hello
}
