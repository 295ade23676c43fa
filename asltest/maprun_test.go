package asltest_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// importing is a machine with a distributed Map over its input, or over a file if fields
// say so.
func importing(t testing.TB, fields string) *asl.Machine {
	t.Helper()
	m, err := asl.Parse([]byte(`{"StartAt": "Import", "States": {"Import": {"Type": "Map", "Label": "Import", "End": true, ` + fields + `
	  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Charge", "States": {
	    "Charge": {"Type": "Task", "Resource": "charge", "Next": "Is large",
	      "Retry": [{"ErrorEquals": ["Bank.Busy"], "MaxAttempts": 1}]},
	    "Is large": {"Type": "Choice", "Default": "Done",
	      "Choices": [{"Variable": "$.amount", "NumericGreaterThan": 100, "Next": "Report"}]},
	    "Report": {"Type": "Task", "Resource": "report", "Next": "Done"},
	    "Done": {"Type": "Succeed"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const fromFile = `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "data", "Key": "orders.csv"},
    "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
  "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "results"}},
  "ToleratedFailureCount": 1, `

// TestDistributedMapOverItsInput: a distributed Map is tested like another one.
func TestDistributedMapOverItsInput(t *testing.T) {
	coverage := asltest.NewCoverage(importing(t, ""))
	passes(t, func(t testing.TB) {
		asltest.New(t, importing(t, ""), coverage.Option()).
			Mock("Charge",
				asltest.Return(`{"amount": 7}`).OnItem(0),
				asltest.Fail("Bank.Busy", "").OnItem(1), asltest.Return(`{"amount": 200}`).OnItem(1)).
			Mock("Report", asltest.Return(`"reported"`)).
			Run(`[{"id": 1}, {"id": 2}]`).
			Path("Import", "[0] Charge", "[0] Is large", "[0] Done", "[1] Charge", "[1] Is large", "[1] Report", "[1] Done").
			Calls("Charge", 3).
			Input("Charge", 2, "id", "2").
			MapRun("Import", asltest.ItemCounts{Succeeded: 2}).
			Output(`[{"amount": 7}, "reported"]`)
	})
	if missing := coverage.Missing(); len(missing) > 0 {
		t.Errorf("not covered: %q", missing)
	}
}

func TestObjects(t *testing.T) {
	objects := map[string]string{"data/orders.csv": "id\n1\n2\n3\n", "results/": ""}
	passes(t, func(t testing.TB) {
		asltest.New(t, importing(t, fromFile)).Objects(objects).
			Mock("Charge", asltest.Return(`{"amount": 7}`), asltest.Fail("Bank.Closed", "at night").OnItem(1)).
			Run(`{}`).
			Succeeds().
			MapRun("Import", asltest.ItemCounts{Succeeded: 2, Failed: 1}).
			Written("Import", "SUCCEEDED", `[{"Input": {"id": "1"}, "Output": {"amount": 7}}, {"Input": {"id": "3"}}]`).
			Written("Import", "FAILED", `[{"Input": {"id": "2"}, "Error": "Bank.Closed"}]`).
			Written("Import", "PENDING", `[]`)
	})
	lines := strings.Replace(fromFile, `{"Bucket": "results"}}`, `{"Bucket": "results", "Prefix": "a/b"}, "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}}`, 1)
	passes(t, func(t testing.TB) {
		asltest.New(t, importing(t, lines)).Objects(objects).
			Mock("Charge", asltest.Return(`{"amount": 7}`)).
			Run(`{}`).
			Written("Import", "SUCCEEDED", `[{"amount": 7}, {"amount": 7}, {"amount": 7}]`)
	})
}

func TestAssertionsOnAMapRunFail(t *testing.T) {
	objects := map[string]string{"data/orders.csv": "id\n1\n", "results/": ""}
	run := func(t testing.TB) *asltest.Run {
		return asltest.New(t, importing(t, fromFile)).Objects(objects).
			Mock("Charge", asltest.Return(`{"amount": 7}`)).
			Run(`{}`)
	}
	failsWith(t, func(t testing.TB) { run(t).MapRun("Import", asltest.ItemCounts{Failed: 1}) },
		"the items of state Import", "Succeeded:1", "want", "[0] Charge")
	failsWith(t, func(t testing.TB) { run(t).MapRun("Charge", asltest.ItemCounts{}) }, "no distributed Map of that name")
	failsWith(t, func(t testing.TB) { run(t).Written("Import", "SUCCEEDED", `[{"Output": {"amount": 8}}]`) },
		"has written other results", `-`, `"amount": 8`)
	failsWith(t, func(t testing.TB) { run(t).Written("Import", "SUCCEEDED", `[]`) }, "has written other results")
	failsWith(t, func(t testing.TB) {
		asltest.New(t, importing(t, "")).Mock("Charge", asltest.Return(`{"amount": 7}`)).Run(`[1]`).Written("Import", "FAILED", `[]`)
	}, "the test has no store", ".Objects(")
	failsWith(t, func(t testing.TB) {
		asltest.New(t, importing(t, fromFile)).Objects(map[string]string{"orders.csv": ""})
	},
		`"orders.csv" is no bucket and key`)
}

// TestUnmockedItem: a task of an item that nobody knows fails the test with what to write.
func TestUnmockedItem(t *testing.T) {
	failsWith(t, func(t testing.TB) {
		asltest.New(t, importing(t, "")).Mock("Charge", asltest.Return(`{"amount": 200}`)).Run(`[1]`)
	}, "state Report has no mock", `.Mock("Report", asltest.Return(`)
}

// TestExploreItems: executions of a distributed Map are explored, too.
func TestExploreItems(t *testing.T) {
	coverage := asltest.NewCoverage(importing(t, ""))
	example := asltest.Answers("Charge", `{"amount": 7}`, `{"amount": 200}`)
	passes(t, func(t testing.TB) {
		asltest.Explore(t, importing(t, ""), asltest.Executions(200), asltest.Inputs(`[{"id": 1}, {"id": 2}]`), example, asltest.CountIn(coverage))
	})
	if missing := coverage.Missing(); len(missing) > 0 {
		t.Errorf("not covered: %q", missing)
	}
	failsWith(t, func(t testing.TB) {
		asltest.Explore(t, importing(t, ""), asltest.Executions(50), asltest.Inputs(`[{"id": 1}]`), example, asltest.Answers("Charge", `{}`))
	}, "state Is large fails with States.Runtime", "[0] Charge")
}

func TestMockFileOfItems(t *testing.T) {
	option, err := asltest.ParseMockFile([]byte(`{
	  "StateMachines": {"Orders": {"TestCases": {"large": {"Charge": "charged", "Report": "reported"}}}},
	  "MockedResponses": {
	    "charged": {"0": {"Throw": {"Error": "Bank.Busy", "Cause": ""}}, "1": {"Return": {"amount": 200}}},
	    "reported": {"0": {"Return": "reported"}}}}`), "Orders#large")
	if err != nil {
		t.Fatal(err)
	}
	passes(t, func(t testing.TB) {
		asltest.New(t, importing(t, ""), option).Run(`[1, 2]`).Calls("Charge", 4).Output(`["reported", "reported"]`)
	})
}
