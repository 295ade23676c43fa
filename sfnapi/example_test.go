package sfnapi_test

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/sfnapi"
)

func ExampleTestState() {
	out, err := sfnapi.TestState(context.Background(), sfnapi.TestStateInput{
		Definition: `{
			"StartAt": "Charge",
			"States": {
				"Charge": {
					"Type": "Task",
					"Resource": "arn:aws:states:::lambda:invoke",
					"Parameters": {"FunctionName": "charge", "Payload.$": "$.order"},
					"Retry": [{"ErrorEquals": ["Busy"]}],
					"Catch": [{"ErrorEquals": ["CardDeclined"], "ResultPath": "$.error", "Next": "Apologize"}],
					"End": true
				},
				"Apologize": {"Type": "Pass", "End": true}
			}
		}`,
		StateName:       "Charge",
		Input:           `{"order": {"amount": 12}}`,
		InspectionLevel: sfnapi.InspectionLevelDebug,
		Mock:            &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: "CardDeclined", Cause: "expired"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Status, out.NextState)
	fmt.Println(out.InspectionData.AfterParameters)
	fmt.Println(out.Output)
	// Output:
	// CAUGHT_ERROR Apologize
	// {"FunctionName":"charge","Payload":{"amount":12}}
	// {"order":{"amount":12},"error":{"Error":"CardDeclined","Cause":"expired"}}
}
