package durable_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// What Prepare returns runs when somebody has put it into the store, sealed as the rest.
func TestPrepare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		pass := `{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`
		machines := map[string]*asl.Machine{"m": machine(t, pass), "express": asl.MustParse(pass, asl.WithType(asl.Express))}
		x := serve(t, store, machines, durable.WithSeal(rotated{1}))
		c, err := x.Prepare(durable.Start{Machine: arnOf + "m", Name: "x", Input: []byte(`"in"`)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Describe(t.Context(), c.Row.ARN); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Errorf("Describe of what is prepared: %v", err)
		}
		if err := store.Create(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		x.ends(time.Second, c.Row.ARN, asl.Succeeded, `"in"`)

		for _, test := range []struct {
			start durable.Start
			want  error
		}{
			{durable.Start{Machine: arnOf + "none"}, durable.ErrStateMachineDoesNotExist},
			{durable.Start{Machine: arnOf + "express"}, durable.ErrStateMachineTypeNotSupported},
			{durable.Start{Machine: arnOf + "m", Name: "*"}, durable.ErrInvalidName},
			{durable.Start{Machine: arnOf + "m", Input: []byte("{")}, durable.ErrInvalidExecutionInput},
		} {
			if _, err := x.Prepare(test.start); !errors.Is(err, test.want) {
				t.Errorf("Prepare(%+v): %v, want %v", test.start, err, test.want)
			}
		}
	})
}
