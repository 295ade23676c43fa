package play

import (
	"context"
	"slices"
	"time"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// distributed carries out the effects of distributed Maps.
type distributed struct {
	store    *items.Memory
	io       *mapio.IO
	children []*statetest.Execution // in the order in which they started
	refused  *state.Failure         // why none may be redriven, nil if they may
}

// newDistributed returns a distributed whose object store has the files of a case.
func newDistributed(c *cases.Case) *distributed {
	store := Objects(c)
	return &distributed{store: store, io: mapio.New(context.Background(), items.Reader{Store: store})}
}

// Objects returns an object store with the files of a case.
func Objects(c *cases.Case) *items.Memory {
	store := items.NewMemory(c.Buckets...)
	for _, f := range c.Files {
		if !f.Modified.IsZero() {
			store.Now = func() time.Time { return f.Modified }
		}
		store.Set(f.Bucket, f.Key, f.Body)
	}
	return store
}

// perform carries out an effect. It reports false if the effect is not one of a
// distributed Map. An effect that nobody waits for was cancelled, or is the last one of a
// Map Run that was stopped.
func (d *distributed) perform(x *statetest.Execution, effect state.Effect) (done bool, err error) {
	if e, ok := effect.(*state.StartItem); ok {
		if !x.Run.Awaits(e.ID) {
			return true, nil
		}
		if e.Redrive && d.refused != nil {
			x.Tell(state.Input{Kind: state.InputRedriveRefused, ID: e.ID, Failure: d.refused})
			return true, nil
		}
		child, err := x.StartItem(e)
		if !e.Redrive {
			d.started(child, e.Config.ARN)
		}
		return true, err
	}
	in, done, err := d.io.Answer(context.Background(), effect)
	if done && err == nil {
		x.Tell(in)
	}
	return done, err
}

// started adds an execution. It takes the place of one with the same ARN, which has started
// before.
func (d *distributed) started(child *statetest.Execution, arn string) {
	d.children = slices.DeleteFunc(d.children, func(x *statetest.Execution) bool { return x.Run.ARN() == arn })
	d.children = append(d.children, child)
}
