package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/engine"
)

// Activities keeps the activities of a [Client], for those who write one. It is safe for
// concurrent use. The errors are those of the methods of Client, and of the objects.
type Activities struct {
	Objects Objects
	Clock   asl.Clock
}

// activityKind is the kind of the objects of activities, which have their ARNs as names.
const activityKind = "activity"

// activityText is the value of an activity.
type activityText struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// Create makes the activity of that ARN, unless it exists.
func (a Activities) Create(ctx context.Context, arn string) (Activity, error) {
	of, ok := awsarn.Parse(arn)
	if !ok || of.Service != "states" || len(of.Resource) < 2 || of.Resource[0] != "activity" {
		return Activity{}, asl.Errorf(ErrInvalidArn.Name, "Invalid Arn: 'Resource type not valid in this context: %s'", arn)
	}
	name := strings.Join(of.Resource[1:], ":")
	if asl.CheckName(name) != nil {
		return Activity{}, engine.InvalidName(name)
	}
	text, err := json.Marshal(activityText{name, a.Clock.Now().UTC()})
	if err != nil {
		return Activity{}, err
	}
	err = a.Objects.PutObject(ctx, Object{Kind: activityKind, Name: arn, Value: text}, 0)
	if err != nil && !errors.Is(err, ErrConflict) {
		return Activity{}, storeError(err)
	}
	return a.Describe(ctx, arn)
}

// Describe returns an activity.
func (a Activities) Describe(ctx context.Context, arn string) (Activity, error) {
	o, err := a.Objects.Object(ctx, activityKind, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		return Activity{}, asl.Errorf(ErrActivityDoesNotExist.Name, "Activity Does Not Exist: '%s'", arn)
	case err != nil:
		return Activity{}, storeError(err)
	}
	return readActivity(o)
}

func readActivity(o Object) (Activity, error) {
	var text activityText
	if err := json.Unmarshal(o.Value, &text); err != nil {
		return Activity{}, fmt.Errorf("durable: the activity %s: %w", o.Name, err)
	}
	return Activity{ARN: o.Name, Name: text.Name, Created: text.Created}, nil
}

// Delete deletes an activity, if it exists.
func (a Activities) Delete(ctx context.Context, arn string) error {
	o, err := a.Objects.Object(ctx, activityKind, arn)
	if err == nil {
		err = a.Objects.PutObject(ctx, Object{Kind: activityKind, Name: arn}, o.Version)
	}
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrConflict) { // somebody else has deleted it
		return nil
	}
	return storeError(err)
}

// List returns activities whose ARNs are above after, in their order, at most max.
func (a Activities) List(ctx context.Context, after string, max int) ([]Activity, error) {
	objects, err := a.Objects.Objects(ctx, activityKind, after, max)
	if err != nil {
		return nil, storeError(err)
	}
	all := make([]Activity, 0, len(objects))
	for _, o := range objects {
		is, err := readActivity(o)
		if err != nil {
			return nil, err
		}
		all = append(all, is)
	}
	return all, nil
}

func (x *Executor) activities() Activities { return Activities{x.store, x.clock} }

// CreateActivity is that of [Client].
func (x *Executor) CreateActivity(ctx context.Context, arn string) (Activity, error) {
	return x.activities().Create(ctx, arn)
}

// DescribeActivity is that of [Client].
func (x *Executor) DescribeActivity(ctx context.Context, arn string) (Activity, error) {
	return x.activities().Describe(ctx, arn)
}

// DeleteActivity is that of [Client].
func (x *Executor) DeleteActivity(ctx context.Context, arn string) error {
	defer x.offers.wake()
	return x.activities().Delete(ctx, arn)
}

// ListActivities is that of [Client].
func (x *Executor) ListActivities(ctx context.Context, after string, max int) ([]Activity, error) {
	return x.activities().List(ctx, after, max)
}
