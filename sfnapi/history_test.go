package sfnapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// TestGetExecutionHistory reads a history of six events page by page.
func TestGetExecutionHistory(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", twoPasses, "")})
	ended(t, s, arn)
	for _, test := range []struct {
		name    string
		reverse bool
		max     int64
		want    []int64
		pages   int
	}{
		{"all", false, 0, []int64{1, 2, 3, 4, 5, 6}, 1},
		{"by two", false, 2, []int64{1, 2, 3, 4, 5, 6}, 3},
		{"by four", false, 4, []int64{1, 2, 3, 4, 5, 6}, 2},
		{"the last first", true, 0, []int64{6, 5, 4, 3, 2, 1}, 1},
		{"the last first, by four", true, 4, []int64{6, 5, 4, 3, 2, 1}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, ReverseOrder: test.reverse, MaxResults: &test.max}
			var ids []int64
			pages := 0
			for more := true; more; pages++ {
				out, err := s.GetExecutionHistory(t.Context(), in)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range out.Events {
					ids = append(ids, e.ID)
				}
				in.NextToken, more = out.NextToken, out.NextToken != ""
			}
			if !slices.Equal(ids, test.want) || pages != test.pages {
				t.Errorf("got %v in %d pages", ids, pages)
			}
		})
	}
}

// TestGetExecutionHistoryWithoutData reads events without inputs and outputs.
func TestGetExecutionHistoryWithoutData(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", fails, ""), Input: `"private"`})
	ended(t, s, arn)
	for _, with := range []bool{true, false} {
		out, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, IncludeExecutionData: &with})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(out)
		if err != nil || strings.Contains(string(text), "private") != with || !strings.Contains(string(text), `"error":"E"`) {
			t.Errorf("with data %v: %s, %v", with, text, err)
		}
	}
}

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
