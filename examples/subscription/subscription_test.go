package main

import (
	"log"
	"os"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/history"
)

// renewal is the machine under test, and coverage what its tests exercise.
var (
	renewal  = parsed()
	coverage = asltest.NewCoverage(renewal)
)

func parsed() *asl.Machine {
	m, err := machine()
	if err != nil {
		log.Fatal(err)
	}
	return m
}

// All of the definition is exercised, or the build fails.
func TestMain(m *testing.M) { os.Exit(coverage.Main(m, 100)) }

// Days pass at once: the survey is sent three days later.
func TestRenewal(t *testing.T) {
	t.Parallel()
	asltest.New(t, renewal, coverage.Option()).
		Mock("Charge", asltest.Return(`"r-1"`)).
		Mock("Send receipt", asltest.Return(`{}`)).
		Mock("Send survey", asltest.Return(`{}`)).
		Run(`{"customer": "Ada", "card": "c-1", "plan": "single"}`).
		Path("Charge", "Which plan?", "Tell", "[0] Send receipt", "[1] Three days later", "[1] Send survey").
		Output(`{"customer": "Ada", "card": "c-1", "plan": "single", "receipt": "r-1"}`).
		Elapsed(3 * 24 * time.Hour)
}

// The first attempt finds a busy bank, the second one no answer within 30
// seconds. Retries wait for one hour, then for two.
func TestBusyBank(t *testing.T) {
	t.Parallel()
	asltest.New(t, renewal, coverage.Option()).
		Mock("Charge", asltest.Fail("Bank.Busy", "try later"), asltest.Hang(), asltest.Return(`"r-1"`)).
		Mock("Send receipt", asltest.Return(`{}`)).
		Mock("Send survey", asltest.Return(`{}`)).
		Run(`{"customer": "Ada", "card": "c-1", "plan": "single"}`).
		Succeeds().
		Calls("Charge", 3).
		Event(history.TypeLambdaFunctionFailed, `{"error": "Bank.Busy"}`).
		Event(history.TypeLambdaFunctionTimedOut).
		Elapsed(time.Hour + 30*time.Second + 2*time.Hour + 3*24*time.Hour)
}

// The customer answers after two days with another card.
func TestAnotherCard(t *testing.T) {
	t.Parallel()
	asltest.New(t, renewal, coverage.Option()).
		Mock("Charge", asltest.Fail("Card.Declined", "it has expired"), asltest.Return(`"r-1"`)).
		Mock("Ask for another card", asltest.Callback(48*time.Hour, asltest.Return(`"c-2"`)).Submit(`{"MessageId": "m-1"}`)).
		Mock("Send receipt", asltest.Return(`{}`)).
		Mock("Send survey", asltest.Return(`{}`)).
		Run(`{"customer": "Ada", "card": "c-1", "plan": "single"}`).
		Input("Ask for another card", 0, "MessageBody.reason", `"it has expired"`).
		Input("Charge", 1, "card", `"c-2"`).
		Golden("testdata/another-card.jsonl")
}

// A week without an answer is the end.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	asltest.New(t, renewal, coverage.Option()).
		Mock("Charge", asltest.Fail("Card.Declined", "it has expired")).
		Mock("Ask for another card", asltest.Hang()).
		Run(`{"customer": "Ada", "card": "c-1", "plan": "single"}`).
		Path("Charge", "Ask for another card", "Cancelled").
		Fails("Subscription.Cancelled").
		Cause("There was no card that could be charged.").
		Elapsed(7 * 24 * time.Hour)
}

// The directory is busy when it comes to the second seat.
func TestTeam(t *testing.T) {
	t.Parallel()
	asltest.New(t, renewal, coverage.Option(), asltest.WithMockChecker(awsshapes.Checker{Parsed: true})).
		Mock("Charge", asltest.Return(`"r-1"`)).
		Mock("Renew seat",
			asltest.Fail("Directory.Busy", "").OnItem(1), asltest.Payload(`"second"`).OnItem(1),
			asltest.Payload(`"renewed"`)).
		Mock("Send receipt", asltest.Return(`{}`)).
		Mock("Send survey", asltest.Return(`{}`)).
		Run(`{"customer": "Ada", "card": "c-1", "plan": "team", "seats": ["Ada", "Bob"]}`).
		Path("Charge", "Which plan?", "Renew seats", "[0] Renew seat", "[1] Renew seat",
			"Tell", "[0] Send receipt", "[1] Three days later", "[1] Send survey").
		Calls("Renew seat", 3).
		Output(`{"customer": "Ada", "card": "c-1", "plan": "team", "seats": ["renewed", "second"], "receipt": "r-1"}`)
}

// The test cases of AWS Step Functions Local run as they are.
func TestMockConfigFile(t *testing.T) {
	for _, name := range []string{"HappyPath", "BusyBank"} {
		mocks, err := asltest.MockFile("testdata/MockConfigFile.json", "arn:aws:states:us-east-1:123456789012:stateMachine:Subscription#"+name)
		if err != nil {
			t.Fatal(err)
		}
		asltest.New(t, renewal, mocks).
			Run(`{"customer": "Ada", "card": "c-1", "plan": "single"}`).
			Output(`{"customer": "Ada", "card": "c-1", "plan": "single", "receipt": "r-1"}`)
	}
}

// Inputs and outcomes that nobody has thought of lead to no mistake, and to each
// state.
func FuzzRenewal(f *testing.F) {
	asltest.Fuzz(f, renewal,
		asltest.Inputs(
			`{"customer": "Ada", "card": "c-1", "plan": "single", "seats": []}`,
			`{"customer": "Bob", "card": "c-2", "plan": "team", "seats": ["Ada", "Bob"]}`),
		asltest.Answers("Charge", `"r-1"`),
		asltest.Answers("Ask for another card", `"c-2"`),
		asltest.Answers("Renew seat", `{"Payload": "renewed"}`))
}

// The functions of the program are known by the names that the definition uses.
func TestTasks(t *testing.T) {
	asltest.TestResolver(t, tasks(), "charge", "arn:aws:lambda:us-east-1:123456789012:function:renew", "send-mail")
}
