package template_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/template"
)

// A template of SAM has a machine, whose definition is in a file with placeholders.
func ExampleLoad() {
	project, err := template.Load("testdata/sam-file", template.WithParameters(map[string]string{"Pause": "0"}))
	if err != nil {
		log.Fatal(err)
	}
	machine, err := project.Machine("Payments")
	if err != nil {
		log.Fatal(err)
	}
	charge := func(_ context.Context, input json.RawMessage) (json.RawMessage, error) { return input, nil }
	result, err := machine.Execute(context.Background(), []byte(`{}`), asl.WithTask("Charge", charge))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	for _, s := range project.StandIns[:3] {
		fmt.Println(s.Name, "=", s.Value)
	}
	// Output:
	// {"table":"payments","note":"inner payments ${Nothing}"}
	// Payments = Payments
	// AWS::Region = us-east-1
	// AWS::AccountId = 000000000000
}

// Problems are told with their places; what an option is given for is no stand-in.
func ExampleRead() {
	project, err := template.Read("testdata/stand-ins/template.yaml", template.WithIdentity(asl.Identity{Region: "eu-central-1", Account: "123456789012"}),
		template.WithParameters(map[string]string{"AWS::StackName": "shop", "Stored": "orders"}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(project.Machines[0].ARN())
	// Output: arn:aws:states:eu-central-1:123456789012:stateMachine:shop-orders
}
