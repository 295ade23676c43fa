package temporal

import (
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// work is what an activity gets of a task, besides its input.
type work struct {
	Machine   string         `json:"machine"`   // ARN by which workers have it
	Execution string         `json:"execution"` // ARN
	Name      string         `json:"name"`      // of the execution
	Identity  state.Identity `json:"identity"`  // of the execution
	ID        int64          `json:"id"`        // of the effect
	Key       string         `json:"key"`
	Token     string         `json:"token"`
	State     string         `json:"state"`
	Resource  string         `json:"resource"`
	Function  string         `json:"function,omitempty"`
	Kind      state.Kind     `json:"kind"`
	Pattern   state.Pattern  `json:"pattern"`
	Attempt   int            `json:"attempt,omitempty"`

	Items       []state.MapIndex `json:"items,omitempty"`
	Timeout     time.Duration    `json:"timeout,omitempty"`
	Heartbeat   time.Duration    `json:"heartbeat,omitempty"`
	Credentials string           `json:"credentials,omitempty"` // JSON text
}

// workOf returns what the activity for a task gets.
func (d *driver) workOf(t *state.RunTask) work {
	is := d.run.Describe()
	w := work{
		Machine: d.start.Origin.Machine, Execution: is.ARN, Name: is.Name, Identity: is.Identity,
		ID: t.ID, Key: t.Key, Token: d.run.Token(t.ID), State: t.State,
		Resource: t.Resource, Function: t.Function, Kind: t.Kind, Pattern: t.Pattern, Attempt: t.Attempt,
		Items: slices.Concat(d.start.Origin.Items, t.Items), Timeout: t.Timeout, Heartbeat: t.Heartbeat,
	}
	if t.Credentials.Exists() {
		w.Credentials = t.Credentials.String()
	}
	return w
}

// task returns the task that was meant.
func (w *work) task(input []byte) (*state.RunTask, error) {
	v, err := jsonvalue.Parse(input)
	if err != nil {
		return nil, err
	}
	t := &state.RunTask{
		ID: w.ID, Key: w.Key, Kind: w.Kind, Pattern: w.Pattern, Resource: w.Resource, Function: w.Function,
		Input: v, Token: w.Token, State: w.State, Attempt: w.Attempt, Items: w.Items, Timeout: w.Timeout, Heartbeat: w.Heartbeat,
	}
	if w.Credentials != "" {
		t.Credentials, err = jsonvalue.ParseString(w.Credentials)
	}
	return t, err
}
