package events_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
)

// A pattern is tested without a rule.
func ExampleParsePattern() {
	uploads, err := events.ParsePattern(`{
		"source": ["aws.s3"],
		"detail-type": ["Object Created"],
		"detail": {"object": {"key": [{"suffix": ".png"}], "size": [{"numeric": [">", 0]}]}}
	}`)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(uploads.Matches(events.ObjectCreated(events.Object{Bucket: "inbox", Key: "cat.png", Size: 5})))
	fmt.Println(uploads.MatchesJSON([]byte(`{"source": "aws.s3", "detail-type": "Object Created", "detail": {"object": {"key": "cat.txt", "size": 5}}}`)))
	// Output:
	// true
	// false <nil>
}

// What is wrong with a pattern is said as EventBridge says it.
func ExampleParsePattern_invalid() {
	_, err := events.ParsePattern(`{"source": "aws.s3"}`)
	fmt.Println(err)
	// Output:
	// InvalidEventPatternException: Event pattern is not valid. Reason: "source" must be an object or an array at [Source: (String)"{"source": "aws.s3"}"; line: 1, column: 13]
}

// A schedule is a function of the time.
func ExampleSchedule_Next() {
	lastFriday, err := events.ParseSchedule("cron(30 17 ? * FRIL *)")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 3 {
		at = lastFriday.Next(at, at)
		fmt.Println(at.Format("Mon 2006-01-02 15:04"))
	}
	// Output:
	// Fri 2026-01-30 17:30
	// Fri 2026-02-27 17:30
	// Fri 2026-03-27 17:30
}

// The input that a target makes of an event is tested without a Bus.
func ExampleTarget_InputFor() {
	resize := events.Target{
		ID: "resize", ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:resize",
		InputTransformer: &events.InputTransformer{
			InputPathsMap: map[string]string{"bucket": "$.detail.bucket.name", "key": "$.detail.object.key", "size": "$.detail.object.size"},
			InputTemplate: `{"file": "s3://<bucket>/<key>", "size": <size>, "rule": <aws.events.rule-name>}`,
		},
	}
	upload := events.ObjectCreated(events.Object{Bucket: "inbox", Key: "cat.png", Size: 5})
	input, err := resize.InputFor(events.Rule{Name: "uploads"}, upload, time.Now())
	fmt.Println(string(input), err)
	// Output:
	// {"file": "s3://inbox/cat.png", "size": 5, "rule": "uploads"} <nil>
}

// An object that is complete starts an execution, whose input is the event.
func ExampleBus() {
	const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:uploads"
	executor, err := durable.New(durable.Memory())
	if err != nil {
		log.Fatal(err)
	}
	definition := `{"StartAt": "Key", "States": {"Key": {"Type": "Pass", "OutputPath": "$.detail.object.key", "End": true}}}`
	if err := executor.Register(machine, asl.MustParse(definition)); err != nil {
		log.Fatal(err)
	}
	bus, err := events.New(executor, events.WithObserver(func(d events.Delivery) {
		fmt.Println("rule", d.Rule.Name, "starts", d.Target.ID, "error:", d.Err)
	}))
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if _, err := bus.PutRule(ctx, events.Rule{Name: "pictures", EventPattern: `{"source": ["aws.s3"], "detail": {"object": {"key": [{"suffix": ".png"}]}}}`}); err != nil {
		log.Fatal(err)
	}
	if err := bus.PutTargets(ctx, "", "pictures", events.Target{ID: "uploads", ARN: machine}); err != nil {
		log.Fatal(err)
	}
	go func() { _ = executor.Run(ctx) }()
	go func() { _ = bus.Run(ctx) }() // for schedules, and for starts that have failed

	for _, key := range []string{"notes.txt", "cat.png"} {
		if _, err := bus.Put(ctx, "", events.ObjectCreated(events.Object{Bucket: "inbox", Key: key, Size: 5, Time: time.Now()})); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// rule pictures starts uploads error: <nil>
}

// A server of S3 sends its notifications to a webhook.
func ExampleFromNotification() {
	notification := `{"Records": [{"eventName": "ObjectCreated:Put", "eventTime": "2026-01-02T03:04:05.678Z",
		"s3": {"bucket": {"name": "inbox"}, "object": {"key": "a+cat.png", "size": 5, "sequencer": "0055AED6DCD90281E5"}}}]}`
	all, err := events.FromNotification([]byte(notification))
	for _, e := range all {
		fmt.Println(e.DetailType, e.Resources, err)
	}
	// Output:
	// Object Created [arn:aws:s3:::inbox] <nil>
}

// The AWS CLI and the SDKs call it by their endpoint URL.
func ExampleHandler() {
	executor, err := durable.New(durable.Memory())
	if err != nil {
		log.Fatal(err)
	}
	bus, err := events.New(executor)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(events.Handler(bus))
	defer server.Close()

	req, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(`{"Name": "orders", "EventPattern": "{\"source\": [\"shop\"]}"}`))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "AWSEvents.PutRule")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	rule, err := bus.Rule(context.Background(), "", "orders")
	fmt.Println(rule.ARN, err)
	// Output:
	// 200 OK
	// arn:aws:events:us-east-1:000000000000:rule/orders <nil>
}
