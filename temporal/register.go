package temporal

import (
	"fmt"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
)

// The names by which the cluster knows what [Register] registers.
const (
	WorkflowName = "goasl"       // the type of the workflow that an execution is
	ActivityName = "goasl.task"  // the type of the activity that a task is
	ReadName     = "goasl.read"  // the type of the activity that reads items of a distributed Map
	WriteName    = "goasl.write" // the type of the activity that writes a file with results of one
)

// Registry is the part of a Temporal worker that [Register] needs. worker.Worker of the SDK
// has it, and so has the environment of its test suite.
type Registry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// worker is what the workflow and the activity of a Temporal worker share.
type worker struct {
	*config
	machines *machines
	signal   signaller
}

// Register lets a Temporal worker drive executions, and call their tasks. machines are by their
// ARNs, such as arn:aws:states:us-east-1:123456789012:stateMachine:order; an ARN sets the
// identity of executions, but for the role. A worker drives executions of other machines, too:
// the definition comes with the execution. Their tasks need [WithResolver].
//
// The functions of a machine's resolver, its middleware, its object store and its logger count,
// and so do its limits when an execution is started. Its clock does not, nor do its observers, its
// history and its [asl.Executions].
//
// The error says that an ARN is not that of a state machine, that a machine is nil, that an
// option is wrong, or that the worker has the workflow already.
func Register(r Registry, machines map[string]*asl.Machine, opts ...Option) error {
	w, err := newWorker(machines, opts)
	if err != nil {
		return err
	}
	return w.register(r)
}

func newWorker(machines map[string]*asl.Machine, opts []Option) (*worker, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	known, err := newMachines(machines)
	if err != nil {
		return nil, err
	}
	return &worker{config: cfg, machines: known, signal: signalWorkflow}, nil
}

func (w *worker) register(r Registry) (err error) {
	defer func() { // the SDK panics if something has the name already
		if problem := recover(); problem != nil {
			err = fmt.Errorf("temporal: Register: %v", problem)
		}
	}()
	r.RegisterWorkflowWithOptions(w.execute, workflow.RegisterOptions{Name: WorkflowName})
	r.RegisterActivityWithOptions(w.perform, activity.RegisterOptions{Name: ActivityName})
	r.RegisterActivityWithOptions(w.read, activity.RegisterOptions{Name: ReadName})
	r.RegisterActivityWithOptions(w.write, activity.RegisterOptions{Name: WriteName})
	return nil
}
