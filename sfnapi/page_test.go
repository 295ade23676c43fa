package sfnapi_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// lateClock is a clock that is late.
type lateClock struct {
	asl.Clock
	late time.Duration
}

func (c *lateClock) Now() time.Time { return c.Clock.Now().Add(c.late) }

// TestPageToken tries tokens that are not those of the next page.
func TestPageToken(t *testing.T) {
	clock := &lateClock{Clock: asl.SystemClock()}
	s := service(t, sfnapi.WithClock(clock))
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", twoPasses, "")})
	other := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "N", twoPasses, "")})
	ended(t, s, arn)
	two, three := int64(2), int64(3)
	first, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, MaxResults: &two})
	if err != nil {
		t.Fatal(err)
	}
	token := first.NextToken
	for _, test := range []struct {
		name string
		late time.Duration
		in   sfnapi.GetExecutionHistoryInput
		code string
	}{
		{"the next page", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token}, ""},
		{"of another size", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token, MaxResults: &three}, ""},
		{"nearly a day later", 24*time.Hour - time.Minute, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token}, ""},
		{"more than a day later", 24*time.Hour + time.Second, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token}, "InvalidToken"},
		{"of another execution", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: other, NextToken: token}, "InvalidToken"},
		{"in another order", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token, ReverseOrder: true}, "InvalidToken"},
		{"changed", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token[:len(token)-1] + "_"}, "InvalidToken"},
		{"cut", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: token[:4]}, "InvalidToken"},
		{"made up", 0, sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, NextToken: "?"}, "InvalidToken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			clock.late = test.late
			_, err := s.GetExecutionHistory(t.Context(), test.in)
			message := ""
			if test.code != "" {
				message = "Invalid Token: 'Invalid token'"
			}
			exception(t, err, test.code, message)
		})
	}
}

// TestPageTokenOfBackend: a token is for all Services over a backend, and for no other.
func TestPageTokenOfBackend(t *testing.T) {
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	var services []*sfnapi.Service
	for range 2 {
		s, err := sfnapi.New(x)
		if err != nil {
			t.Fatal(err)
		}
		services = append(services, s)
	}
	services = append(services, service(t))
	in := sfnapi.ListActivitiesInput{MaxResults: new(int64)}
	*in.MaxResults = 1
	for _, s := range services[1:] {
		for _, name := range []string{"a", "b"} {
			if _, err := s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
	}
	first, err := services[0].ListActivities(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	in.NextToken = first.NextToken
	second, err := services[1].ListActivities(t.Context(), in)
	if err != nil || len(second.Activities) != 1 || second.Activities[0].Name != "b" {
		t.Errorf("got %+v, %v", second, err)
	}
	_, err = services[2].ListActivities(t.Context(), in)
	exception(t, err, "InvalidToken", "Invalid Token: 'Invalid token'")
}
