package storetest_test

import (
	"testing"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/storetest"
)

// The author of a store has this as a test, with a store of their own.
func ExampleRun() {
	_ = func(t *testing.T) { // TestStore
		storetest.Run(t, func(testing.TB) durable.Store { return durable.Memory() })
	}
}
