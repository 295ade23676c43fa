package temporal

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// An Option says how executions are driven. All workers of a task queue, and its clients,
// should have the same ones.
type Option func(*config) error

// config has what the options set.
type config struct {
	queue         func(resource string) string
	pending       int
	continueAfter int
	heartbeat     time.Duration
	payload       int
	resolver      asl.TaskResolver
	attributes    bool
	namespace     string
	objects       durable.Objects
}

// activityQueue returns the task queue for the tasks of an activity.
func (c *config) activityQueue(arn string) string { return cmp.Or(c.queue(arn), arn) }

// mapRunBytes is how much a Map Run holds of each kind, so that its execution fits into a message
// when it continues as new.
func (c *config) mapRunBytes() int { return c.payload / 8 }

// bound bounds an execution by what the cluster takes.
func (c *config) bound(of *state.Config) {
	of.Bounds = state.MapBounds{Executions: c.pending, Bytes: c.mapRunBytes()}
}

func newConfig(opts []Option) (*config, error) {
	c := &config{
		queue:   func(string) string { return "" },
		pending: 500, heartbeat: 30 * time.Second, payload: defaultPayload,
		namespace: client.DefaultNamespace, objects: nowhere{},
	}
	var problems []error
	for _, o := range opts {
		if o == nil {
			problems = append(problems, errors.New("temporal: an Option is nil"))
			continue
		}
		problems = append(problems, o(c))
	}
	return c, errors.Join(problems...)
}

// WithQueue says on which task queue the task of a resource waits for a worker; "" is that of
// the workflow, and the default. resource is the Resource of the state as it is written; of
// lambda:invoke it is the FunctionName. The task of an activity waits on the queue that has
// the activity's ARN as its name, unless queue names another one. ItemReaders and ResultWriters
// are asked for, too. queue must always return the same for the same resource.
func WithQueue(queue func(resource string) string) Option {
	return func(c *config) error {
		if queue == nil {
			return errors.New("temporal: WithQueue: the function is nil")
		}
		c.queue = queue
		return nil
	}
}

// WithPending sets how many tasks and child executions one execution may have on the cluster at
// once; further ones wait, and a Map Run starts no more. The default is 500. Temporal: 2,000 are
// the limit of a server.
func WithPending(n int) Option {
	return func(c *config) error {
		if n < 1 {
			return fmt.Errorf("temporal: WithPending(%d): want at least 1", n)
		}
		c.pending = n
		return nil
	}
}

// WithContinueAfter lets an execution continue as new after so many answers of tasks, or sooner
// if the server suggests it. By default only that counts.
func WithContinueAfter(answers int) Option {
	return func(c *config) error {
		if answers < 1 {
			return fmt.Errorf("temporal: WithContinueAfter(%d): want at least 1", answers)
		}
		c.continueAfter = answers
		return nil
	}
}

// WithHeartbeat sets after how much silence of its worker a task is given to another one; the
// default is 30 seconds. Workers send these heartbeats by themselves, as long as a task runs;
// they are not those of HeartbeatSeconds.
func WithHeartbeat(d time.Duration) Option {
	return func(c *config) error {
		if d < time.Second {
			return fmt.Errorf("temporal: WithHeartbeat(%v): want at least 1s", d)
		}
		c.heartbeat = d
		return nil
	}
}

// WithPayloadLimit sets how many bytes one message to the server may have; the default is a
// little less than 2 MiB, which a server takes unless it is configured otherwise. A task whose
// input or result is larger fails with States.DataLimitExceeded. A Map Run holds an eighth of it
// of the items that it has read, of inputs of its executions, and of results.
func WithPayloadLimit(bytes int) Option {
	return func(c *config) error {
		if bytes < 1 {
			return fmt.Errorf("temporal: WithPayloadLimit(%d): want at least 1", bytes)
		}
		c.payload = bytes
		return nil
	}
}

// WithResolver sets the resolver for tasks of machines that this worker does not have, such as
// those that were created through the API.
func WithResolver(r asl.TaskResolver) Option {
	return func(c *config) error {
		if r == nil {
			return errors.New("temporal: WithResolver: the resolver is nil")
		}
		c.resolver = r
		return nil
	}
}

// WithSearchAttributes lets the client give the workflows that it starts, and those that they start,
// the search attributes [AttributeVersion] and those below it. By them [Client.List] finds executions
// of a version or an alias, and tells sooner which have timed out. They have to be registered before,
// as docs/temporal.md says, or no execution can be started.
func WithSearchAttributes() Option {
	return func(c *config) error {
		c.attributes = true
		return nil
	}
}

// WithNamespace says in which namespace [Client.Poll] looks for tasks, which is that of the SDK's
// client; the default is "default".
func WithNamespace(name string) Option {
	return func(c *config) error {
		if name == "" {
			return errors.New("temporal: WithNamespace: the name is empty")
		}
		c.namespace = name
		return nil
	}
}

// WithObjects says where the client keeps the activities that exist, and the machines of package
// sfnapi, for which a cluster has no place: in a [durable.Store] that the processes share which
// have such a client. Without it, methods that need it return an error.
func WithObjects(o durable.Objects) Option {
	return func(c *config) error {
		if o == nil {
			return errors.New("temporal: WithObjects: the objects are nil")
		}
		c.objects = o
		return nil
	}
}
