package aws

import (
	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/state"
)

// A Call is a Task state that calls a service.
type Call struct {
	State    string // its name
	Resource string // as it is written
	Target   string // Real, or the URL of the server that is called
}

// Calls returns the states of a machine that call a service if the resolver resolves their
// resources, in their order in the definition: what would go out, and where to. A machine
// that another resolver comes before may call less. It calls nothing itself.
func (r *Resolver) Calls(m *asl.Machine) (calls []Call) {
	for _, s := range m.Definition().All() {
		t, ok := s.(*state.Task)
		if !ok {
			continue
		}
		if _, err := r.ResolveTask(t.Resource); err == nil {
			calls = append(calls, Call{t.Name(), t.Resource, r.target(t.Resource)})
		}
	}
	return calls
}

// target returns where a resource is called.
func (r *Resolver) target(resource string) string {
	call, _ := integration.CallOf(resource)
	if isFunction(resource) {
		call.Service = "lambda"
	}
	return r.local.Target(call.Service)
}
