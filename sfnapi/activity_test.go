package sfnapi_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/sfnapi"
)

func TestCreateActivity(t *testing.T) {
	s := service(t)
	key := &sfnapi.EncryptionConfiguration{Type: "CUSTOMER_MANAGED_KMS_KEY", KMSKeyID: "alias/k"}
	first, err := s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: "a"})
	if err != nil || first.ActivityARN != "arn:aws:states:us-east-1:000000000000:activity:a" {
		t.Fatalf("got %v, %v", first, err)
	}
	for _, test := range []struct {
		name, code, message string
		in                  sfnapi.CreateActivityInput
	}{
		{"again", "", "", sfnapi.CreateActivityInput{Name: "a"}},
		{"with other tags", "", "", sfnapi.CreateActivityInput{Name: "a", Tags: []sfnapi.Tag{{Key: "k", Value: "v"}}}},
		{"with another key", "ActivityAlreadyExists", "Activity Already Exists: '" + first.ActivityARN + "'", sfnapi.CreateActivityInput{Name: "a", EncryptionConfiguration: key}},
		{"a name with a space", "InvalidName", "Invalid Name: 'a b'", sfnapi.CreateActivityInput{Name: "a b"}},
		{"a name with a character that is none", "InvalidName", "Invalid Name: 'a\uffff'", sfnapi.CreateActivityInput{Name: "a\uffff"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := s.CreateActivity(t.Context(), test.in)
			exception(t, err, test.code, test.message)
			if err == nil && !out.CreationDate.Equal(first.CreationDate.Time) {
				t.Errorf("created at %v", out.CreationDate)
			}
		})
	}

	for range 2 {
		if _, err := s.DeleteActivity(t.Context(), sfnapi.DeleteActivityInput{ActivityARN: first.ActivityARN}); err != nil {
			t.Error(err)
		}
	}
	_, err = s.DescribeActivity(t.Context(), sfnapi.DescribeActivityInput{ActivityARN: first.ActivityARN})
	exception(t, err, "ActivityDoesNotExist", "Activity Does Not Exist: '"+first.ActivityARN+"'")
	_, err = s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: "a", EncryptionConfiguration: key})
	exception(t, err, "", "")
}

func TestActivityRefuses(t *testing.T) {
	s := service(t)
	const foreign = "arn:aws:states:eu-west-1:000000000000:activity:a"
	_, err := s.DescribeActivity(t.Context(), sfnapi.DescribeActivityInput{ActivityARN: foreign})
	exception(t, err, "ActivityDoesNotExist", "Activity Does Not Exist: '"+foreign+"'")
	_, err = s.DeleteActivity(t.Context(), sfnapi.DeleteActivityInput{ActivityARN: "a"})
	exception(t, err, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: a'")
	_, err = s.GetActivityTask(t.Context(), sfnapi.GetActivityTaskInput{ActivityARN: foreign})
	exception(t, err, "ActivityDoesNotExist", "")
}

// TestListActivities reads pages while activities come and go.
func TestListActivities(t *testing.T) {
	s := service(t)
	create := func(name string) string {
		out, err := s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return out.ActivityARN
	}
	arns := map[string]string{}
	for i := range 7 {
		name := fmt.Sprintf("a%d", i)
		arns[name] = create(name)
	}
	three := int64(3)
	in := sfnapi.ListActivitiesInput{MaxResults: &three}
	var names []string
	for more := true; more; {
		out, err := s.ListActivities(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Activities {
			names = append(names, a.Name)
		}
		if in.NextToken == "" { // between the first page and the second one
			create("a0b")
			create("a4b")
			for _, name := range []string{"a2", "a3"} {
				if _, err := s.DeleteActivity(t.Context(), sfnapi.DeleteActivityInput{ActivityARN: arns[name]}); err != nil {
					t.Fatal(err)
				}
			}
		}
		in.NextToken, more = out.NextToken, out.NextToken != ""
	}
	if want := []string{"a0", "a1", "a2", "a4", "a4b", "a5", "a6"}; !slices.Equal(names, want) {
		t.Errorf("got %v", names)
	}
}

// TestGetActivityTask waits for tasks.
func TestGetActivityTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		activity, machine := worked(t, s, "work")
		began := time.Now()
		out, err := s.GetActivityTask(t.Context(), sfnapi.GetActivityTaskInput{ActivityARN: activity})
		if waited := time.Since(began); err != nil || out.TaskToken != "" || waited != 55*time.Second {
			t.Errorf("no task: got %v, %v after %v", out, err, waited)
		}
		sameJSON(t, out, `{}`)

		gone, hangUp := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = s.GetActivityTask(gone, sfnapi.GetActivityTaskInput{ActivityARN: activity})
		}()
		synctest.Wait()
		hangUp()
		<-ended
		started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x"})
		if task := polled(t, s, activity); task.Input != "{}" {
			t.Errorf("got %v", task)
		}
		synctest.Wait()
		h, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: "arn:aws:states:us-east-1:000000000000:execution:work:x"})
		if err != nil || len(h.Events) < 4 {
			t.Fatalf("got %v, %v", h, err)
		}
		sameJSON(t, h.Events[3].Details, `{"WorkerName": "w"}`)
	})
}
