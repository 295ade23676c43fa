package asltest_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"
)

// t, f and m are those of a test's function.
var (
	t *testing.T
	f *testing.F
	m *testing.M
)

func ExampleNew() {
	machine := asl.MustParse(`{"StartAt": "Charge", "States": {
	  "Charge": {"Type": "Task", "Resource": "charge", "End": true,
	    "Retry": [{"ErrorEquals": ["Bank.Busy"], "IntervalSeconds": 3600}]}}}`)

	asltest.New(t, machine).
		Mock("Charge", asltest.Fail("Bank.Busy", ""), asltest.Return(`{"receipt": "r-1"}`)).
		Run(`{"amount": 7}`).
		Path("Charge").
		Calls("Charge", 2).
		Input("Charge", 0, "amount", `7`).
		Elapsed(time.Hour).
		Output(`{"receipt": "r-1"}`)
}

func ExampleTest_Mock() {
	test := asltest.New(t, order)
	test.Mock("Charge",
		asltest.Fail("Bank.Busy", "try later"), // the first attempt
		asltest.Hang(),                         // the second one runs into its timeout
		asltest.Return(`"r-1"`).After(time.Minute))
	test.Mock("Pack",
		asltest.Fail("Jam", "").OnItem(1), // the second item, at first
		asltest.Return(`"packed"`).OnItem(1),
		asltest.Return(`"packed"`))
	test.Mock("Mail", asltest.Payload(`{"sent": true}`)) // a lambda:invoke
	test.Mock("Ask", asltest.Callback(48*time.Hour, asltest.Return(`"yes"`)))
}

func ExampleRun_Path() {
	asltest.New(t, order).Run(`{"lines": [{}, {}]}`).
		Path("Charge", "Ship", "[0] Pack", "[0] Label", "[1] Pack", "[1] Label", "Tell", "[0] Mail", "[1] Ask")
}

func ExampleRun_Event() {
	asltest.New(t, order).Run(`{}`).
		Event(history.TypeTaskSubmitted, `{"output": {"MessageId": "m-1"}}`)
}

func ExampleRun_Golden() {
	asltest.New(t, order).Run(`{}`).Golden("testdata/order.jsonl")
}

func ExampleCoverage() {
	m := asl.MustParse(`{
  "StartAt": "Big?",
  "States": {
    "Big?": {
      "Type": "Choice",
      "Choices": [{"Variable": "$.n", "NumericGreaterThan": 100, "Next": "Refuse"}],
      "Default": "Accept"
    },
    "Accept": {"Type": "Succeed"},
    "Refuse": {"Type": "Fail", "Error": "TooBig"}
  }
}`)
	coverage := asltest.NewCoverage(m)
	// In tests the option goes to asltest.New.
	if _, err := m.Execute(context.Background(), []byte(`{"n": 7}`), coverage.Option()); err != nil {
		panic(err)
	}
	if err := coverage.Print(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// states           2 of 3     66.7%
	// choice rules     1 of 2     50.0%
	// all              3 of 5     60.0%
	// not exercised:
	//     line:10: state Refuse
	//     line:6: state Big?: choice rule 0, to Refuse
}

func ExampleCoverage_Main() {
	coverage := asltest.NewCoverage(order)
	// This is all of TestMain.
	os.Exit(coverage.Main(m, 100))
}

func ExampleMockFile() {
	happy, err := asltest.MockFile("MockConfigFile.json", "arn:aws:states:us-east-1:123456789012:stateMachine:Orders#HappyPath")
	if err != nil {
		t.Fatal(err)
	}
	asltest.New(t, order, happy).Run(`{}`).Succeeds()
}

func ExampleMockCases() {
	cases, err := asltest.MockCases("../examples/subscription/testdata/MockConfigFile.json")
	if err != nil {
		panic(err)
	}
	renewal, err := asl.ParseFile("../examples/subscription/subscription.asl.json")
	if err != nil {
		panic(err)
	}
	for _, c := range cases {
		result, err := c.Run(context.Background(), renewal, []byte(`{"customer": "Ada", "card": "c-1", "plan": "single"}`))
		fmt.Println(c, result.Status, err, c.Unused())
	}
	// Output:
	// Subscription#BusyBank SUCCEEDED <nil> []
	// Subscription#HappyPath SUCCEEDED <nil> []
}

func ExampleTestResolver() {
	var mux asl.Mux
	mux.Lambda("orders", echo)
	asltest.TestResolver(t, &mux, "orders", "arn:aws:lambda:us-east-1:123456789012:function:orders:live")
}

func ExampleExplore() {
	asltest.Explore(t, order, asltest.Inputs(`{"card": "c-1", "lines": [{"sku": "a"}]}`))
}

func ExampleFuzz() {
	asltest.Fuzz(f, order, asltest.Seed(7))
}

// A distributed Map reads its items from an object store, and writes results there.
func ExampleTest_Objects() {
	machine := asl.MustParse(`{"StartAt": "Import", "States": {"Import": {"Type": "Map", "End": true, "ToleratedFailureCount": 1,
	  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "rows.csv"},
	    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
	  "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results"}},
	  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Store", "States": {
	    "Store": {"Type": "Task", "Resource": "store", "End": true}}}}}}`)

	asltest.New(t, machine).
		Objects(map[string]string{"data/rows.csv": "name\nAda\nBob\n", "results/": ""}).
		Mock("Store", asltest.Return(`"stored"`), asltest.Fail("Store.Full", "").OnItem(1)).
		Run(`{}`).
		Path("Import", "[0] Store", "[1] Store").
		MapRun("Import", asltest.ItemCounts{Succeeded: 1, Failed: 1}).
		Written("Import", "SUCCEEDED", `[{"Input": {"name": "Ada"}, "Output": "stored"}]`).
		Written("Import", "FAILED", `[{"Input": {"name": "Bob"}, "Error": "Store.Full"}]`)
}

// Two lines are a test of a definition with an execution that has run on AWS.
func ExampleReplay() {
	events := asltest.History(t, "testdata/order.json") // of aws stepfunctions get-execution-history
	asltest.Replay(t, order, events)
}

func ExampleReplayHistory() {
	machine := asl.MustParse(`{"StartAt": "Pack", "States": {
	  "Pack": {"Type": "Wait", "Seconds": 2, "Next": "Ship"},
	  "Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship", "End": true}}}`)
	events, err := history.Read([]byte(`{"events": [
	  {"timestamp": "2026-05-04T09:30:00.000000+02:00", "type": "ExecutionStarted", "id": 1,
	   "executionStartedEventDetails": {"input": "{}", "roleArn": "arn:aws:iam::123456789012:role/Orders"}},
	  {"timestamp": "2026-05-04T09:30:00.020000+02:00", "type": "PassStateEntered", "id": 2,
	   "stateEnteredEventDetails": {"name": "Pack", "input": "{}"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	replayed, err := asltest.ReplayHistory(machine, events)
	fmt.Println(replayed.Same(), err)
	fmt.Println(replayed.Difference)
	// Output:
	// false <nil>
	// event 2 (PassStateEntered) of state Pack: WaitStateEntered of Pack; the recording has PassStateEntered of Pack
}

// The tasks answer as in a recorded execution, but for one of them.
func ExampleFromHistory() {
	asltest.FromHistory(t, order, asltest.History(t, "testdata/order.json")).
		Mock("Charge", asltest.Fail("Card.Declined", "it has expired")).
		Run(`{"lines": [{}]}`).
		Fails("Card.Declined")
}
