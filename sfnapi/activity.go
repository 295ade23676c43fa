package sfnapi

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// activityKind is the kind of the objects of activities, which have their ARNs as names.
const activityKind = "activityConfiguration"

// activity is what a Service keeps of an activity beside what the backend does.
type activity struct {
	Encryption *EncryptionConfiguration
	Tags       []Tag `json:",omitempty"`
}

func (s *Service) createActivity(c *call, in *CreateActivityInput) (*CreateActivityOutput, error) {
	if asl.CheckName(in.Name) != nil {
		return nil, invalidName(in.Name)
	}
	arn := c.identity.ActivityARN(in.Name)
	encryption, err := in.EncryptionConfiguration.configured(c.identity)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(nil, in.Tags, arn)
	if err != nil {
		return nil, err
	}
	if err := s.configure(c, arn, activity{encryption, tags}); err != nil {
		return nil, err
	}
	a, err := s.backend.CreateActivity(c, arn)
	if err != nil {
		return nil, err
	}
	return &CreateActivityOutput{ActivityARN: a.ARN, CreationDate: dated(a.Created)}, nil
}

// configure keeps what an activity has, unless it exists.
// Step Functions: an activity is created again if its encryption is the same. Its tags stay.
func (s *Service) configure(c *call, arn string, a activity) error {
	return untilStored(func() error {
		var known activity
		version, found, err := s.load(c, activityKind, arn, &known)
		if err != nil {
			return err
		}
		was, err := known.Encryption.configured(c.identity) // one that the program has made has none
		if err != nil {
			return err
		}
		switch _, err := s.backend.DescribeActivity(c, arn); {
		case err == nil && !reflect.DeepEqual(was, a.Encryption):
			return &Exception{Code: "ActivityAlreadyExists", Message: "Activity Already Exists: '" + arn + "'"}
		case err == nil && found:
			return nil
		case err != nil && !errors.Is(err, durable.ErrActivityDoesNotExist):
			return err
		}
		return s.store(c, activityKind, arn, version, a)
	})
}

func (s *Service) describeActivity(c *call, in *DescribeActivityInput) (*DescribeActivityOutput, error) {
	a, err := c.activity(in.ActivityARN)
	if err != nil {
		return nil, err
	}
	known, err := s.backend.DescribeActivity(c, a.text)
	if err != nil {
		return nil, err
	}
	out := &DescribeActivityOutput{ActivityARN: known.ARN, Name: known.Name, CreationDate: dated(known.Created)}
	var kept activity
	if _, _, err = s.load(c, activityKind, a.text, &kept); err != nil {
		return nil, err
	}
	out.EncryptionConfiguration, err = kept.Encryption.configured(c.identity)
	return out, err
}

func (s *Service) deleteActivity(c *call, in *DeleteActivityInput) (*DeleteActivityOutput, error) {
	a, err := parseARN(in.ActivityARN, "activity")
	if err != nil {
		return nil, err
	}
	if a.identity != c.identity {
		return &DeleteActivityOutput{}, nil
	}
	if err := s.backend.DeleteActivity(c, a.text); err != nil {
		return nil, err
	}
	version, found, err := s.load(c, activityKind, a.text, new(activity))
	if err != nil || !found {
		return &DeleteActivityOutput{}, err
	}
	return &DeleteActivityOutput{}, s.remove(c, activityKind, a.text, version)
}

// activity reads the ARN of an activity. The error is InvalidArn, or ActivityDoesNotExist for
// one of another region or account.
func (c *call) activity(text string) (arn, error) {
	a, err := parseARN(text, "activity")
	if err == nil && a.identity != c.identity {
		return arn{}, &Exception{Code: "ActivityDoesNotExist", Message: "Activity Does Not Exist: '" + text + "'"}
	}
	return a, err
}

func (s *Service) listActivities(c *call, in *ListActivitiesInput) (*ListActivitiesOutput, error) {
	p, err := s.page(c, in.MaxResults, in.NextToken, "ListActivities")
	if err != nil {
		return nil, err
	}
	own := c.identity.ActivityARN("")
	all, err := s.backend.ListActivities(c, max(p.after, own), p.max+1)
	if err != nil {
		return nil, err
	}
	for i, a := range all {
		if !strings.HasPrefix(a.ARN, own) {
			all = all[:i]
			break
		}
	}
	out := new(ListActivitiesOutput)
	out.Activities, out.NextToken = pageItems(p, all,
		func(a durable.Activity) string { return a.ARN },
		func(a durable.Activity) ActivityListItem {
			return ActivityListItem{ActivityARN: a.ARN, Name: a.Name, CreationDate: dated(a.Created)}
		})
	return out, nil
}

func (s *Service) getActivityTask(c *call, in *GetActivityTaskInput) (*GetActivityTaskOutput, error) {
	a, err := c.activity(in.ActivityARN)
	if err != nil {
		return nil, err
	}
	if err := s.pollers.begin(a.text); err != nil {
		return nil, err
	}
	defer s.pollers.end(a.text)
	ctx, cancel := context.WithTimeout(c, pollTime)
	defer cancel()
	task, err := s.backend.Poll(ctx, a.text, in.WorkerName)
	if task == nil || err != nil {
		return &GetActivityTaskOutput{}, err
	}
	return &GetActivityTaskOutput{TaskToken: task.Token, Input: string(task.Input)}, nil
}

const (
	// pollTime is how long a worker waits for a task. Step Functions: at most 60 seconds;
	// but clients give up after 60.
	pollTime = 55 * time.Second

	// maxPollers is how many workers of an activity may wait at a time. Step Functions: as
	// documented.
	maxPollers = 1_000
)

// pollers counts the workers that wait for tasks.
type pollers struct {
	mu      sync.Mutex
	waiting map[string]int // by the ARN of the activity
}

// begin adds a worker. The error is ActivityWorkerLimitExceeded.
func (p *pollers) begin(arn string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting[arn] >= maxPollers {
		return &Exception{Code: "ActivityWorkerLimitExceeded", Message: fmt.Sprintf("%d workers poll for tasks of the activity: '%s'", maxPollers, arn)}
	}
	if p.waiting == nil {
		p.waiting = map[string]int{}
	}
	p.waiting[arn]++
	return nil
}

func (p *pollers) end(arn string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting[arn]--; p.waiting[arn] == 0 {
		delete(p.waiting, arn)
	}
}
