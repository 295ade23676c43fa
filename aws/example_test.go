package aws_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// A server stands for AWS here, as moto or MinIO do. With aws.Real in place of its URL the
// same machine calls AWS.
func ExampleNew() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("X-Amz-Target"))
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}`)
	}))
	defer server.Close()
	services, err := aws.New(aws.Config{Target: server.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := asl.Parse([]byte(`{"StartAt": "Put", "States": {
		"Put": {
			"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": true,
			"Parameters": {"TableName": "letters", "Item": {"id": {"S.$": "$.id"}}, "ConditionExpression": "attribute_not_exists(id)"},
			"Catch": [{"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "ResultPath": null, "Next": "Known"}]
		},
		"Known": {"Type": "Pass", "Result": "known", "End": true}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if m, err = m.With(asl.WithResolver(services)); err != nil {
		fmt.Println(err)
		return
	}
	result, err := m.Execute(context.Background(), []byte(`{"id": "1"}`))
	fmt.Println(string(result.Output), err)
	// Output:
	// DynamoDB_20120810.PutItem
	// "known" <nil>
}

func ExampleResolver_Calls() {
	services, err := aws.New(aws.Config{Targets: map[string]string{"s3": "http://127.0.0.1:9000", "sqs": aws.Real}})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := asl.Parse([]byte(`{"StartAt": "Get", "States": {
		"Get": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}, "Next": "Send"},
		"Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "Next": "Tell"},
		"Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "m"}, "End": true}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range services.Calls(m) {
		fmt.Println(c.State, c.Resource, c.Target)
	}
	// Output:
	// Get arn:aws:states:::aws-sdk:s3:getObject http://127.0.0.1:9000
	// Send arn:aws:states:::sqs:sendMessage real
}
