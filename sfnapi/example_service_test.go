package sfnapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// A program calls the operations as methods. Executor.Run drives the executions.
func ExampleNew() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	executor, err := durable.New(durable.Memory())
	if err != nil {
		fmt.Println(err)
		return
	}
	go executor.Run(ctx)
	service, err := sfnapi.New(executor)
	if err != nil {
		fmt.Println(err)
		return
	}
	machine, err := service.CreateStateMachine(ctx, sfnapi.CreateStateMachineInput{
		Name: "greeting", RoleARN: "arn:aws:iam::000000000000:role/greeting",
		Definition: `{"QueryLanguage": "JSONata", "StartAt": "Greet", "States": {
			"Greet": {"Type": "Pass", "Output": "{% 'Hello, ' & $states.input %}", "End": true}
		}}`,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	started, err := service.StartExecution(ctx, sfnapi.StartExecutionInput{StateMachineARN: machine.StateMachineARN, Name: "x", Input: `"world"`})
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		x, err := service.DescribeExecution(ctx, sfnapi.DescribeExecutionInput{ExecutionARN: started.ExecutionARN})
		if err != nil || x.Status != asl.Running {
			fmt.Println(x.Status, x.Output, err)
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_, err = service.StartExecution(ctx, sfnapi.StartExecutionInput{StateMachineARN: machine.StateMachineARN, Name: "x"})
	var refused *sfnapi.Exception
	fmt.Println(errors.As(err, &refused) && refused.Code == "ExecutionAlreadyExists")
	// Output:
	// SUCCEEDED "Hello, world" <nil>
	// true
}

// An AWS SDK is given the client in its configuration, and needs no port: with the SDK for Go,
// sfn.New(sfn.Options{HTTPClient: service.Client(), Region: "us-east-1", Credentials: …}).
// This is what it sends.
func ExampleService_Client() {
	executor, err := durable.New(durable.Memory())
	if err != nil {
		fmt.Println(err)
		return
	}
	service, err := sfnapi.New(executor)
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := http.NewRequest(http.MethodPost, "https://states.us-east-1.amazonaws.com", strings.NewReader(`{"name": "a b"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "AWSStepFunctions.CreateActivity")
	response, err := service.Client().Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body), err)
	// Output:
	// 400 {"__type":"com.amazonaws.swf.service.v2.model#InvalidName","message":"Invalid Name: 'a b'"} <nil>
}

// A server of one's own is one for the AWS CLI and the SDKs of all languages, with
// AWS_ENDPOINT_URL_SFN=http://127.0.0.1:8083 in their environment.
func ExampleService_Handler() {
	executor, err := durable.New(durable.Memory())
	if err != nil {
		fmt.Println(err)
		return
	}
	service, err := sfnapi.New(executor)
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // 127.0.0.1:8083, say
	if err != nil {
		fmt.Println(err)
		return
	}
	server := &http.Server{Handler: service.Handler(), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	defer server.Close()
	go server.Serve(listener)

	for _, origin := range []string{"", "https://example.com"} { // a client, and a page of another site
		request, err := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String(), strings.NewReader(`{"maxResults": 10}`))
		if err != nil {
			fmt.Println(err)
			return
		}
		request.Header.Set("Content-Type", "application/x-amz-json-1.0")
		request.Header.Set("X-Amz-Target", "AWSStepFunctions.ListStateMachines")
		if origin != "" {
			request.Header.Set("Origin", origin)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			fmt.Println(err)
			return
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		fmt.Println(response.StatusCode, strings.TrimSpace(string(body)), err)
	}
	// Output:
	// 200 {"stateMachines":[]} <nil>
	// 403 {"__type":"AccessDeniedException","message":"The request comes from a web page of another site."} <nil>
}
