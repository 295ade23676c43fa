package asltest

import (
	"flag"
	"testing"
)

// SetPartial makes it look as if some or all tests were running.
func SetPartial(t *testing.T, some bool) {
	t.Helper()
	f := flag.Lookup("test.run")
	value, before := f.DefValue, f.Value.String()
	if some {
		value = "Some"
	}
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Value.Set(before); err != nil {
			t.Error(err)
		}
	})
}
