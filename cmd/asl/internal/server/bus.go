package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/folder"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/internal/guard"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/state"
)

// Bucket is a folder whose files are the objects of a bucket.
type Bucket struct{ Name, Folder string }

// Rule is a rule of a project.
type Rule struct {
	events.Rule
	Machine string        // the name of the one that it starts
	Target  events.Target // how, without ID and ARN
}

// starter starts executions as the API does.
type starter struct{ s *Server }

// Start is that of [events.Starter]. What is refused for now may be tried again.
func (t starter) Start(ctx context.Context, d durable.Start) (state.Description, error) {
	out, err := t.s.service.StartExecution(ctx, sfnapi.StartExecutionInput{StateMachineARN: d.Machine, Name: d.Name, Input: string(d.Input)})
	var refused *sfnapi.Exception
	switch {
	case errors.As(err, &refused) && refused.Code != "ExecutionLimitExceeded":
		return state.Description{}, asl.NewError(refused.Code, refused.Message)
	case err != nil:
		return state.Description{}, err
	}
	return state.Description{ARN: out.ExecutionARN}, nil
}

// newBus returns the event buses, whose rules are in the store.
func (s *Server) newBus() (*events.Bus, error) {
	return events.New(starter{s}, events.WithObjects(s.executor), events.WithIdentity(s.Identity), events.WithLogger(s.Logger))
}

// putRules puts the rules of the projects. One that is there stays as it is, so that its rate
// goes on, and it stays disabled.
func (s *Server) putRules(ctx context.Context) error {
	for _, r := range s.Rules {
		if err := s.makeBus(ctx, r.EventBusName); err != nil {
			return fmt.Errorf("rule %s: %w", r.Name, err)
		}
		is, err := s.bus.Rule(ctx, r.EventBusName, r.Name)
		if err != nil || is.EventPattern != r.EventPattern || is.ScheduleExpression != r.ScheduleExpression || is.ScheduleExpressionTimezone != r.ScheduleExpressionTimezone {
			_, err = s.bus.PutRule(ctx, r.Rule)
		}
		if err == nil {
			r.Target.ID, r.Target.ARN = cmp.Or(r.Target.ID, "machine"), s.ARN(r.Machine)
			err = s.bus.PutTargets(ctx, r.EventBusName, r.Name, r.Target)
		}
		if err != nil {
			return fmt.Errorf("rule %s: %w", r.Name, err)
		}
	}
	return nil
}

// makeBus makes an event bus, if there is none of this name.
func (s *Server) makeBus(ctx context.Context, name string) error {
	if _, err := s.bus.Rules(ctx, name); err == nil {
		return nil
	}
	return s.bus.CreateBus(ctx, name)
}

// buckets are the folders that are watched.
type buckets []*folder.Bucket

// openBuckets begins to watch folders. What comes from now on is an event, when they run.
func (s *Server) openBuckets() error {
	for _, b := range s.Buckets {
		opened, err := folder.Open(b.Name, b.Folder, s.Identity, s.Logger)
		if err != nil {
			return fmt.Errorf("bucket %s: %w", b.Name, err)
		}
		s.buckets = append(s.buckets, opened)
	}
	return nil
}

// run puts the events of the buckets until ctx ends.
func (all buckets) run(ctx context.Context, s *Server) {
	var running sync.WaitGroup
	for _, b := range all {
		running.Go(func() {
			if err := b.Run(ctx, s.putEvent); err != nil {
				s.Tell(err.Error() + ": there will be no more events of its files")
			}
		})
	}
	running.Wait()
}

func (all buckets) close() error {
	var err error
	for _, b := range all {
		err = errors.Join(err, b.Close())
	}
	return err
}

func (s *Server) putEvent(ctx context.Context, e events.Event) error {
	_, err := s.bus.Put(ctx, "", e)
	return err
}

// notify takes notifications of a server of S3. It answers that they are to be sent again if
// they cannot be stored.
func (s *Server) notify(w http.ResponseWriter, req *http.Request) {
	text, err := io.ReadAll(io.LimitReader(req.Body, guard.MaxBody+1))
	if err != nil || len(text) > guard.MaxBody {
		http.Error(w, "the notification cannot be read", http.StatusBadRequest)
		return
	}
	all, wrong := events.FromNotification(text) // the right records of one count
	for _, e := range all {
		if err := s.putEvent(req.Context(), e); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	if wrong != nil {
		http.Error(w, wrong.Error(), http.StatusBadRequest)
	}
}
