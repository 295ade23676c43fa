package temporal

import (
	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// Register lets the client start executions of m under an ARN, as those that [NewClient] gets,
// and workers of [Client.Work] drive them with the options of m. A machine that was registered
// under it before is replaced: executions that run go on with the definition that they began with,
// and with the options of m. The error says that the ARN is not that of a state machine, or that m
// is nil.
func (c *Client) Register(arn string, m *asl.Machine) error { return c.machines.add(arn, m) }

// Unregister ends what [Client.Register] began: no execution of the machine is started any more.
// Those that run go on, with the options of another version of the machine if one is registered,
// or else as those of a machine that the worker does not have.
func (c *Client) Unregister(arn string) { c.machines.remove(arn) }

// FindMachines lets find say which machine states:startExecution starts in workers of
// [Client.Work], which is one that is registered. Without it, that is the one that is registered
// under the ARN.
func (c *Client) FindMachines(find durable.FindMachine) {
	c.machines.mu.Lock()
	defer c.machines.mu.Unlock()
	c.machines.find = find
}

// Work lets a Temporal worker of this process drive executions and call their tasks, as [Register]
// does, with the options and the machines of the client, also those that are registered later. The
// error says that the worker has the workflow already.
func (c *Client) Work(r Registry) error {
	return (&worker{config: c.cfg, machines: c.machines, signal: signalWorkflow}).register(r)
}

// ExpressRunning returns 0, for package sfnapi: no execution runs in this process. Those of type
// EXPRESS are workflows, and counted with the others.
func (c *Client) ExpressRunning() int { return 0 }
