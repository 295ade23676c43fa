package httptask_test

import (
	"context"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/httptask"
)

// A machine that calls an API with a key, which only this program knows.
func ExampleNew() {
	allow, err := httptask.Endpoints("https://api.example.com/v1/*")
	if err != nil {
		log.Fatal(err)
	}
	const arn = "arn:aws:events:us-east-1:123456789012:connection/example/1"
	connections := httptask.Connections{arn: {
		AuthorizationType: "API_KEY",
		AuthParameters:    httptask.AuthParameters{APIKeyAuthParameters: &httptask.APIKeyAuth{APIKeyName: "x-api-key", APIKeyValue: "…"}},
	}}
	caller, err := httptask.New(allow, httptask.WithConnections(connections.Get))
	if err != nil {
		log.Fatal(err)
	}
	machine := asl.MustParse(`{"StartAt": "Customers", "States": {"Customers": {"Type": "Task",
	  "Resource": "arn:aws:states:::http:invoke",
	  "Parameters": {"ApiEndpoint": "https://api.example.com/v1/customers", "Method": "GET",
	    "InvocationConfig": {"ConnectionArn": "` + arn + `"}},
	  "Retry": [{"ErrorEquals": ["States.Http.StatusCode.503", "States.Http.Socket"]}],
	  "End": true}}}`)
	result, err := machine.Execute(context.Background(), []byte(`{}`), asl.WithResolver(caller))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
}
