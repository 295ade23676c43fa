package asltest

import (
	"flag"
	"testing"
)

// SetPartial makes it look as if the flag of that name left some tests out, or, if
// it is "", as if all were running.
func SetPartial(t *testing.T, name string) {
	t.Helper()
	set := func(name, value string) {
		f := flag.Lookup(name)
		before := f.Value.String()
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := f.Value.Set(before); err != nil {
				t.Error(err)
			}
		})
	}
	set("test.run", "")
	if name != "" {
		set(name, "Some")
	}
}
