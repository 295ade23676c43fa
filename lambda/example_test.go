package lambda_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// A machine whose functions are in Python and in Node. The others are functions of the
// program, as the runtime is only asked for what the Mux does not know better.
func ExampleNew() {
	handlers, err := lambda.New([]lambda.Function{
		{Name: "charge", Dir: "functions/charge", Handler: "app.lambda_handler"},
		{Name: "ship", Dir: "functions/ship", Handler: "index.handler", Env: map[string]string{"CARRIER": "acme"}},
	}, lambda.WithLogger(slog.Default()))
	if err != nil {
		log.Fatal(err)
	}
	defer handlers.Close()

	var mux asl.Mux
	mux.HandleResolver("*", handlers)
	mux.Lambda("tell", asl.Func(func(_ context.Context, in map[string]any) (string, error) {
		return fmt.Sprint("told ", in["customer"]), nil
	}))
	machine := asl.MustParse(`{"StartAt": "Charge", "States": {
	  "Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge", "Next": "Ship",
	    "Retry": [{"ErrorEquals": ["Sandbox.Timedout"]}]},
	  "Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship", "Next": "Tell"},
	  "Tell": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:tell", "End": true}}}`)
	result, err := machine.Execute(context.Background(), []byte(`{"customer": "Ada"}`), asl.WithResolver(&mux))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
}

// After this, "aws lambda invoke --endpoint-url http://127.0.0.1:9001 --function-name charge"
// invokes the handler.
func ExampleRuntime_Handler() {
	handlers, err := lambda.New([]lambda.Function{{Name: "charge", Dir: "functions/charge", Handler: "app.lambda_handler"}})
	if err != nil {
		log.Fatal(err)
	}
	defer handlers.Close()
	log.Fatal(http.ListenAndServe("127.0.0.1:9001", handlers.Handler()))
}
